// Recognises a text of the exchange and takes its parameters out; puts parameters into a pattern.
#include "catalog/catalog.hpp"

#include "catalog/tables.hpp"

#include <algorithm>
#include <tuple>

namespace fixguard::catalog {

namespace {

constexpr std::size_t text_count = std::size(all_texts);
constexpr std::size_t longest_pattern = 255; // the generator sees to it

// A pattern cut at its parameters: one piece of literal text more than there are parameters. The first piece
// is never empty (the generator sees to it), the last one may be.
struct Shape {
    struct Piece {
        std::uint8_t offset = 0;
        std::uint8_t size = 0;
    };
    std::array<Piece, 4> pieces{};
    std::uint8_t literal_size = 0;
    std::uint8_t probe_at = 0; // one byte of the first piece that rules most other patterns out
    char probe = 0;
};

constexpr Shape shape_of(std::string_view pattern) {
    Shape shape;
    std::size_t piece = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '%') {
            ++i;
            shape.pieces[++piece].offset = static_cast<std::uint8_t>(i + 1);
        } else {
            ++shape.pieces[piece].size;
            ++shape.literal_size;
        }
    }
    const std::uint8_t first_size = shape.pieces[0].size;
    shape.probe_at = static_cast<std::uint8_t>(piece == 0 ? first_size / 2 : first_size - 1);
    shape.probe = pattern[shape.probe_at];
    return shape;
}

constexpr auto shapes = [] {
    std::array<Shape, text_count> made{};
    for (std::size_t i = 0; i < text_count; ++i)
        made[i] = shape_of(all_texts[i].pattern);
    return made;
}();

constexpr std::size_t place_of(const Text& text) {
    return static_cast<std::size_t>(&text - all_texts);
}

// Which pattern wins where two fit: most literal bytes, then fewest parameters, then the order of the file.
constexpr auto rank(std::size_t place) {
    return std::tuple(-int{shapes[place].literal_size}, all_texts[place].param_count, place);
}

// All places of texts of one sort, in buckets; those of bucket k are places[begin[k]] .. places[begin[k +
// 1]].
template <std::size_t Count>
struct Buckets {
    std::array<std::uint16_t, Count> places{};
    std::array<std::uint16_t, 257> begin{};

    std::span<const std::uint16_t> operator[](std::size_t bucket) const {
        return std::span(places).subspan(begin[bucket], std::size_t{begin[bucket + 1]} - begin[bucket]);
    }
};

template <std::size_t Count>
constexpr Buckets<Count> make_buckets(bool with_params, auto bucket_of) {
    Buckets<Count> made;
    std::size_t used = 0;
    for (std::size_t i = 0; i < text_count; ++i)
        if ((all_texts[i].param_count > 0) == with_params)
            made.places[used++] = static_cast<std::uint16_t>(i);
    std::ranges::sort(made.places, {},
                      [&](std::size_t place) { return std::pair(bucket_of(place), rank(place)); });
    for (const std::uint16_t place : made.places)
        ++made.begin[bucket_of(place) + 1];
    for (std::size_t bucket = 1; bucket < made.begin.size(); ++bucket)
        made.begin[bucket] = static_cast<std::uint16_t>(made.begin[bucket] + made.begin[bucket - 1]);
    return made;
}

constexpr std::size_t count_texts(bool with_params) {
    return static_cast<std::size_t>(std::ranges::count_if(
        all_texts, [&](const Text& text) { return (text.param_count > 0) == with_params; }));
}

// Fixed texts by their length; patterns with parameters by their first byte.
constexpr auto fixed_by_size = make_buckets<count_texts(false)>(
    false, [](std::size_t place) { return all_texts[place].pattern.size(); });
constexpr auto patterns_by_first = make_buckets<count_texts(true)>(true, [](std::size_t place) {
    return static_cast<std::size_t>(static_cast<unsigned char>(all_texts[place].pattern.front()));
});

// Takes `text` apart by the pattern at `place` and says whether it fits; if not, `match` is as before. The
// first piece stands at the start, the last one at the end, each one between is taken where it first occurs.
bool take_apart(std::string_view text, std::size_t place, TextMatch& match) noexcept {
    const Shape& shape = shapes[place];
    if (text.size() < shape.literal_size || text[shape.probe_at] != shape.probe) return false;
    const Text& candidate = all_texts[place];
    const auto piece = [&](std::size_t i) {
        return std::string_view(candidate.pattern.data() + shape.pieces[i].offset, shape.pieces[i].size);
    };
    const std::size_t last = candidate.param_count;
    if (last == 0) {
        if (text != candidate.pattern) return false;
        match.text = &candidate;
        return true;
    }
    if (!text.starts_with(piece(0)) || !text.ends_with(piece(last))) return false;
    const std::string_view inner = text.substr(0, text.size() - piece(last).size());
    std::size_t from = piece(0).size();
    for (std::size_t i = 1; i < last; ++i) {
        const std::size_t at = inner.find(piece(i), from);
        if (at == std::string_view::npos) {
            match.params = {};
            return false;
        }
        match.params[i - 1] = inner.substr(from, at - from);
        from = at + piece(i).size();
    }
    match.params[last - 1] = inner.substr(from);
    match.text = &candidate;
    return true;
}

} // namespace

std::optional<TextMatch> match_text(std::string_view text, ErrorCode code) noexcept {
    std::optional<TextMatch> match(std::in_place); // one object for all tries, returned without a copy
    if (const Entry* entry = find(code)) {
        for (const Text& candidate : entry->texts)
            if (take_apart(text, place_of(candidate), *match)) return match;
    }
    if (!text.empty()) {
        if (text.size() <= longest_pattern)
            for (const std::uint16_t place : fixed_by_size[text.size()])
                if (take_apart(text, place, *match)) return match;
        for (const std::uint16_t place : patterns_by_first[static_cast<unsigned char>(text.front())])
            if (take_apart(text, place, *match)) return match;
    }
    match.reset();
    return match;
}

std::string fill(const Text& text, std::span<const std::string_view> params) {
    std::string filled;
    std::size_t used = 0;
    for (std::size_t i = 0; i < text.pattern.size(); ++i) {
        if (text.pattern[i] != '%') {
            filled += text.pattern[i];
            continue;
        }
        ++i;
        filled += used < params.size() ? params[used] : std::string_view("?");
        ++used;
    }
    return filled;
}

} // namespace fixguard::catalog

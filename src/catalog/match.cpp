// Recognises a text of the exchange and takes its parameters out; puts parameters into a pattern.
#include "catalog/catalog.hpp"

#include "catalog/tables.hpp"

#include <algorithm>
#include <tuple>

namespace fixguard::catalog {

namespace {

constexpr std::size_t text_count = std::size(all_texts);

// A pattern cut at its parameters: one piece of literal text more than there are parameters. The first piece
// is never empty (the generator sees to it), the last one may be.
struct Shape {
    struct Piece {
        std::uint8_t offset = 0;
        std::uint8_t size = 0;
    };
    std::array<Piece, 4> pieces{};
    std::uint8_t literal_size = 0;
    std::uint8_t probe_at = 0; // the last byte of the first piece: it rules most other patterns out
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
    shape.probe_at = static_cast<std::uint8_t>(shape.pieces[0].size - 1);
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
template <std::size_t Count, std::size_t BucketCount>
struct Buckets {
    std::array<std::uint16_t, Count> places{};
    std::array<std::uint16_t, BucketCount + 1> begin{};

    std::span<const std::uint16_t> operator[](std::size_t bucket) const {
        return std::span(places).subspan(begin[bucket], std::size_t{begin[bucket + 1]} - begin[bucket]);
    }
};

template <std::size_t Count, std::size_t BucketCount>
constexpr auto make_buckets(bool with_params, std::size_t (*bucket_of)(std::string_view)) {
    Buckets<Count, BucketCount> made;
    const auto bucket = [&](std::size_t place) { return bucket_of(all_texts[place].pattern); };
    std::size_t used = 0;
    for (std::size_t i = 0; i < text_count; ++i)
        if ((all_texts[i].param_count > 0) == with_params)
            made.places[used++] = static_cast<std::uint16_t>(i);
    std::ranges::sort(made.places, {},
                      [&](std::size_t place) { return std::pair(bucket(place), rank(place)); });
    for (const std::uint16_t place : made.places)
        ++made.begin[bucket(place) + 1];
    for (std::size_t i = 1; i < made.begin.size(); ++i)
        made.begin[i] = static_cast<std::uint16_t>(made.begin[i] + made.begin[i - 1]);
    return made;
}

constexpr std::size_t count_texts(bool with_params) {
    return static_cast<std::size_t>(std::ranges::count_if(
        all_texts, [&](const Text& text) { return (text.param_count > 0) == with_params; }));
}

// Fixed texts by their length and their middle, of which no two share much; patterns with parameters by their
// first byte. No text is empty.
constexpr std::size_t fixed_buckets = 512;
constexpr std::size_t fixed_bucket(std::string_view text) {
    return (text.size() * 31 + static_cast<unsigned char>(text[text.size() / 2])) % fixed_buckets;
}
constexpr std::size_t pattern_bucket(std::string_view text) {
    return static_cast<unsigned char>(text.front());
}
constexpr auto fixed = make_buckets<count_texts(false), fixed_buckets>(false, fixed_bucket);
constexpr auto patterns = make_buckets<count_texts(true), 256>(true, pattern_bucket);

// Takes `text` apart by a pattern with parameters and says whether it fits; if not, `match` is as before. The
// first piece stands at the start, the last one at the end, each one between is taken where it first occurs.
bool take_apart(std::string_view text, const Text& pattern, const Shape& shape, TextMatch& match) noexcept {
    const auto piece = [&](std::size_t i) {
        return std::string_view(pattern.pattern.data() + shape.pieces[i].offset, shape.pieces[i].size);
    };
    const std::size_t last = pattern.param_count;
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
    match.text = &pattern;
    return true;
}

// Whether `text` fits the pattern at `place`, and how.
bool fits(std::string_view text, std::size_t place, TextMatch& match) noexcept {
    const Text& pattern = all_texts[place];
    if (pattern.param_count == 0) {
        if (text != pattern.pattern) return false;
        match.text = &pattern;
        return true;
    }
    const Shape& shape = shapes[place];
    if (text.size() < shape.literal_size || text[shape.probe_at] != shape.probe) return false;
    return take_apart(text, pattern, shape, match);
}

} // namespace

std::optional<TextMatch> match_text(std::string_view text, ErrorCode code) noexcept {
    std::optional<TextMatch> match(std::in_place); // one object for all tries, returned without a copy
    if (const Entry* entry = find(code)) {
        for (const Text& candidate : entry->texts)
            if (fits(text, place_of(candidate), *match)) return match;
    }
    if (!text.empty()) {
        for (const std::uint16_t place : fixed[fixed_bucket(text)]) {
            match->text = &all_texts[place];
            if (text == match->text->pattern) return match;
        }
        for (const std::uint16_t place : patterns[pattern_bucket(text)])
            if (fits(text, place, *match)) return match;
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

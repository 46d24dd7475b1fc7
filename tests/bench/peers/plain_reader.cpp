// The plain reader: one pass for the fields, one for the sum.
#include "bench/peers/plain_reader.hpp"

#include <charconv>

namespace fixguard::bench {
namespace {

constexpr char soh = '\x01';

bool to_int(std::string_view text, int& value) {
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    return result.ec == std::errc{} && result.ptr == end;
}

} // namespace

bool PlainReader::read(std::string_view bytes) {
    fields_.clear();
    std::size_t body_begin = 0, check_sum_begin = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t equals = bytes.find('=', at);
        if (equals == std::string_view::npos) return false;
        const std::size_t stop = bytes.find(soh, equals);
        if (stop == std::string_view::npos) return false;
        PlainField field;
        if (!to_int(bytes.substr(at, equals - at), field.tag)) return false;
        field.value = bytes.substr(equals + 1, stop - equals - 1);
        if (fields_.size() == 1) body_begin = stop + 1;
        check_sum_begin = at;
        fields_.push_back(field);
        at = stop + 1;
    }
    if (fields_.size() < 4 || fields_[0].tag != 8 || fields_[0].value != "FIX.4.4" || fields_[1].tag != 9 ||
        fields_[2].tag != 35 || fields_.back().tag != 10)
        return false;
    int body_length = 0, check_sum = 0;
    if (!to_int(fields_[1].value, body_length) || !to_int(fields_.back().value, check_sum)) return false;
    if (static_cast<std::size_t>(body_length) != check_sum_begin - body_begin) return false;
    int sum = 0;
    for (const char c : bytes.substr(0, check_sum_begin))
        sum += static_cast<unsigned char>(c);
    return sum % 256 == check_sum;
}

std::string_view PlainReader::find(int tag) const {
    for (const PlainField& field : fields_)
        if (field.tag == tag) return field.value;
    return {};
}

int PlainReader::find_int(int tag) const {
    int value = 0;
    return to_int(find(tag), value) ? value : 0;
}

FieldSum sum_of(const PlainReader& reader) {
    FieldSum sum;
    for (const PlainField& field : reader.fields())
        if (field.tag != 8 && field.tag != 9 && field.tag != 10 && field.tag != 35)
            sum.add(field.tag, field.value);
    return sum;
}

} // namespace fixguard::bench

// slow_fields and slow_is_message: written to be seen through, not to be fast.
#include "support/slow_reader.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>

namespace fixguard::test {

std::vector<SlowField> slow_fields(const std::string& bytes) {
    std::vector<SlowField> fields;
    std::size_t at = 0;
    std::size_t data_length = std::string::npos;
    while (at < bytes.size()) {
        SlowField field;
        while (at < bytes.size() && bytes[at] != '=' && bytes[at] != '\x01')
            field.tag_text += bytes[at++];
        if (at < bytes.size() && bytes[at] == '=') {
            field.has_equals = true;
            ++at;
            const bool by_length = field.tag_text == "96" && data_length != std::string::npos &&
                                   data_length <= bytes.size() - at &&
                                   (at + data_length == bytes.size() || bytes[at + data_length] == '\x01');
            if (by_length) {
                field.value = bytes.substr(at, data_length);
                at += data_length;
            } else {
                while (at < bytes.size() && bytes[at] != '\x01')
                    field.value += bytes[at++];
            }
        }
        if (at < bytes.size()) ++at; // the SOH
        data_length = std::string::npos;
        if (field.tag_text == "95" && !field.value.empty() &&
            field.value.find_first_not_of("0123456789") == std::string::npos) {
            const std::size_t zeros = std::min(field.value.find_first_not_of('0'), field.value.size());
            if (field.value.size() - zeros < 10)
                data_length = static_cast<std::size_t>(std::atoll(field.value.c_str()));
        }
        fields.push_back(field);
    }
    return fields;
}

bool slow_is_message(const std::string& bytes) {
    const std::string begin = "8=FIX.4.4\x01"
                              "9=";
    if (bytes.compare(0, begin.size(), begin) != 0) return false;
    const std::size_t length_end = bytes.find('\x01', begin.size());
    if (length_end == std::string::npos) return false;
    const std::string digits = bytes.substr(begin.size(), length_end - begin.size());
    if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos)
        return false;
    const std::size_t length = static_cast<std::size_t>(std::atoll(digits.c_str()));
    const std::size_t body_end = length_end + 1 + length;
    if (bytes.size() != body_end + 7 || bytes.compare(length_end + 1, 3, "35=") != 0 || length < 4)
        return false;
    if (bytes[body_end - 1] != '\x01') return false;
    // A CheckSum(10) before the end is the end, unless it lies inside of RawData(96).
    for (const SlowField& field : slow_fields(bytes.substr(0, body_end - 1)))
        if (field.tag_text == "10" && field.has_equals) return false;
    unsigned sum = 0;
    for (std::size_t i = 0; i < body_end; ++i)
        sum += static_cast<unsigned char>(bytes[i]);
    char trailer[16];
    std::snprintf(trailer, sizeof trailer, "10=%03u\x01", sum % 256);
    return bytes.substr(body_end) == trailer;
}

} // namespace fixguard::test

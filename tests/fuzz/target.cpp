// The checks and the reading of scripts that the fuzz targets share.
#include "fuzz/target.hpp"

#include "wire/frame.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace fixguard::fuzz {

std::vector<Target>& targets() {
    static std::vector<Target> all;
    return all;
}

void require(bool holds, const char* promise, std::string_view seen) {
    if (!holds) throw Broken(std::string(promise) + ": " + shown(seen));
}

void require_one_line(std::string_view error, std::string_view origin) {
    const auto is_control = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    };
    require(std::none_of(error.begin(), error.end(), is_control), "an error is one line", error);
    require(error.starts_with(origin) && error.size() > origin.size() + 3,
            "an error names its origin and says what is wrong", error);
}

std::string shown(std::string_view bytes) {
    std::string text;
    for (const char c : bytes.substr(0, 1000)) {
        std::array<char, 5> escape{};
        if (c == '\x01')
            text += '|';
        else if (c >= ' ' && c <= '~')
            text += c;
        else if (std::snprintf(escape.data(), escape.size(), "\\x%02X", static_cast<unsigned char>(c)) > 0)
            text += escape.data();
    }
    return text;
}

std::vector<std::string_view> lines_of(std::string_view input, std::size_t most) {
    std::vector<std::string_view> lines;
    while (!input.empty() && lines.size() < most) {
        const std::size_t end = std::min(input.find('\n'), input.size());
        lines.push_back(input.substr(0, end));
        input.remove_prefix(std::min(end + 1, input.size()));
    }
    return lines;
}

std::string wire_bytes(std::string_view line) {
    std::string bytes = wire::from_readable(line);
    if (!bytes.starts_with("35=")) return bytes;
    if (bytes.back() != wire::soh) bytes += wire::soh;
    return wire::frame_body(bytes);
}

} // namespace fixguard::fuzz

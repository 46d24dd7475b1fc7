// Colour, columns, line breaks and safe bytes.
#include "report/style.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace fixguard::report {

std::string Style::paint(std::string_view sgr, std::string_view text) const {
    if (!colour_) return std::string(text);
    std::string painted = "\x1b[";
    return painted.append(sgr).append("m").append(text).append("\x1b[0m");
}

std::string printable(std::string_view bytes) {
    std::string safe;
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        if (byte == '\x01') {
            safe += '|';
        } else if (value < 0x20 || value == 0x7f) {
            char escaped[5];
            std::snprintf(escaped, sizeof escaped, "\\x%02x", value);
            safe += escaped;
        } else {
            safe += byte;
        }
    }
    return safe;
}

std::string columns(const std::vector<std::vector<std::string>>& rows, std::size_t indent) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        // The last cell of a row sets no width: nothing stands right of it.
        for (std::size_t i = 0; i + 1 < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (const auto& row : rows) {
        text.append(indent, ' ');
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size()) text.append(widths[i] - row[i].size() + 2, ' ');
        }
        text += '\n';
    }
    return text;
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
    std::string lines;
    std::size_t used = 0;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (used == 0 || used + 1 + word.size() > width) {
            if (used != 0) lines += '\n';
            lines.append(indent, ' ');
            used = indent;
        } else {
            lines += ' ';
            ++used;
        }
        lines += word;
        used += word.size();
    }
    return lines += '\n';
}

std::string json_line(const nlohmann::ordered_json& value) {
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace fixguard::report

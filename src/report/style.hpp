// How text for people is laid out: colour or none, columns, and bytes of a peer made safe to print.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace fixguard::report {

// Paints with the terminal's own colours, or not at all. The caller knows whether it is a terminal.
class Style {
public:
    explicit constexpr Style(bool colour = false) noexcept : colour_(colour) {}

    std::string bold(std::string_view text) const { return paint("1", text); }
    std::string dim(std::string_view text) const { return paint("2", text); }
    std::string red(std::string_view text) const { return paint("31", text); }
    std::string green(std::string_view text) const { return paint("32", text); }
    std::string yellow(std::string_view text) const { return paint("33", text); }

private:
    std::string paint(std::string_view sgr, std::string_view text) const;

    bool colour_;
};

// Bytes from outside, safe for a terminal: SOH becomes '|', other control bytes and DEL become \xNN. UTF-8
// passes.
std::string printable(std::string_view bytes);

// Rows as columns, two spaces apart; a row may be shorter than others. `indent` spaces in front of each.
std::string columns(const std::vector<std::vector<std::string>>& rows, std::size_t indent = 0);

// Words broken at spaces so that no line is longer than `width`, each line with `indent` spaces in front.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = 100);

// One line of JSON without a newline. Bytes that are no UTF-8 become U+FFFD, so it never fails.
std::string json_line(const nlohmann::ordered_json& value);

} // namespace fixguard::report

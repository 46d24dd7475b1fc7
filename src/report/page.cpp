// The frame of every page.
#include "report/page.hpp"

#include "report/style.hpp"

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <cstdint>
#include <new>

namespace fixguard::report {
namespace {

std::string base64(std::string_view bytes) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= group.size() ? digits[bits >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

} // namespace

std::string html_text(std::string_view text) {
    std::string safe;
    for (const char c : text)
        switch (c) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        default: safe += c;
        }
    return safe;
}

std::string page_begin(std::string_view title, std::string_view about) {
    const std::string heading = html_text(printable(title));
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "script-src 'unsafe-inline'; style-src 'unsafe-inline'\">\n"
           "<title>" +
           heading + "</title>\n<style>\n" + std::string(page_css) + "</style>\n</head>\n<body>\n<h1>" +
           heading + "</h1>\n<p class=\"soft\">" + html_text(printable(about)) +
           "</p>\n<noscript><p>This page needs its own script to be shown.</p></noscript>\n"
           "<main id=\"app\"></main>\n";
}

std::string script_json(const nlohmann::ordered_json& value) {
    std::string safe;
    for (const char c : json_line(value))
        if (c == '<') // "</script>" and "<!--" would end the block
            safe += "\\u003c";
        else
            safe += c;
    return safe;
}

std::string page_data(std::string_view id, const nlohmann::ordered_json& value) {
    return "<script type=\"application/json\" id=\"" + html_text(id) + "\">" + script_json(value) +
           "</script>\n";
}

std::string page_packed(std::string_view text) {
    uLongf size = compressBound(text.size());
    std::string packed(size, '\0');
    // Nothing but want of memory can fail here.
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                  text.size(), Z_BEST_SPEED) != Z_OK)
        throw std::bad_alloc();
    return base64({packed.data(), size});
}

std::string page_end(std::initializer_list<std::string_view> scripts) {
    std::string end;
    for (const std::string_view script : scripts)
        end.append("<script>\n").append(script).append("</script>\n");
    return end + "</body>\n</html>\n";
}

std::string page_message(std::string_view bytes) {
    std::string text;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.find('\x01') + 1, bytes.size()))) {
        text += printable(bytes.substr(0, bytes.find('\x01')));
        if (bytes.find('\x01') == std::string_view::npos) return text;
        text += "\u2401";
    }
    return text;
}

} // namespace fixguard::report

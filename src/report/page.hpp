// Pages that need nothing beside themselves: one file with its style, its data and its scripts.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace fixguard::report {

// src/report/page/. page_js gives a script `fixguard.el`, `data`, `unpack`, `messageTable` and `codeText`; it
// comes first.
extern const std::string_view page_css, page_js, timeline_js;

// From the doctype to an empty <main id="app">, which the scripts fill. The page's own policy forbids it any
// network. Text is escaped here.
std::string page_begin(std::string_view title, std::string_view about);

// A block of data that a script reads with fixguard.data(id).
std::string page_data(std::string_view id, const nlohmann::ordered_json& value);

// One line of JSON that may stand inside a script block.
std::string script_json(const nlohmann::ordered_json& value);

// A long text on one line that a script reads with fixguard.unpack(): zlib in base64.
std::string page_packed(std::string_view text);

// The scripts, in this order, and the end of the page.
std::string page_end(std::initializer_list<std::string_view> scripts);

// For text between tags and in attributes.
std::string html_text(std::string_view text);

// Fields parted by SOH as messageTable() takes them: parted by U+2401, other control bytes as \xNN.
std::string page_message(std::string_view bytes);

} // namespace fixguard::report

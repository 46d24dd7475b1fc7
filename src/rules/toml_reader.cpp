// TOML tables read key by key, with one line for the first thing that is wrong.
#include "rules/toml_reader.hpp"

#include <algorithm>

namespace fixguard::rules {

namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

} // namespace

void TomlReport::fail(const toml::source_region& where, std::string_view key, std::string_view what) {
    if (error_) return;
    error_ = origin_.empty() ? "" : origin_ + ":" + std::to_string(where.begin.line) + ": ";
    if (!key.empty()) error_->append(key).append(": ");
    error_->append(what);
    // A key or a value in quotes may hold a line end or a terminal's escape: the error stays one line.
    std::ranges::replace_if(
        *error_, [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; }, '?');
}

std::variant<toml::table, std::string> parse_toml(std::string_view text, std::string_view origin) {
    try {
        return toml::parse(text, origin);
    } catch (const toml::parse_error& error) {
        TomlReport report(origin);
        report.fail(error.source(), {}, error.description());
        return report.error();
    }
}

const toml::node* TomlSection::take(std::string_view key) {
    if (!contains(taken_, key)) taken_.emplace_back(key);
    return report_->failed() ? nullptr : table_->get(key);
}

std::string TomlSection::path_of(std::string_view key) const {
    if (path_.empty()) return std::string(key);
    return key.empty() ? path_ : path_ + "." + std::string(key);
}

void TomlSection::fail(std::string_view key, std::string_view what) {
    const toml::node* node = key.empty() ? nullptr : table_->get(key);
    report_->fail(node ? node->source() : table_->source(), path_of(key), what);
}

bool TomlSection::text(std::string_view key, std::string& out) {
    const toml::node* node = take(key);
    if (!node) return false;
    const auto value = node->value_exact<std::string>();
    if (!value) {
        fail(key, "a text in quotes is wanted");
        return false;
    }
    out = *value;
    return true;
}

bool TomlSection::flag(std::string_view key, bool& out) {
    const toml::node* node = take(key);
    if (!node) return false;
    const auto value = node->value_exact<bool>();
    if (!value) {
        fail(key, "true or false is wanted");
        return false;
    }
    out = *value;
    return true;
}

bool TomlSection::texts(std::string_view key, std::vector<std::string>& out) {
    const toml::node* node = take(key);
    if (!node) return false;
    std::vector<std::string> values;
    if (const toml::array* array = node->as_array()) {
        for (const toml::node& element : *array)
            if (const auto value = element.value_exact<std::string>()) values.push_back(*value);
        if (values.size() == array->size()) {
            out = std::move(values);
            return true;
        }
    }
    fail(key, "a list of texts in quotes is wanted");
    return false;
}

bool TomlSection::whole_number(std::string_view key, std::int64_t& out, std::int64_t min, std::int64_t max) {
    const toml::node* node = take(key);
    if (!node) return false;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < min || *value > max) {
        fail(key, "a whole number from " + std::to_string(min) + " to " + std::to_string(max) + " is wanted");
        return false;
    }
    out = *value;
    return true;
}

std::optional<TomlSection> TomlSection::section(std::string_view key) {
    const toml::node* node = take(key);
    if (!node) return std::nullopt;
    if (const toml::table* table = node->as_table()) return TomlSection(*report_, *table, path_of(key));
    fail(key, "a table is wanted: [" + path_of(key) + "]");
    return std::nullopt;
}

std::vector<TomlSection> TomlSection::sections(std::string_view key) {
    std::vector<TomlSection> found;
    const toml::node* node = take(key);
    if (!node) return found;
    if (const toml::array* array = node->as_array()) {
        for (const toml::node& element : *array)
            if (const toml::table* table = element.as_table())
                found.emplace_back(*report_, *table, path_of(key) + "[" + std::to_string(found.size()) + "]");
        if (found.size() == array->size()) return found;
    }
    fail(key, "a list of tables is wanted: [[" + path_of(key) + "]]");
    return {};
}

std::vector<std::string> TomlSection::keys() const {
    std::vector<std::string> found;
    for (const auto& [key, node] : *table_)
        found.emplace_back(key.str());
    return found;
}

void TomlSection::require(std::string_view key) {
    if (!has(key)) fail({}, "the key \"" + std::string(key) + "\" is missing");
}

void TomlSection::refuse_other_keys() {
    for (const auto& [key, node] : *table_)
        if (!contains(taken_, key.str())) report_->fail(key.source(), path_of(key.str()), "unknown key");
}

} // namespace fixguard::rules

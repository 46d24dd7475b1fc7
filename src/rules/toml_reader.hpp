// Reads a TOML table key by key: wrong types and ranges are refused, and so is every key nobody asked for.
#pragma once

#include <toml++/toml.h>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace fixguard::rules {

// The first error of a file, as one line: origin:line: key: what is wrong. Without an origin: key: what.
class TomlReport {
public:
    explicit TomlReport(std::string_view origin) : origin_(origin) {}

    void fail(const toml::source_region& where, std::string_view key, std::string_view what);
    bool failed() const noexcept { return error_.has_value(); }
    const std::string& error() const { return *error_; }

private:
    std::string origin_;
    std::optional<std::string> error_;
};

// The whole file, or one line that says why not.
std::variant<toml::table, std::string> parse_toml(std::string_view text, std::string_view origin);

// One table of the file. A getter leaves `out` alone where the key is absent and says so; after an error
// every getter does nothing, so callers ask once at the end. Outlived by the report and the table.
class TomlSection {
public:
    TomlSection(TomlReport& report, const toml::table& table, std::string path = {})
        : report_(&report), table_(&table), path_(std::move(path)) {}

    bool text(std::string_view key, std::string& out);
    bool flag(std::string_view key, bool& out);
    bool texts(std::string_view key, std::vector<std::string>& out);

    template <std::integral Int>
    bool integer(std::string_view key, Int& out, std::int64_t min, std::int64_t max) {
        std::int64_t value = 0;
        if (!whole_number(key, value, min, max)) return false;
        out = static_cast<Int>(value);
        return true;
    }

    // A text that is one of the names.
    template <class Enum>
    bool choice(std::string_view key, Enum& out,
                std::initializer_list<std::pair<std::string_view, Enum>> names) {
        std::string value;
        if (!text(key, value)) return false;
        std::string allowed;
        for (const auto& [text, meaning] : names) {
            if (text == value) {
                out = meaning;
                return true;
            }
            allowed.append(allowed.empty() ? "" : ", ").append(text);
        }
        fail(key, "\"" + value + "\" is none of " + allowed);
        return false;
    }

    std::optional<TomlSection> section(std::string_view key); // [path.key]
    std::vector<TomlSection> sections(std::string_view key);  // [[path.key]]
    std::vector<std::string> keys() const;                    // all, in the order of the file's sorting
    bool has(std::string_view key) const { return table_->contains(key); }

    void require(std::string_view key); // fails where it is absent
    void refuse_other_keys();           // after the last getter
    void fail(std::string_view key, std::string_view what);
    bool failed() const noexcept { return report_->failed(); } // this section or another of the report
    const std::string& path() const noexcept { return path_; }

private:
    const toml::node* take(std::string_view key);
    bool whole_number(std::string_view key, std::int64_t& out, std::int64_t min, std::int64_t max);
    std::string path_of(std::string_view key) const;

    TomlReport* report_;
    const toml::table* table_;
    std::string path_;
    std::vector<std::string> taken_;
};

} // namespace fixguard::rules

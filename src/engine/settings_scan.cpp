// The lines of a settings file, with their numbers.
#include "engine/settings_scan.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace fixguard::engine {
namespace {

char upper(char letter) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
}

bool is_control(char letter) {
    return (static_cast<unsigned char>(letter) < 0x20 && letter != '\t') || letter == 0x7F;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

class Scan {
public:
    explicit Scan(const std::string& origin) : origin_(origin) { sections_.emplace_back(); }

    // Something is wrong where this is set.
    std::optional<std::string> error;

    void line(std::string_view text) {
        ++line_;
        text = trimmed(text);
        if (text.empty() || text.front() == '#') return;
        // Nobody would see it in the editor, and it would go from here into errors and messages.
        if (std::any_of(text.begin(), text.end(), is_control))
            return fail("", "holds a control character; write plain text");
        if (text.front() == '[')
            heading(text);
        else
            entry(text);
    }

    std::vector<SettingsSection> take() { return std::move(sections_); }

private:
    SettingsSection& section() { return sections_[current_]; }

    void fail(std::string_view where, std::string_view why) {
        if (error) return;
        error = origin_ + ":" + std::to_string(line_) + ": ";
        if (!where.empty()) error->append(where).append(": ");
        error->append(why);
    }

    void heading(std::string_view text) {
        if (text == "[SESSION]") {
            current_ = sections_.size();
            sections_.push_back({static_cast<unsigned>(current_), line_, {}});
        } else if (text == "[DEFAULT]") {
            if (sections_[0].line != 0)
                fail(text, "repeated; line " + std::to_string(sections_[0].line) + " has the first one");
            current_ = 0;
            sections_[0].line = line_;
        } else {
            fail(text, "unknown section; write [DEFAULT] or [SESSION]");
        }
        in_section_ = true;
    }

    void entry(std::string_view text) {
        if (!in_section_)
            return fail("", "stands before the first section; write [DEFAULT] or [SESSION] above it");
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos)
            return fail(section().heading(), "this line is no Key=Value; begin comments with '#'");
        const std::string_view key = trimmed(text.substr(0, equals));
        const std::string_view value = trimmed(text.substr(equals + 1));
        const std::string where = section().heading() + " " + std::string(key);
        if (key.empty()) return fail(section().heading(), "a key is missing before '='");
        if (value.empty()) return fail(where, "has no value; give it one or take the line out");
        // To QuickFIX a comment behind a value is part of it.
        if (value.find(" #") != std::string_view::npos || value.find("\t#") != std::string_view::npos)
            return fail(
                where, "a comment behind the value would be read as part of it; put it on a line of its own");
        if (const SettingsEntry* const first = section().find(key))
            return fail(where, "repeated; line " + std::to_string(first->line) + " has the first one");
        section().entries.push_back({std::string(key), std::string(value), line_});
    }

    const std::string& origin_;
    std::vector<SettingsSection> sections_;
    std::size_t current_ = 0;
    bool in_section_ = false;
    unsigned line_ = 0;
};

} // namespace

bool same_key(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return upper(a) == upper(b); });
}

const SettingsEntry* SettingsSection::find(std::string_view key) const {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [key](const SettingsEntry& entry) { return same_key(entry.key, key); });
    return found == entries.end() ? nullptr : &*found;
}

std::string SettingsSection::heading() const {
    return number == 0 ? "[DEFAULT]" : "[SESSION " + std::to_string(number) + "]";
}

std::variant<std::vector<SettingsSection>, std::string> scan_settings(std::string_view text,
                                                                      const std::string& origin) {
    Scan scan(origin);
    while (!text.empty() && !scan.error) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        scan.line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (scan.error) return std::move(*scan.error);
    return scan.take();
}

} // namespace fixguard::engine

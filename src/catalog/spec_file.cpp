// Reads spec/errors.toml and refuses what the catalogue could not stand on.
#include "catalog/spec_file.hpp"

#include "catalog/policy_toml.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace fixguard::catalog {

namespace {

// The catalogue addresses bytes of a pattern with eight bits, and no published text is half as long.
constexpr std::size_t longest_text = 255;
constexpr std::size_t most_params = 3;

// Walks the document and keeps the first complaint; what comes after it does not matter any more.
class SpecReader {
public:
    explicit SpecReader(std::string_view file) : file_(file) {}

    std::variant<Spec, std::string> read(const toml::table& document) {
        for (const auto& [key, node] : document)
            read_top(key, node);
        std::ranges::sort(spec_.codes, std::ranges::greater{}, &SpecCode::code);
        if (!complaint_.empty()) return complaint_;
        return std::move(spec_);
    }

private:
    void read_top(const toml::key& key, const toml::node& node) {
        table_ = key.str();
        const toml::table* table = node.as_table();
        if (table == nullptr) return complain(key.source(), "is no table");
        if (key == "engine_messages") return read_list(*table, spec_.engine_messages);
        if (key == "filter_failures") return read_list(*table, spec_.filter_failures);
        const auto code = code_of_key(key);
        if (!code) return complain(key.source(), "is no error code, engine_messages or filter_failures");
        read_code(*code, *table);
    }

    void read_list(const toml::table& table, std::vector<std::string>& texts) {
        for (const auto& [key, node] : table) {
            if (key == "texts")
                read_texts(node, texts);
            else
                complain(key.source(), "has no key '" + std::string(key.str()) + "'; it has texts");
        }
        if (texts.empty()) complain(table.source(), "lacks texts");
    }

    void read_code(ErrorCode code, const toml::table& table) {
        SpecCode entry;
        entry.code = code;
        std::set<std::string_view> missing{"name",           "description",         "advice", "texts",
                                           "remedy",         "handler_acts",        "fate",   "fate_basis",
                                           "session_effect", "session_effect_basis"};
        for (const auto& [key, node] : table) {
            missing.erase(key.str());
            read_key(key, node, entry);
        }
        if (!missing.empty()) complain(table.source(), "lacks " + std::string(*missing.begin()));
        if (entry.policy.handler_acts && !handler_can(entry.policy.remedy))
            complain(table.source(), "says handler_acts = true, but no handler can carry out " +
                                         std::string(name(entry.policy.remedy)));
        if (const auto [other, fresh] = names_.emplace(entry.name, code); !fresh)
            complain(table.source(), "has the name of " + std::to_string(other->second.value));
        spec_.codes.push_back(std::move(entry));
    }

    void read_key(const toml::key& key, const toml::node& node, SpecCode& entry) {
        if (key == "name") return read_name(node, entry.name);
        if (key == "description") return read_string(key, node, entry.description);
        if (key == "advice") return read_string(key, node, entry.advice);
        if (key == "texts") return read_texts(node, entry.texts);
        if (key == "notes") return read_notes(node, entry.notes);
        std::string why;
        switch (read_policy_key(key, node, entry.policy, why)) {
        case ReadResult::read: return;
        case ReadResult::refused: return complain(node.source(), why);
        case ReadResult::not_a_policy_key:
            return complain(key.source(), "has no key '" + std::string(key.str()) + "'");
        }
    }

    void read_string(const toml::key& key, const toml::node& node, std::string& into) {
        const auto text = node.value_exact<std::string>();
        if (!text || text->empty())
            return complain(node.source(), std::string(key.str()) + " must say something");
        into = *text;
    }

    void read_name(const toml::node& node, std::string& into) {
        const auto text = node.value_exact<std::string>();
        const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
        if (!text || text->empty() || text->front() <= '9' || !std::ranges::all_of(*text, fits))
            return complain(node.source(), "name must be made of A-Z, 0-9 and _ and begin with a letter");
        into = *text;
    }

    void read_notes(const toml::node& node, std::vector<std::string>& into) {
        const toml::array* list = node.as_array();
        if (list == nullptr) return complain(node.source(), "notes must be a list of strings");
        for (const toml::node& item : *list) {
            const auto text = item.value_exact<std::string>();
            if (!text) return complain(item.source(), "notes must be a list of strings");
            into.push_back(*text);
        }
    }

    void read_texts(const toml::node& node, std::vector<std::string>& into) {
        const toml::array* list = node.as_array();
        if (list == nullptr) return complain(node.source(), "texts must be a list");
        for (const toml::node& item : *list) {
            const auto pattern = read_text(item);
            if (!pattern) return;
            if (std::ranges::find(into, *pattern) != into.end())
                return complain(item.source(), "has the text twice: " + *pattern);
            into.push_back(*pattern);
        }
    }

    // "..." or { text = "...", published = "..." }
    std::optional<std::string> read_text(const toml::node& item) {
        std::optional<std::string> pattern = item.value_exact<std::string>();
        if (const toml::table* pair = item.as_table()) {
            pattern = (*pair)["text"].value_exact<std::string>();
            if (!pattern || !(*pair)["published"].is_string() || pair->size() != 2) pattern.reset();
        }
        if (!pattern) {
            complain(item.source(), "a text must be a string or { text = \"...\", published = \"...\" }");
            return std::nullopt;
        }
        std::string why;
        count_params(*pattern, why);
        if (!why.empty()) {
            complain(item.source(), why + ": " + *pattern);
            return std::nullopt;
        }
        return pattern;
    }

    void complain(const toml::source_region& where, const std::string& what) {
        if (complaint_.empty()) complaint_ = located(file_, where, "[" + table_ + "] " + what);
    }

    std::string_view file_;
    std::string table_;
    std::string complaint_;
    std::map<std::string, ErrorCode> names_;
    Spec spec_;
};

} // namespace

std::size_t count_params(std::string_view pattern, std::string& why) {
    std::size_t params = 0;
    bool after_param =
        true; // a pattern must not begin with a parameter either: it is found by its first byte
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] < ' ' || pattern[i] > '~') why = "a text must be printable ASCII";
        if (pattern[i] != '%') {
            after_param = false;
            continue;
        }
        ++i;
        if (i == pattern.size() || (pattern[i] != 's' && pattern[i] != 'd'))
            why = "only %s and %d are parameters";
        else if (after_param)
            why = "a parameter must follow some text of the exchange";
        after_param = true;
        ++params;
    }
    if (params > most_params) why = "a text has three parameters at most";
    if (pattern.empty()) why = "a text must not be empty";
    if (pattern.size() > longest_text) why = "a text has 255 bytes at most";
    return params;
}

std::variant<Spec, std::string> read_spec(std::string_view file, std::string_view text) {
    try {
        return SpecReader(file).read(toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        return located(file, error.source(), error.description());
    }
}

} // namespace fixguard::catalog

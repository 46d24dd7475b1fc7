// Counts what the scenarios cover.
#include "conformance/coverage.hpp"

#include "catalog/catalog.hpp"
#include "conformance/client_case.hpp"
#include "wire/message_view.hpp"

#include <algorithm>

namespace fixguard::conformance {

extern const std::string_view session_cases_tsv;
extern const std::string_view not_applicable_tsv;

namespace {

// Cuts the part in front of `end` off.
std::string_view take(std::string_view& text, char end) {
    const std::size_t at = std::min(text.find(end), text.size());
    const std::string_view part = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return part;
}

// The lines that say something, each read by `read`.
template <typename Row, typename Read>
std::vector<Row> rows_of(std::string_view text, Read read) {
    std::vector<Row> rows;
    while (!text.empty())
        if (const std::string_view line = take(text, '\n'); !line.empty() && line.front() != '#')
            rows.push_back(read(line));
    return rows;
}

std::string kinds_of(const std::vector<std::string>& names) {
    std::string kinds;
    for (const SessionKind kind : all_session_kinds) {
        const auto count = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
            return name.starts_with(std::string(short_name(kind)) + "/");
        });
        if (count != 0)
            kinds += (kinds.empty() ? "" : " ") + std::string(short_name(kind)) + ":" + std::to_string(count);
    }
    return kinds;
}

// How many cases for clients cover the session-layer test case.
std::size_t client_cases_of(std::string_view id) {
    const auto cases = client_cases();
    return static_cast<std::size_t>(std::count_if(cases.begin(), cases.end(), [&](const ClientCase& one) {
        const std::string covers = " " + std::string(one.covers) + " ";
        return covers.find(" " + std::string(id) + " ") != covers.npos;
    }));
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

// Engine messages and filter failures stand in Text(58) word for word. What may come in their place does not
// count: nothing says that it ever does.
void add_words(const Scenario& scenario, std::map<std::string, std::vector<std::string>>& covered) {
    for (const Step& step : scenario.steps) {
        const auto text = wire::MessageView(step.text).find(tag::Text);
        const auto match = step.kind == StepKind::expect && text ? catalog::match_text(*text) : std::nullopt;
        if (!match || match->text->kind == catalog::TextKind::code_text) continue;
        auto& names = covered[std::string(match->text->pattern)];
        if (names.empty() || names.back() != scenario.name) names.push_back(scenario.name);
    }
}

// The rows of the table.
class Table {
public:
    explicit Table(const std::vector<Scenario>& scenarios) : covered_(coverage(scenarios)) {}

    std::size_t count(const std::string& what) const {
        const auto found = covered_.find(what);
        return found == covered_.end() ? 0 : found->second.size();
    }
    // One text with how many scenarios have it, on which kinds of session.
    void row(const std::string& what, const std::string& code, std::string_view text) {
        const auto found = covered_.find(what);
        if (found == covered_.end()) return;
        text_ += "  " + padded(code, 7) + padded(std::to_string(found->second.size()), 4) +
                 padded(kinds_of(found->second), 18) + std::string(text) + "\n";
    }
    void line(const std::string& text) { text_ += text + "\n"; }
    std::string text() const { return text_; }

private:
    std::map<std::string, std::vector<std::string>> covered_;
    std::string text_;
};

void add_codes(Table& table) {
    table.line("scenarios by code and text");
    for (const catalog::Entry& entry : catalog::entries()) {
        const std::string code = std::to_string(entry.code.value);
        for (const catalog::Text& text : entry.texts)
            table.row(code + "." + std::to_string(text.index), code, text.pattern);
        if (entry.texts.empty()) table.row(code, code, "(the words of the matching engine)");
    }
    table.line("\nscenarios by the words of the matching engine");
    for (const auto& words : {catalog::engine_messages(), catalog::filter_failures()})
        for (const catalog::Text& text : words)
            table.row(std::string(text.pattern), "", text.pattern);
}

void add_not_applicable(Table& table) {
    table.line("\nnot applicable: no FIX session can meet it");
    for (const NotApplicable& one : not_applicable()) {
        const std::size_t dot = one.what.find('.');
        const std::string_view code = one.what.substr(0, dot);
        const auto number = wire::parse_int(code).value_or(0);
        const catalog::Entry* const entry = catalog::find(ErrorCode{static_cast<std::int32_t>(number)});
        std::string text(one.what);
        if (entry != nullptr && dot != one.what.npos)
            text = std::string(code) + " " +
                   std::string(entry->texts[static_cast<std::size_t>(one.what[dot + 1] - '0')].pattern);
        if (entry != nullptr && dot == one.what.npos) text += " " + std::string(entry->name);
        table.line("  " + text + "\n      " + std::string(one.reason));
    }
}

} // namespace

std::vector<SessionCase> session_cases() {
    return rows_of<SessionCase>(session_cases_tsv, [](std::string_view line) {
        SessionCase one;
        one.id = take(line, '\t');
        one.of_client = take(line, '\t') == "client";
        one.outcome = take(line, '\t');
        one.note = line;
        return one;
    });
}

std::vector<NotApplicable> not_applicable() {
    return rows_of<NotApplicable>(not_applicable_tsv, [](std::string_view line) {
        NotApplicable one;
        one.what = take(line, '\t');
        one.reason = line;
        return one;
    });
}

std::map<std::string, std::vector<std::string>> coverage(const std::vector<Scenario>& scenarios) {
    std::map<std::string, std::vector<std::string>> covered;
    for (const Scenario& scenario : scenarios) {
        for (const std::string& what : scenario.covers)
            covered[what].push_back(scenario.name);
        add_words(scenario, covered);
    }
    return covered;
}

std::string coverage_table(const std::vector<Scenario>& scenarios) {
    Table table(scenarios);
    add_codes(table);
    add_not_applicable(table);
    table.line("\nsession-layer test cases of the FIX Trading Community");
    for (const SessionCase& one : session_cases()) {
        const auto count = one.of_client ? client_cases_of(one.id) : table.count(std::string(one.id));
        table.line("  " + padded(std::string(one.id), 5) +
                   padded(count == 0 ? "-" : std::to_string(count), 4) +
                   padded(one.of_client ? "client" : "venue", 8) + padded(std::string(one.outcome), 16) +
                   std::string(one.note));
    }
    return table.text() + "\n" + std::to_string(scenarios.size()) + " scenarios\n";
}

} // namespace fixguard::conformance

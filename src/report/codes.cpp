// Lays out what the catalogue says of a code.
#include "report/codes.hpp"

#include <nlohmann/json.hpp>

namespace fixguard::report {
namespace {

std::string_view who_acts(const Policy& policy) {
    return policy.handler_acts ? "fixguard" : "you";
}

std::string with_basis(std::string_view word, Basis basis) {
    return std::string(word).append(" (").append(fixguard::name(basis)).append(")");
}

std::string policy_rows(const Policy& policy) {
    return columns(
        {{"remedy",
          std::string(fixguard::name(policy.remedy)) + ", done by " + std::string(who_acts(policy))},
         {"the request", with_basis(fixguard::name(policy.fate), policy.fate_basis)},
         {"the session", with_basis(fixguard::name(policy.session_effect), policy.session_effect_basis)}},
        2);
}

} // namespace

std::string_view name(catalog::TextKind kind) noexcept {
    switch (kind) {
    case catalog::TextKind::code_text: return "text";
    case catalog::TextKind::engine_message: return "engine message";
    case catalog::TextKind::filter_failure: return "filter failure";
    }
    return "?";
}

std::string code_table(std::span<const catalog::Entry> entries) {
    std::vector<std::vector<std::string>> rows{{"CODE", "NAME", "REMEDY", "BY", "REQUEST", "SESSION"}};
    for (const catalog::Entry& entry : entries)
        rows.push_back({std::to_string(entry.code.value), std::string(entry.name),
                        std::string(fixguard::name(entry.policy.remedy)), std::string(who_acts(entry.policy)),
                        std::string(fixguard::name(entry.policy.fate)),
                        std::string(fixguard::name(entry.policy.session_effect))});
    return columns(rows);
}

std::string code_page(const catalog::Entry& entry, const Policy& policy, Style style) {
    std::string page = style.bold(std::to_string(entry.code.value) + " " + std::string(entry.name)) + "\n\n";
    page += wrapped(entry.description, 2);
    page += wrapped("What to do: " + std::string(entry.advice), 2) + "\n";
    page += policy_rows(policy);
    if (!entry.texts.empty()) page += "\n  " + style.bold("texts of the exchange") + "\n";
    for (const catalog::Text& text : entry.texts)
        page += wrapped(text.pattern, 4);
    if (!entry.notes.empty()) page += "\n  " + style.bold("what its documents add") + "\n";
    for (const std::string_view note : entry.notes)
        page += wrapped(note, 4);
    return page;
}

std::string unknown_code_page(ErrorCode code, const Policy& policy, Style style) {
    return style.bold(std::to_string(code.value)) + " is in no list that fixguard knows.\n\n" +
           wrapped(
               "It is kept as it came, never taken for a neighbour, and shown to you; nothing else is done "
               "about it.",
               2) +
           "\n" + policy_rows(policy);
}

nlohmann::ordered_json code_json(const catalog::Entry& entry, const Policy& policy) {
    nlohmann::ordered_json texts = nlohmann::ordered_json::array();
    for (const catalog::Text& text : entry.texts)
        texts.push_back({{"text", text.pattern}, {"params", text.param_count}});
    return {{"code", entry.code.value},
            {"name", entry.name},
            {"description", entry.description},
            {"advice", entry.advice},
            {"remedy", fixguard::name(policy.remedy)},
            {"handler_acts", policy.handler_acts},
            {"fate", fixguard::name(policy.fate)},
            {"fate_basis", fixguard::name(policy.fate_basis)},
            {"session_effect", fixguard::name(policy.session_effect)},
            {"session_effect_basis", fixguard::name(policy.session_effect_basis)},
            {"texts", std::move(texts)},
            {"notes", entry.notes}};
}

} // namespace fixguard::report

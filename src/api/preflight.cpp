// The rules' verdict with the catalogue's words.
#include "api/preflight.hpp"

#include "catalog/catalog.hpp"
#include "dictionary/dictionary.hpp"
#include "rules/preflight.hpp"
#include "rules/session_table.hpp"

#include <array>

namespace fixguard::api {
namespace {

const rules::Preflight& rules_of(SessionKind kind) {
    static const auto make = [](SessionKind of) {
        return rules::Preflight(of, *dictionary::built_in(of), rules::SessionTable::built_in());
    };
    static const std::array all{make(SessionKind::order_entry), make(SessionKind::drop_copy),
                                make(SessionKind::market_data)};
    return all[static_cast<std::size_t>(kind)];
}

} // namespace

std::optional<Refusal> preflight(SessionKind kind, std::string_view body) {
    const std::optional<Violation> violation = rules_of(kind).check(body);
    if (!violation) return std::nullopt;
    Refusal refusal{violation->code, {}, {}, violation->ref_tag_id, violation->offset};
    if (const catalog::Entry* const entry = catalog::find(violation->code)) {
        std::array<std::string_view, 3> params;
        for (std::size_t i = 0; i < params.size(); ++i)
            params[i] = violation->params[i].view();
        refusal.code_name = entry->name;
        if (violation->text < entry->texts.size())
            refusal.text = catalog::fill(entry->texts[violation->text], params);
    }
    return refusal;
}

} // namespace fixguard::api

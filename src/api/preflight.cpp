// The rules' verdict with the catalogue's words.
#include "api/preflight.hpp"

#include "catalog/refusal.hpp"
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
    return catalog::refusal_of(*violation);
}

} // namespace fixguard::api

// Name and text of the code, with the violation's parameters.
#include "catalog/refusal.hpp"

#include "catalog/catalog.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace fixguard::catalog {

Refusal refusal_of(const Violation& violation) {
    Refusal refusal{violation.code, {}, {}, violation.ref_tag_id, violation.offset};
    const Entry* const entry = find(violation.code);
    if (entry == nullptr) return refusal;
    refusal.code_name = entry->name;
    std::array<std::string_view, 3> params;
    for (std::size_t i = 0; i < params.size(); ++i)
        params[i] = violation.params[i].view();
    if (violation.text < entry->texts.size()) refusal.text = fill(entry->texts[violation.text], params);
    return refusal;
}

Refusal refusal_of(ErrorCode code, std::string text, std::int32_t tag, std::size_t offset) {
    const Entry* const entry = find(code);
    return {code, entry == nullptr ? std::string_view() : entry->name, std::move(text), tag, offset};
}

} // namespace fixguard::catalog

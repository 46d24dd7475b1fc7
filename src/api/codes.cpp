// The catalogue's entries for users.
#include "api/codes.hpp"

#include "catalog/catalog.hpp"

namespace fixguard::api {
namespace {

std::optional<CodeInfo> info(const catalog::Entry* entry) noexcept {
    if (entry == nullptr) return std::nullopt;
    return CodeInfo{entry->code, entry->name, entry->description, entry->advice, entry->policy};
}

} // namespace

std::optional<CodeInfo> code_info(ErrorCode code) noexcept {
    return info(catalog::find(code));
}

std::optional<CodeInfo> code_info(std::string_view name) noexcept {
    return info(catalog::find(name));
}

} // namespace fixguard::api

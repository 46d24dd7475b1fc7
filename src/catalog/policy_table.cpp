// Reads a user's policy file over the catalogue's policies.
#include "catalog/policy_table.hpp"

#include "catalog/policy_toml.hpp"

#include <fstream>
#include <iterator>

namespace fixguard::catalog {

namespace {

constexpr Policy unknown_code{}; // as Policy's own defaults say: surface, unknown, may_end, no action

// One table of the file. The string is what is wrong, else empty.
std::string read_changes(std::string_view file, const toml::key& table, const toml::node& node,
                         Policy& policy) {
    const auto complain = [&](const toml::source_region& where, const std::string& what) {
        return located(file, where, "[" + std::string(table.str()) + "] " + what);
    };
    const toml::table* changes = node.as_table();
    if (changes == nullptr) return complain(table.source(), "is no table of an error code");
    const Policy before = policy;
    for (const auto& [key, value] : *changes) {
        std::string why;
        const ReadResult result =
            is_basis_key(key) ? ReadResult::not_a_policy_key : read_policy_key(key, value, policy, why);
        if (result == ReadResult::refused) return complain(value.source(), why);
        if (result == ReadResult::not_a_policy_key)
            return complain(key.source(),
                            "key '" + std::string(key.str()) +
                                "' cannot be changed; use remedy, handler_acts, fate or session_effect");
    }
    if (policy.handler_acts && !handler_can(policy.remedy)) {
        if (const toml::node* wish = changes->get("handler_acts"))
            return complain(wish->source(), "handler_acts = true, but no handler can carry out " +
                                                std::string(name(policy.remedy)) + "; use false");
        policy.handler_acts = false;
    }
    // What a user says is no statement of the exchange.
    if (policy.fate != before.fate) policy.fate_basis = Basis::inferred;
    if (policy.session_effect != before.session_effect) policy.session_effect_basis = Basis::inferred;
    return {};
}

} // namespace

std::variant<PolicyTable, std::string> PolicyTable::load(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    in.peek(); // a directory opens like a file, but nothing can be read from it
    if (!in.is_open() || in.bad()) return path + ": cannot be read; give a readable file or none";
    const std::string text(std::istreambuf_iterator<char>(in), {});
    PolicyTable table;
    try {
        const toml::table document = toml::parse(text, path);
        for (const auto& [key, node] : document) {
            const auto code = code_of_key(key);
            const Entry* entry = code ? find(*code) : nullptr;
            if (entry == nullptr)
                return located(path, key.source(),
                               "[" + std::string(key.str()) +
                                   "] is no code of the catalogue; write it as [-1015]");
            Policy policy = entry->policy;
            if (std::string wrong = read_changes(path, key, node, policy); !wrong.empty()) return wrong;
            table.changed_.emplace(code->value, policy);
        }
    } catch (const toml::parse_error& error) {
        return located(path, error.source(), error.description());
    }
    return table;
}

const Policy& PolicyTable::of(ErrorCode code) const noexcept {
    if (const auto changed = changed_.find(code.value); changed != changed_.end()) return changed->second;
    const Entry* entry = find(code);
    return entry == nullptr ? unknown_code : entry->policy;
}

} // namespace fixguard::catalog

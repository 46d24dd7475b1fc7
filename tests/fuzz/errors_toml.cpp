// Any bytes as a user's policies, and as spec/errors.toml itself.
#include "fuzz/memory_file.hpp"
#include "fuzz/target.hpp"

#include "catalog/policy_table.hpp"
#include "catalog/policy_toml.hpp"
#include "catalog/spec_file.hpp"

namespace fixguard::fuzz {
namespace {

const Register target("errors_toml", [](std::string_view input) {
    const MemoryFile file(input);
    const auto loaded = catalog::PolicyTable::load(file.path());
    if (const auto* const error = std::get_if<std::string>(&loaded)) {
        require_one_line(*error, file.path());
    } else {
        for (const catalog::Entry& entry : catalog::entries()) {
            const Policy& policy = std::get<catalog::PolicyTable>(loaded).of(entry.code);
            require(!policy.handler_acts || catalog::handler_can(policy.remedy),
                    "the handler does only what it can", entry.name);
        }
    }

    const auto spec = catalog::read_spec("some.toml", input);
    if (const auto* const error = std::get_if<std::string>(&spec)) require_one_line(*error, "some.toml");
});

} // namespace
} // namespace fixguard::fuzz

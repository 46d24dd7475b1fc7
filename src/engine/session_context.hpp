// Everything that a session's settings name, opened and checked before anything starts.
#pragma once

#include "catalog/policy_table.hpp"
#include "engine/quickfix_session.hpp"
#include "engine/settings.hpp"
#include "rules/preflight.hpp"
#include "transport/tls_context.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace fixguard::engine {

struct SessionContext {
    SessionSettings settings;
    LogonRecipe logon;
    std::shared_ptr<transport::TlsContext> tls; // nullptr: plain TCP
    catalog::PolicyTable policies;
    std::shared_ptr<const dictionary::Dictionary> dictionary;
    std::optional<rules::Preflight> preflight; // nothing: requests are sent unseen

    // The string is one line: file, line, section, key, what is wrong.
    static std::variant<std::shared_ptr<const SessionContext>, std::string>
    open(const SessionSettings& settings);
};

} // namespace fixguard::engine

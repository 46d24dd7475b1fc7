// Any bytes as a settings file.
#include "fuzz/target.hpp"

#include "engine/settings.hpp"

#include <set>

namespace fixguard::fuzz {
namespace {

void check(const engine::SessionSettings& session) {
    using std::chrono::seconds;
    require(!session.names.names.empty(), "a session has a name to log on with");
    for (const std::string& name : session.names.names)
        require(!name.empty() && name.size() <= 8, "a SenderCompID(49) has 1 to 8 characters", name);
    require(!session.endpoint.host.empty() && session.endpoint.port != 0, "a session has an address");
    require(session.heart_bt_int >= seconds(5) && session.heart_bt_int <= seconds(60),
            "HeartBtInt(108) is in its range");
    require(session.api_key_env.empty() != session.api_key_file.empty(), "the key has one source");
    require_one_line(session.origin.at("SenderCompID", session.name), "some.cfg");
}

const Register target("settings", [](std::string_view input) {
    const auto result = engine::parse_settings(input, "some.cfg");
    if (const auto* const error = std::get_if<std::string>(&result))
        return require_one_line(*error, "some.cfg");
    const auto& sessions = std::get<engine::Settings>(result).sessions;
    require(!sessions.empty(), "a file has a session");
    std::set<std::string> names;
    for (const engine::SessionSettings& session : sessions) {
        require(names.insert(session.name).second, "names differ", session.name);
        check(session);
    }
});

} // namespace
} // namespace fixguard::fuzz

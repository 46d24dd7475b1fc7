// Any bytes as a user's changes to spec/sessions.toml, and as the venue's configuration around them.
#include "fuzz/target.hpp"

#include "rules/session_table.hpp"
#include "venue/config.hpp"

namespace fixguard::fuzz {
namespace {

void check(const rules::SessionTable& table) {
    require(table.common.heart_bt_int_min <= table.common.heart_bt_int_max, "a range has an inside");
    for (const rules::KindRules& kind : table.kinds) {
        require(kind.messages.window > milliseconds{0} && kind.attempts.window > milliseconds{0},
                "a window is a stretch of time");
        require(kind.report_delay >= milliseconds{0}, "no report is early");
    }
}

const Register target("sessions_toml", [](std::string_view input) {
    const auto changed = rules::SessionTable::parse(input, "some.toml");
    if (const auto* const error = std::get_if<std::string>(&changed))
        require_one_line(*error, "some.toml");
    else
        check(std::get<rules::SessionTable>(changed));

    const auto complete = rules::SessionTable::parse_complete(input, "some.toml");
    if (const auto* const error = std::get_if<std::string>(&complete))
        require_one_line(*error, "some.toml");
    else
        require(std::get<rules::SessionTable>(complete) == std::get<rules::SessionTable>(changed),
                "a complete table leaves nothing of the built-in one");

    const auto venue = venue::parse_config(input, "some.toml");
    if (const auto* const error = std::get_if<std::string>(&venue))
        require_one_line(*error, "some.toml");
    else
        check(std::get<venue::Config>(venue).rules);
});

} // namespace
} // namespace fixguard::fuzz

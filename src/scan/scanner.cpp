// Judge: what the sessions of a log did before decides what is an error.
#include "scan/scanner.hpp"

#include "wire/tags.hpp"

#include <utility>

namespace fixguard::scan {
namespace {

constexpr std::size_t most_sessions = 1024;

// What an error tells of its session.
std::optional<SessionKind> kind_of(const SessionError& error, wire::MessageView cause) {
    if (error.carrier == Carrier::market_data_request_reject) return SessionKind::market_data;
    if (const auto kind = kind_of_request(cause.msg_type())) return kind;
    if (cause.find(tag::DropCopyFlag) == "Y") return SessionKind::drop_copy;
    return kind_of_request(error.ref_msg_type);
}

} // namespace

void Judge::take(Sighting& sighting, std::uint64_t lines_before) {
    const wire::MessageView message(sighting.message);
    const wire::MessageView cause(sighting.cause);
    const auto comp_id = sighting.logout_of_client ? tag::SenderCompID : tag::TargetCompID;
    const std::string_view name = message.find(comp_id).value_or(std::string_view{});
    Session& known = session(name);
    if (sighting.logout_of_client) {
        known.asked_for_logout = true;
        return;
    }
    if (message.msg_type() == "5" && std::exchange(known.asked_for_logout, false))
        return; // the answer to the client's own

    SessionError& error = sighting.error;
    if (const auto told = kind_of(error, cause)) known.kind = told;
    error.kind = options_.kind.value_or(known.kind.value_or(error.kind));
    const std::uint64_t line = options_.count_lines ? lines_before + sighting.lines + 1 : 0;
    sink_({error, name, message.find(tag::SendingTime).value_or(std::string_view{}), sighting.offset, line,
           sighting.whole, message, cause});
}

Judge::Session& Judge::session(std::string_view name) {
    if (sessions_.size() >= most_sessions && !sessions_.contains(std::string(name))) sessions_.clear();
    return sessions_[std::string(name)];
}

} // namespace fixguard::scan

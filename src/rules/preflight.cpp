// Judges a body as if the header of a sound session stood in front of it, so that only the body can be at
// fault.
#include "rules/preflight.hpp"

#include "rules/checks.hpp"
#include "wire/message_view.hpp"

namespace fixguard::rules {

std::optional<Violation> Preflight::check(std::string_view body) const {
    wire::FieldCursor fields(body);
    wire::Field type;
    if (!fields.next(type) || type.tag != tag::MsgType) {
        FaultLog log(rules_.table);
        log.add(Rule::value_present, 0, tag::MsgType);
        return log.first();
    }
    const std::string_view rest = body.substr(fields.position());
    if (plain_.hold(type.value, rest)) return std::nullopt;
    return check_with_care({body, type.value, rest});
}

std::optional<Violation> Preflight::check_with_care(const wire::Frame& frame) const {
    FaultLog log(rules_.table);
    const MessageFields read = check_structure(frame, rules_, log, HeaderOf::the_session);
    const bool sound = log.clean();
    const SessionFacts facts{kind_, true, {}, 1, {}};
    check_turn(frame, read.header, rules_, facts, log);
    if (sound) {
        check_session(frame, read.header, rules_, facts, log);
        check_request(frame, read.order, rules_, kind_, nullptr, log);
    }
    return log.first();
}

} // namespace fixguard::rules

// describe(): a plan in one line, for people.
#include "recovery/planner.hpp"

namespace fixguard::recovery {
namespace {

std::string after(milliseconds delay) {
    return delay.count() == 0 ? std::string(" at once") : " in " + std::to_string(delay.count()) + " ms";
}

std::string describe(const Action& action) {
    switch (action.kind) {
    case ActionKind::connect: {
        std::string text = "connect" + after(action.delay);
        if (action.sender_comp_id == NameChoice::other) text += " as another SenderCompID(49)";
        if (action.endpoint == EndpointChoice::of_the_right_kind) text += " at the server of the right kind";
        if (action.mend_logon) text += " with the right DropCopyFlag(9406)";
        return text;
    }
    case ActionKind::log_out: return "log out";
    case ActionKind::close: return "close";
    case ActionKind::settle_request: return "request " + std::string(name(action.fate));
    case ActionKind::doubt_in_flight: return "requests in flight unknown";
    case ActionKind::hold_requests:
        return "hold requests for " + std::to_string(action.delay.count()) + " ms";
    case ActionKind::hold_orders:
        return "hold new orders for " + std::to_string(action.delay.count()) + " ms";
    case ActionKind::adopt_subscription: return "adopt the active subscription";
    case ActionKind::renew_subscriptions: return "renew subscriptions";
    case ActionKind::connect_beside: return "connect beside this session as another SenderCompID(49)";
    case ActionKind::switch_over: return "send on the new session, log the old one out when it is answered";
    case ActionKind::close_successor: return "give the attempt beside this session up";
    case ActionKind::promote_successor: return "go on with the attempt beside this session";
    case ActionKind::correct_clock: return "correct SendingTime(52) by the offset";
    case ActionKind::open_circuit: return "refuse messages of this shape";
    case ActionKind::measure_clock: return "measure the clock";
    case ActionKind::tell_user: return "ask user: " + std::string(name(action.ask));
    case ActionKind::halt: return "halt: " + std::string(name(action.ask));
    }
    return "?";
}

} // namespace

std::string describe(const Plan& plan) {
    std::string line;
    for (const Action& action : plan) {
        if (!line.empty()) line += ", ";
        line += describe(action);
    }
    return line.empty() ? std::string("nothing to do") : line;
}

} // namespace fixguard::recovery

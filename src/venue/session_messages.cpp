// What a client's messages do: logon, logout, heartbeats, requests; and the faults that are ordered for them.
#include "catalog/codes.hpp"
#include "rules/session.hpp"
#include "venue/exchange.hpp"
#include "venue/session.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>
#include <array>

namespace fixguard::venue {
namespace {

// What goes to the matching engine, and may get lost there.
bool is_for_engine(std::string_view msg_type) {
    constexpr std::array<std::string_view, 6> types{"D", "E", "F", "q", "XAK", "XCN"};
    return std::find(types.begin(), types.end(), msg_type) != types.end();
}

// The carrier that a refused request usually has.
std::string_view carrier_of(std::string_view msg_type) {
    if (msg_type == "D" || msg_type == "XCN") return "8";
    if (msg_type == "F") return "9";
    if (msg_type == "XAK") return "XAR";
    if (msg_type == "q") return "r";
    if (msg_type == "E") return "N";
    if (msg_type == "V") return "Y";
    return "3";
}

// A refusal in that carrier; a Reject<3> where there is no such one.
std::string refusal_in(std::string_view carrier, const Refused& message, const Reason& reason,
                       const rules::SessionTable& table, UtcTime now) {
    if (carrier == "8") return execution_report_rejected(message, reason);
    if (carrier == "9") return order_cancel_reject(message, reason);
    if (carrier == "XAR") return order_amend_reject(message, reason);
    if (carrier == "r") return order_mass_cancel_reject(message, reason);
    if (carrier == "N") return list_status_rejected(message, reason, now, table.switches.list_error_in_group);
    if (carrier == "Y") return market_data_request_reject(message, reason, std::nullopt);
    return reject(message, reason, std::nullopt, table.session_reject_reason(reason.code, 0));
}

} // namespace

void Session::on_message(const wire::Frame& frame, Now now) {
    const wire::MessageView fields(frame.fields);
    const Refused message{frame.msg_type, fields.find_seq_num(tag::MsgSeqNum), fields};
    remember_name(fields);
    if (!within_limits(message, now)) return;
    const rules::SessionFacts facts{kind_, up(), client_name_, expected_seq_num_, now.utc};
    const auto violation = rules::first_violation(frame, exchange_.rule_set(kind_), facts, &subscriptions_);
    if (!violation || exchange_.table().switches.refused_message_uses_msg_seq_num)
        use_msg_seq_num(message.msg_seq_num);
    if (violation) return refuse(*violation, message, now);
    on_sound_message(frame, message, now);
}

void Session::on_sound_message(const wire::Frame& frame, const Refused& message, Now now) {
    const auto fault = exchange_.faults().strike(kind_, client_name_, frame.msg_type);
    if (fault)
        strike(*fault, frame, message, now);
    else
        carry_out(frame, message, now);
}

void Session::carry_out(const wire::Frame& frame, const Refused& message, Now now) {
    const std::string_view type = frame.msg_type;
    wire::MessageWriter reply;
    if (type == "A") return on_logon(frame, message, now);
    if (type == "5") {
        send(reply.begin("5").add(tag::Text, "Logout acknowledgment.").body(), now);
        return close(now, false);
    }
    if (type == "1") {
        reply.begin("0").add(tag::TestReqID, message.fields.find(tag::TestReqID).value_or(""));
        return answer(std::string(reply.body()), now);
    }
    if (type == "0") {
        if (test_sent_ && message.fields.find(tag::TestReqID) == test_id_) test_sent_.reset();
        return;
    }
    if (type == "3") return; // the server does not answer a client's Reject<3>
    exchange_.handle_request(*this, message, now);
}

void Session::on_logon(const wire::Frame&, const Refused& message, Now now) {
    const auto admitted = exchange_.logons().admit(message.fields, kind_, now);
    if (const auto* violation = std::get_if<Violation>(&admitted)) return refuse(*violation, message, now);
    account_ = std::get<std::size_t>(admitted);
    client_name_ = message.fields.find(tag::SenderCompID).value_or("");
    heart_bt_int_ = std::chrono::seconds{message.fields.find_int(tag::HeartBtInt).value_or(0)};
    wants_all_reports_ = message.fields.find(tag::ResponseMode) != "2";
    phase_ = Phase::up;
    ++exchange_.count().logons;
    ++exchange_.count().sessions_up;
    wire::MessageWriter reply;
    reply.begin("A").add(tag::EncryptMethod, 0).add(tag::HeartBtInt, heart_bt_int_.count());
    reply.add(tag::UUID, exchange_.new_uuid());
    answer(std::string(reply.body()), now);
    last_out_ = now.steady;
    exchange_.logged_on(*this);
    exchange_.plan_timer(id_);
}

void Session::strike(const Fault& fault, const wire::Frame& frame, const Refused& message, Now now) {
    switch (fault.kind) {
    case FaultKind::reject: return refuse_on_demand(fault, message, now);
    case FaultKind::delay:
        answer_delay_ = fault.delay;
        carry_out(frame, message, now);
        answer_delay_ = milliseconds{0};
        return;
    case FaultKind::slow_engine: return carry_out_later(fault.delay, frame, message, now);
    case FaultKind::no_answer: return time_out_later(message, now);
    case FaultKind::lose_answer:
        drop_answers_ = true;
        carry_out(frame, message, now);
        drop_answers_ = false;
        return time_out_later(message, now);
    case FaultKind::silence:
    case FaultKind::close:
    case FaultKind::log_out: return strike(fault, now);
    case FaultKind::skip_seq_num:
    case FaultKind::same_seq_num:
    case FaultKind::garble: strike(fault, now); return carry_out(frame, message, now);
    case FaultKind::maintenance:
    case FaultKind::certificate:
    case FaultKind::clock_offset: exchange_.strike(fault, now); return carry_out(frame, message, now);
    }
}

void Session::strike(const Fault& fault, Now now) {
    switch (fault.kind) {
    case FaultKind::silence: silent_ = true; return;
    case FaultKind::close: return close(now, true);
    case FaultKind::log_out: return log_out(fault.text, now);
    case FaultKind::skip_seq_num: ++next_seq_num_; return;
    case FaultKind::same_seq_num: --next_seq_num_; return;
    case FaultKind::garble: garble_next_ = true; return;
    case FaultKind::reject: // these need a message; Exchange keeps them away
    case FaultKind::delay:
    case FaultKind::slow_engine:
    case FaultKind::no_answer:
    case FaultKind::lose_answer:
    case FaultKind::maintenance: // and these are not about a session
    case FaultKind::certificate:
    case FaultKind::clock_offset: return;
    }
}

// What does not go to the engine is carried out at once: nothing of it can wait there.
void Session::carry_out_later(milliseconds delay, const wire::Frame& frame, const Refused& message, Now now) {
    if (!is_for_engine(message.msg_type)) return carry_out(frame, message, now);
    const bool too_late = delay >= exchange_.table().common.engine_timeout;
    if (too_late) time_out_later(message, now);
    exchange_.plan(now.steady + delay,
                   [&exchange = exchange_, id = id_, too_late, bytes = std::string(frame.bytes)](Now then) {
                       Session* const session = exchange.find(id);
                       if (session && session->up()) session->reach_engine(bytes, !too_late, then);
                   });
}

// The clock is looked at a second time just before the matching engine. Only a request that is refused here
// counts as an unfilled order.
void Session::reach_engine(std::string_view bytes, bool answered, Now now) {
    const wire::FrameResult result = wire::FrameReader(wire::OnFault::stop).next(bytes);
    const wire::MessageView fields(result.frame.fields);
    const Refused message{result.frame.msg_type, fields.find_seq_num(tag::MsgSeqNum), fields};
    drop_answers_ = !answered;
    if (const auto late = rules::first_time_violation(result.frame, exchange_.rule_set(kind_), now.utc)) {
        exchange_.count_unfilled(account_, now);
        refuse(*late, message, now);
    } else {
        exchange_.handle_request(*this, message, now);
    }
    drop_answers_ = false;
}

void Session::refuse_on_demand(const Fault& fault, const Refused& message, Now now) {
    Reason reason = reason_of(fault.code);
    if (!fault.text.empty()) reason.text = fault.text;
    const std::string_view carrier = fault.carrier.empty() ? carrier_of(message.msg_type) : fault.carrier;
    send(refusal_in(carrier, message, reason, exchange_.table(), now.utc), now);
    Violation violation;
    violation.code = fault.code;
    if (ends_session(violation)) close(now, exchange_.table().switches.server_close_locks_sender_comp_id);
}

// The engine has not answered in time: the status of the request is unknown.
void Session::time_out_later(const Refused& message, Now now) {
    if (!is_for_engine(message.msg_type)) return;
    const rules::SessionTable& table = exchange_.table();
    const std::string_view carrier = table.switches.timeout_in_reject ? "3" : carrier_of(message.msg_type);
    exchange_.send_later(id_, refusal_in(carrier, message, reason_of(code::timeout), table, now.utc),
                         now.steady + table.common.engine_timeout);
}

} // namespace fixguard::venue

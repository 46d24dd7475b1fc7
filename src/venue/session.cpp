// A connection's bytes, its limits, refusals, heartbeats and end. What messages do is in
// session_messages.cpp.
#include "venue/session.hpp"

#include "catalog/codes.hpp"
#include "rules/session.hpp"
#include "venue/exchange.hpp"
#include "venue/server_frame.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>

namespace fixguard::venue {
namespace {

// Which text of -1177 a framing fault has, and which field is at fault.
struct FramingText {
    std::uint8_t text;
    wire::Tag tag;
};

FramingText text_of(wire::FrameFault fault, const rules::Switches& switches) {
    switch (fault) {
    case wire::FrameFault::begin_string_not_first: return {1, tag::BeginString};
    case wire::FrameFault::body_length_wrong: return {3, tag::BodyLength};
    case wire::FrameFault::msg_type_not_third: return {2, tag::MsgType};
    case wire::FrameFault::check_sum_wrong: return {0, tag::CheckSum};
    case wire::FrameFault::binary_header:
        if (switches.binary_header_is_encoding_fault) return {6, 0};
        return {1, tag::BeginString};
    case wire::FrameFault::too_long: return {3, tag::BodyLength};
    }
    return {1, tag::BeginString};
}

bool is_comp_id(std::string_view text) {
    return !text.empty() && text.size() <= 8 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
}

// What somebody may leave unfinished before he has said who he is, so that many of them cannot fill the
// memory. A Logon<A> has some 300 bytes. Behind it wire::max_frame_size is the bound, for the connections
// that an account may have.
constexpr std::size_t longest_logon = 8 * 1024;

constexpr std::uint8_t content_texts_begin = 4; // of -1177: characters and empty values
constexpr std::uint8_t encoding_text = 6;

} // namespace

Session::Session(Exchange& exchange, SessionId id, SessionKind kind, const std::string& ip, Now now)
    : exchange_(exchange), id_(id), kind_(kind),
      refused_at_the_door_(exchange.logons().attempt_from(ip, kind, now)),
      messages_(exchange.table().of(kind).messages, exchange.table().switches.message_window),
      connected_at_(now.steady), last_in_(now.steady), last_out_(now.steady) {}

void Session::on_bytes(std::string_view bytes, Now now) {
    if (phase_ == Phase::over) return;
    now = exchange_.venue_time(now);
    // Whole messages are read where they lie; only the begin of one that is not whole yet is kept.
    if (!input_.empty()) input_ += bytes;
    const std::string_view all = input_.empty() ? bytes : std::string_view(input_);
    const std::size_t used = read_messages(all, now);
    const std::size_t rest = all.size() - used;
    if (phase_ == Phase::awaiting_logon && rest > longest_logon)
        on_framing_fault(wire::FrameFault::too_long, all.substr(used), now);
    if (rest == 0 || phase_ == Phase::over)
        input_ = {}; // and its memory: most connections are idle most of the time
    else if (input_.empty())
        input_ = all.substr(used);
    else
        input_.erase(0, used);
    if (has_output() || close_wanted()) exchange_.touched(id_);
}

std::size_t Session::read_messages(std::string_view bytes, Now now) {
    std::size_t used = 0;
    while (phase_ != Phase::over) {
        const wire::FrameResult result = reader_.next(bytes.substr(used));
        if (result.status == wire::FrameResult::Status::incomplete) break;
        last_in_ = now.steady;
        ++exchange_.count().messages;
        if (result.status == wire::FrameResult::Status::complete)
            on_message(result.frame, now);
        else
            on_framing_fault(result.fault, result.frame.bytes, now);
        used += result.consumed;
    }
    return used;
}

void Session::output_sent() noexcept {
    constexpr std::size_t worth_keeping = 1024;
    if (output_.capacity() > worth_keeping)
        output_ = {};
    else
        output_.clear();
}

void Session::on_framing_fault(wire::FrameFault fault, std::string_view bytes, Now now) {
    const wire::MessageView view(bytes);
    const Refused message{view.msg_type(), view.find_seq_num(tag::MsgSeqNum), view};
    remember_name(view);
    if (!within_limits(message, now)) return;
    if (exchange_.table().switches.garbled_message_uses_msg_seq_num)
        expected_seq_num_ = rules::next_seq_num(expected_seq_num_);
    const FramingText found = text_of(fault, exchange_.table().switches);
    Violation violation;
    violation.code = code::garbled_message;
    violation.text = found.text;
    if (found.tag != 0) violation.ref_tag_id = found.tag;
    refuse(violation, message, now);
}

void Session::refuse_at_the_door(Now now) {
    if (refused_at_the_door_) refuse(*refused_at_the_door_, {}, now);
}

// The two limits that come before any look at the message. false: the session has ended.
bool Session::within_limits(const Refused& message, Now now) {
    if (refused_at_the_door_) {
        refuse(*refused_at_the_door_, message, now);
        return false;
    }
    if (messages_.admit(now.steady)) return true;
    Violation violation;
    violation.code = code::too_many_messages;
    violation.params[0].assign(std::to_string(messages_.limit().count));
    violation.params[1].assign(
        rules::interval_text(messages_.limit().window, exchange_.table().switches.interval_form));
    refuse(violation, message, now);
    return false;
}

// The server answers to the name the client uses, also before it has accepted it.
void Session::remember_name(wire::MessageView message) {
    if (phase_ != Phase::awaiting_logon) return;
    const auto name = message.find(tag::SenderCompID);
    if (name && is_comp_id(*name)) client_name_ = *name;
}

void Session::use_msg_seq_num(std::optional<std::uint32_t> msg_seq_num) noexcept {
    if (msg_seq_num == expected_seq_num_) expected_seq_num_ = rules::next_seq_num(expected_seq_num_);
}

bool Session::ends_session(const Violation& violation) const {
    if (phase_ == Phase::awaiting_logon) return true;
    const rules::Switches& switches = exchange_.table().switches;
    if (violation.code == code::garbled_message) {
        const bool content = violation.text >= content_texts_begin && violation.text != encoding_text;
        return content ? switches.content_fault_ends_session : switches.framing_fault_ends_session;
    }
    if (violation.code == code::already_logged_in) return switches.second_logon_ends_session;
    if (violation.code == code::bad_sender_compid) return switches.bad_sender_comp_id_ends_session;
    if (violation.code == code::bad_seq_num) return switches.bad_msg_seq_num_ends_session;
    return violation.code == code::too_many_messages;
}

void Session::refuse(const Violation& violation, const Refused& message, Now now) {
    const Reason reason = reason_of(violation);
    const rules::SessionTable& table = exchange_.table();
    if (violation.code == code::invalid_request_id || violation.code == code::too_many_subscriptions) {
        std::optional<char> md_req_rej_reason;
        if (violation.code == code::too_many_subscriptions) md_req_rej_reason = '2';
        if (violation.code == code::invalid_request_id && violation.text == 0) md_req_rej_reason = '1';
        return answer(market_data_request_reject(message, reason, md_req_rej_reason), now);
    }
    const bool ends = ends_session(violation);
    answer(reject(message, reason, violation.ref_tag_id,
                  table.session_reject_reason(violation.code, violation.text)),
           now);
    if (!ends) return;
    if (violation.code == code::too_many_messages || table.switches.logout_before_refusal_closes)
        log_out(reason.text, now);
    else
        close(now, table.switches.server_close_locks_sender_comp_id);
}

void Session::answer(const std::string& body, Now now) {
    if (drop_answers_) return;
    if (answer_delay_ > milliseconds{0})
        exchange_.send_later(id_, body, now.steady + answer_delay_);
    else
        send(body, now);
}

void Session::send(std::string_view body, Now now) {
    if (phase_ == Phase::over || silent_) return;
    if (body.starts_with("35=3\x01")) ++exchange_.count().rejects;
    const std::string_view to = client_name_.empty() ? std::string_view("CLIENT") : client_name_;
    append_server_frame(output_, body, {next_seq_num_, to, exchange_.sending_time(now)});
    if (std::exchange(garble_next_, false)) spoil_check_sum(output_);
    next_seq_num_ = rules::next_seq_num(next_seq_num_);
    last_out_ = now.steady;
    exchange_.touched(id_);
}

void Session::log_out(std::string_view text, Now now) {
    wire::MessageWriter message;
    message.begin("5").add(tag::Text, text);
    send(message.body(), now);
    close(now, false);
}

void Session::close(Now now, bool lock_name) {
    if (phase_ == Phase::over) return;
    if (phase_ == Phase::up) {
        const auto lock = heart_bt_int_ * exchange_.table().common.sender_comp_id_lock_factor;
        exchange_.logons().leave(account_, client_name_,
                                 lock_name ? std::optional(now.steady + lock) : std::nullopt);
        --exchange_.count().sessions_up;
        exchange_.logged_off(*this);
    }
    phase_ = Phase::over;
    exchange_.touched(id_);
}

void Session::on_closed(Now now) {
    close(now, true);
}

SteadyTime Session::next_timer() const noexcept {
    switch (phase_) {
    case Phase::awaiting_logon: return connected_at_ + exchange_.table().common.logon_timeout;
    case Phase::up: {
        const SteadyTime idle = std::min(last_out_, last_in_) + heart_bt_int_;
        return test_sent_ ? std::min(last_out_, *test_sent_) + heart_bt_int_ : idle;
    }
    case Phase::over: return SteadyTime::max();
    }
    return SteadyTime::max();
}

// Silence of the server ends with a Heartbeat<0>, silence of the client with a TestRequest<1>, and silence
// after that with a Logout<5>.
void Session::on_timer(Now now) {
    const auto silent_since = [&](SteadyTime since) { return now.steady - since >= heart_bt_int_; };
    if (phase_ == Phase::over) return;
    if (phase_ == Phase::awaiting_logon) {
        if (now.steady >= next_timer()) close(now, false);
        return;
    }
    if (test_sent_ && silent_since(*test_sent_)) return log_out("No Heartbeat<0> in time.", now);
    wire::MessageWriter message;
    if (!test_sent_ && silent_since(last_in_)) {
        test_id_ = "test-" + std::to_string(next_seq_num_);
        test_sent_ = now.steady;
        send(message.begin("1").add(tag::TestReqID, test_id_).body(), now);
    }
    if (silent_since(last_out_)) {
        send(message.begin("0").body(), now);
        last_out_ = now.steady; // also when a fault keeps it silent: the timer has to go on
    }
}

} // namespace fixguard::venue

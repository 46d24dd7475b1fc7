// The life of an attempt: connect, log on, read, log out.
#include "engine/attempt.hpp"

#include "engine/stream_errors.hpp"
#include "rules/session_table.hpp"
#include "wire/tags.hpp"
#include "wire/utc_timestamp.hpp"

#include <utility>

namespace fixguard::engine {
namespace {

// How many of our messages an answer may refer to. Only order entry sends thousands in the 10 s that an
// answer takes at most.
std::size_t sent_log_capacity(SessionKind kind) {
    return kind == SessionKind::order_entry ? 16'384 : 4'096;
}

transport::StreamOptions stream_options(const SessionContext& context, const AttemptOptions& options) {
    const SessionSettings& settings = context.settings;
    transport::StreamOptions stream;
    stream.host = options.endpoint.host;
    stream.port = options.endpoint.port;
    stream.server_name = settings.server_name;
    stream.tls = context.tls;
    stream.open_timeout = settings.open_timeout;
    // Bytes that nobody acknowledges for so long go nowhere; the exchange has given us up by then.
    stream.user_timeout = 2 * milliseconds(settings.heart_bt_int);
    return stream;
}

WindowLimit message_limit(const SessionContext& context, const AttemptOptions& options) {
    if (options.message_limit.count > 0) return options.message_limit;
    return rules::SessionTable::built_in().of(context.settings.kind).messages;
}

bool is_session_message(std::string_view msg_type) {
    return msg_type.size() == 1 &&
           std::string_view("0A12345").find(msg_type.front()) != std::string_view::npos;
}

} // namespace

Attempt::Attempt(World& world, std::shared_ptr<const SessionContext> context, AttemptOptions options,
                 AttemptListener& listener)
    : context_(std::move(context)), options_(std::move(options)), listener_(listener), world_(world),
      timer_(world.timer()), request_timer_(world.timer()),
      liveness_(milliseconds(context_->settings.heart_bt_int)),
      session_(context_->logon, options_.sender_comp_id, *this),
      sent_log_(sent_log_capacity(context_->settings.kind)),
      budget_(message_limit(*context_, options_), context_->settings.heart_bt_int) {
    session_.set_clock_correction(options_.clock_correction);
}

std::shared_ptr<Attempt> Attempt::begin(World& world, std::shared_ptr<const SessionContext> context,
                                        AttemptOptions options, AttemptListener& listener) {
    auto attempt = std::make_shared<Attempt>(world, std::move(context), std::move(options), listener);
    attempt->stream_ =
        world.open(stream_options(*attempt->context_, attempt->options_), attempt, attempt->options_.tap);
    return attempt;
}

// --- the stream's events -------------------------------------------------------------------------

void Attempt::on_open() {
    stage_ = Stage::logging_on;
    logon_sent_ = true;
    logon_at_ = world_.utc_now();
    deadline_ = world_.now() + context_->settings.logon_timeout;
    {
        const std::lock_guard lock(mutex_);
        session_.log_on();
    }
    arm();
    listener_.on_connected();
}

void Attempt::on_frame(const wire::Frame& frame) {
    heard_at_ = world_.now();
    liveness_.received(heard_at_);
    switch (stage_) {
    case Stage::logging_on: return before_logon(frame.msg_type, wire::MessageView(frame.bytes));
    case Stage::up:
    case Stage::logging_out: return after_logon(frame);
    case Stage::opening:
    case Stage::closing:
    case Stage::ended: return;
    }
}

void Attempt::on_garbled(wire::FrameFault) {
    // The stream closes by itself and says why; the last that it takes is our Logout<5>.
    if (stage_ == Stage::up) {
        const std::lock_guard lock(mutex_);
        session_.log_out({});
    }
    close_gate(SendStatus::draining);
    stage_ = Stage::closing;
}

void Attempt::on_end(const transport::StreamEnd& end) {
    stage_ = Stage::ended;
    timer_->cancel();
    request_timer_->cancel();
    close_gate(SendStatus::not_logged_on);
    AttemptEnd over = end_now();
    over.close_seen = over.close_seen || end.peer_closed;
    over.error = blamed_;
    over.error_reported = blamed_.has_value();
    if (const auto carrier = carrier_of(end.reason); carrier && !blamed_) {
        over.error = silent(*carrier, end.what);
        adjust_policy(*over.error, end.reason);
    }
    listener_.on_ended(over);
}

// --- logging on ----------------------------------------------------------------------------------

void Attempt::before_logon(std::string_view msg_type, wire::MessageView message) {
    measure(logon_at_, message);
    if (msg_type == "A") return accept_logon(message);
    if (const auto error = diagnosed(message); error && (msg_type == "3" || msg_type == "5")) {
        // Refused. A name that is in use is in use by somebody else.
        refused_ = true;
        name_free_ = error->policy.remedy != Remedy::other_sender_comp_id;
        blame(*error);
        listener_.on_error(*error);
        if (msg_type == "5") close();
        return;
    }
    break_off(Carrier::local, "the exchange's first message is no Logon<A> but MsgType(35) " +
                                  std::string(msg_type.substr(0, 8)));
}

void Attempt::accept_logon(wire::MessageView message) {
    const auto number = message.find_seq_num(tag::MsgSeqNum);
    const auto interval = message.find_int(tag::HeartBtInt);
    const auto wanted = context_->settings.heart_bt_int.count();
    bool accepted = false;
    std::string event = "it carries RawData(96)";
    // QuickFIX trusts RawDataLength(95) and would read beyond the end of the message.
    if (!message.find(tag::RawDataLength) && !message.find(tag::RawData)) {
        const std::lock_guard lock(mutex_);
        session_.take_logon(message.bytes(), number.value_or(1));
        accepted = session_.is_logged_on();
        event = session_.last_event();
    }
    if (!accepted) return break_off(Carrier::local, "the Logon<A> of the exchange cannot be used: " + event);

    stage_ = Stage::up;
    up_since_ = world_.now();
    expected_ = 2;
    liveness_.start(world_.now());
    if (number != 1U)
        return break_off(Carrier::sequence_gap,
                         "the Logon<A> of the exchange has MsgSeqNum(34) " +
                             std::string(message.find(tag::MsgSeqNum).value_or("missing")) + " and not 1");
    if (interval != wanted)
        return break_off(Carrier::local,
                         "the Logon<A> of the exchange has another HeartBtInt(108) than the " +
                             std::to_string(wanted) + " that were asked for");
    {
        const std::lock_guard lock(mutex_);
        session_.open_gate();
    }
    arm();
    watch_requests();
    listener_.on_logged_on();
}

// --- logged on -----------------------------------------------------------------------------------

void Attempt::after_logon(const wire::Frame& frame) {
    const std::string_view msg_type = frame.msg_type;
    const wire::MessageView message(frame.bytes);
    // A fill counts, whatever else may be wrong with its message.
    if (!is_session_message(msg_type)) listener_.on_application(message.bytes());
    if (msg_type == "XLR") read_limits(message);
    if (msg_type == "5") return answer_logout(message);
    judge(frame);
    if (!in_sequence(message) || stage_ != Stage::up) return;
    if (msg_type == "0") {
        const auto asked = message.find(tag::TestReqID);
        if (asked && asked_at_ != UtcTime{}) measure(std::exchange(asked_at_, {}), message);
        liveness_.heartbeat(asked.value_or(std::string_view{}));
    } else if (msg_type == "1") {
        const std::lock_guard lock(mutex_);
        session_.send_heartbeat(std::string(message.find(tag::TestReqID).value_or(std::string_view{})));
    } else if (msg_type == "2" || msg_type == "4") {
        // The exchange has no replay. Whoever asks for one has lost count.
        break_off(Carrier::sequence_gap, "the exchange sent MsgType(35) " + std::string(msg_type));
    } else if (msg_type == "A") {
        break_off(Carrier::local, "the exchange sent a second Logon<A>");
    }
}

void Attempt::judge(const wire::Frame& frame) {
    std::unique_lock lock(mutex_);
    diagnosis::Judgement judged =
        diagnosis::judge(frame, {context_->settings.kind, sent_log_, context_->policies});
    std::optional<InFlight::Entry> entry;
    if (judged.settlement) entry = in_flight_.settle(answered(judged));
    lock.unlock();
    if (entry) {
        measure(entry->sent_at, wire::MessageView(frame.bytes));
        listener_.on_settled(*entry, judged.settlement->fate);
    } else if (judged.settlement && (judged.settlement->fate == RequestFate::accepted ||
                                     judged.settlement->fate == RequestFate::rejected)) {
        listener_.on_late_answer(judged.settlement->request, judged.settlement->fate, up_since_);
    }
    if (judged.error) listener_.on_error(*judged.error);
}

// Of several orders under one id an answer is for the oldest that waits: each is answered once, in their
// order.
const RequestRef& Attempt::answered(diagnosis::Judgement& judged) const {
    RequestRef& request = judged.settlement->request;
    const bool is_order = request.msg_type == "D" || request.msg_type == "XCN";
    const bool by_number = judged.error && judged.error->found_by == FoundBy::ref_seq_num;
    if (!is_order || by_number || !sent_log_.repeats_id(request)) return request;
    if (const auto oldest = in_flight_.oldest_like(request)) {
        request = *oldest;
        if (judged.error) judged.error->request = *oldest;
    }
    return request;
}

void Attempt::read_limits(wire::MessageView message) {
    const std::vector<LimitReport> limits = limits_in(message);
    for (const LimitReport& report : limits) {
        if (report.what != LimitReport::What::messages) continue;
        const std::lock_guard lock(mutex_);
        budget_.correct(report.limit, report.used, world_.now());
    }
    listener_.on_limits(limits);
}

bool Attempt::in_sequence(wire::MessageView message) {
    if (sequence_broken_) return true; // said already; what still comes is read all the same
    const auto number = message.find_seq_num(tag::MsgSeqNum);
    const std::uint32_t expected = expected_;
    if (number == expected) {
        expected_ = expected + 1; // after 4294967295 comes 0
        return true;
    }
    sequence_broken_ = true;
    const std::string_view got = message.find(tag::MsgSeqNum).value_or("missing");
    break_off(Carrier::sequence_gap, "MsgSeqNum(34) of the exchange is " + std::string(got.substr(0, 20)) +
                                         " where " + std::to_string(expected) + " was expected");
    return false;
}

// --- logging out ---------------------------------------------------------------------------------

void Attempt::answer_logout(wire::MessageView message) {
    name_free_ = true;
    if (stage_ == Stage::logging_out) { // the answer to ours
        stage_ = Stage::closing;
        stream_->close();
        return listener_.on_logged_out();
    }
    close_gate(SendStatus::draining);
    {
        const std::lock_guard lock(mutex_);
        session_.log_out({});
    }
    stage_ = Stage::closing;
    if (const auto error = diagnosed(message)) {
        blame(*error);
        listener_.on_error(*error);
    }
    stream_->close();
}

void Attempt::log_out() {
    if (stage_ == Stage::logging_out || stage_ == Stage::closing || stage_ == Stage::ended) return;
    if (stage_ != Stage::up) return close();
    close_gate(SendStatus::draining);
    stage_ = Stage::logging_out;
    deadline_ = world_.now() + context_->settings.logout_timeout;
    {
        const std::lock_guard lock(mutex_);
        session_.log_out({});
    }
    arm();
}

void Attempt::close() {
    if (stage_ == Stage::logging_out || stage_ == Stage::closing || stage_ == Stage::ended) return;
    close_gate(SendStatus::not_logged_on);
    stage_ = Stage::closing;
    stream_->close();
}

void Attempt::abort() {
    if (stage_ != Stage::ended) stream_->abort();
}

// --- errors --------------------------------------------------------------------------------------

void Attempt::measure(UtcTime sent, wire::MessageView answer) {
    const auto stamped =
        wire::parse_utc_timestamp(answer.find(tag::SendingTime).value_or(std::string_view{}));
    if (stamped) listener_.on_round_trip(sent, *stamped, world_.utc_now());
}

std::optional<SessionError> Attempt::diagnosed(wire::MessageView message) {
    const std::lock_guard lock(mutex_);
    return diagnosis::diagnose(message, {context_->settings.kind, sent_log_, context_->policies});
}

SessionError Attempt::silent(Carrier carrier, std::string_view what) {
    const std::lock_guard lock(mutex_);
    return diagnosis::diagnose_silence(carrier, what,
                                       {context_->settings.kind, sent_log_, context_->policies});
}

void Attempt::blame(const SessionError& error) {
    if (!blamed_) blamed_ = error;
}

void Attempt::break_off(Carrier carrier, std::string_view what) {
    const SessionError error = silent(carrier, what);
    blame(error);
    log_out();
    listener_.on_error(error);
}

void Attempt::tell_of_failed_write() {
    if (stage_ == Stage::closing || stage_ == Stage::ended) return;
    const SessionError error =
        silent(Carrier::local, "a message could not be written: an outbound filter or a tap threw an "
                               "exception, or there was no memory; its MsgSeqNum(34) is missing");
    blame(error);
    stage_ = Stage::closing;
    listener_.on_error(error);
}

} // namespace fixguard::engine

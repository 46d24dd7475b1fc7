// What an attempt sends: through the session, the filter and the stream, in one order under one mutex.
#include "engine/attempt.hpp"

namespace fixguard::engine {

using transport::WriteResult;

// What an OutboundFilter writes to.
class Attempt::Sink final : public transport::OutboundSink {
public:
    explicit Sink(Attempt& attempt) : attempt_(attempt) {}
    WriteResult write(std::string_view bytes) override {
        const WriteResult result = attempt_.pass(bytes, diagnosis::request_in(wire::MessageView(bytes)));
        if (result != WriteResult::handed_over) worst = result;
        return result;
    }
    WriteResult worst = WriteResult::handed_over; // a message that the filter keeps counts as sent

private:
    Attempt& attempt_;
};

// However the sending ends, nothing of it is left behind: the next message may be one of the session's own.
class Attempt::EndOfSending final {
public:
    explicit EndOfSending(Attempt& attempt) : attempt_(attempt) {}
    ~EndOfSending() {
        Sending& over = attempt_.sending_;
        if (over.slot && !over.registered)
            attempt_.options_.journal->settle(*over.slot, RequestFate::not_sent);
        over = {};
    }
    EndOfSending(const EndOfSending&) = delete;
    EndOfSending& operator=(const EndOfSending&) = delete;

private:
    Attempt& attempt_;
};

SendResult Attempt::send(std::string_view body, bool reported, std::uint64_t shape) {
    const std::lock_guard lock(mutex_);
    if (!session_.gate_is_open()) return {refusal_, 0};
    const wire::MessageView message(body);
    const SteadyTime now = world_.now();
    // What is ours brings a session back to what the user had.
    if (reported && !budget_.admits(message.msg_type(), now)) return {SendStatus::budget_spent, 0};
    const EndOfSending end(*this);
    sending_ = {reported, shape, world_.utc_now(), now, diagnosis::request_in(message), std::nullopt, false};
    if (sending_.request) sending_.request->msg_seq_num = session_.next_outbound();
    if (!write_down()) return {SendStatus::journal_full, 0};
    return send_journaled(body);
}

// Puts the request into the journal, with the MsgSeqNum(34) that it is going to have. false: there is no
// room, and what is not written down is not sent.
bool Attempt::write_down() {
    const std::optional<RequestRef>& request = sending_.request;
    if (options_.journal == nullptr || !sending_.reported || !request) return true;
    if (!RequestJournal::keeps(request->msg_type)) return true;
    sending_.slot = options_.journal->add(*request, options_.sender_comp_id, sending_.at);
    return sending_.slot.has_value();
}

SendResult Attempt::send_journaled(std::string_view body) {
    using Status = QuickFixSession::Sent::Status;
    const QuickFixSession::Sent sent = session_.send(body, sending_.at);
    switch (sent.status) {
    case Status::written: return {SendStatus::handed_over, sent.msg_seq_num};
    case Status::gate_closed: return {refusal_, 0};
    case Status::malformed: return {SendStatus::malformed, 0};
    case Status::write_failed:
        // A MsgSeqNum(34) is used up that the exchange will never see, so nothing may follow.
        session_.close_gate();
        return {sent.write_result == WriteResult::backlog_full ? SendStatus::backlog_full
                                                               : SendStatus::closed,
                0};
    }
    return {};
}

WriteResult Attempt::write(std::string_view message) noexcept {
    try {
        return write_filtered(message);
    } catch (...) { // of a filter, a tap, or for want of memory
        give_up();
    }
    // What went out before may be executed, and has its fate to come.
    return sending_.registered ? WriteResult::handed_over : WriteResult::closed;
}

WriteResult Attempt::write_filtered(std::string_view message) {
    // What a filter may have spoiled goes past it: see AttemptOptions::plain_logon.
    const bool plain = options_.plain_logon && wire::MessageView(message).msg_type() == "A";
    if (options_.filter == nullptr || plain) return pass(message, sending_.request);
    Sink sink(*this);
    options_.filter->outbound(message, sink);
    // What a filter made unreadable is in flight all the same.
    if (sending_.request && !sending_.registered && sink.worst == WriteResult::handed_over)
        put_in_flight(*sending_.request);
    return sending_.registered ? WriteResult::handed_over : sink.worst;
}

// In flight before it is written, because behind that nothing may fail.
WriteResult Attempt::pass(std::string_view bytes, const std::optional<RequestRef>& request) {
    const bool was_registered = sending_.registered;
    const bool added = request && request->msg_seq_num != 0 && put_in_flight(*request);
    WriteResult result = WriteResult::closed;
    try {
        result = stream_->write(bytes);
    } catch (...) {
        give_up();
    }
    if (result == WriteResult::handed_over) {
        sent_log_.record(bytes);
        // What other sessions report under its id, a second late, may be of the one before it.
        if (added && sent_log_.repeats_id(*request)) in_flight_.name(*request, Named::another);
        count_message();
    } else if (added) {
        in_flight_.settle(*request);
        sending_.registered = was_registered;
    }
    return result;
}

// false: it is already. A place in the journal is one request's.
bool Attempt::put_in_flight(const RequestRef& request) {
    const auto slot = sending_.registered ? std::nullopt : sending_.slot;
    const bool added =
        in_flight_.add({request, sending_.reported, slot, sending_.shape, sending_.at, sending_.at_steady});
    sending_.registered = true;
    return added;
}

// A MsgSeqNum(34) is used up that the exchange may never see, so nothing may follow, no Logout<5> either.
void Attempt::give_up() noexcept {
    session_.close_gate();
    refusal_ = SendStatus::not_logged_on;
    try {
        world_.post([self = weak_from_this()] {
            if (const auto attempt = self.lock()) attempt->tell_of_failed_write();
        });
    } catch (...) { // the stream ends all the same
    }
    try {
        stream_->close();
    } catch (...) { // nothing is accepted any more, and silence ends it
    }
}

void Attempt::count_message() {
    const SteadyTime now = world_.now();
    last_sent_ = now.time_since_epoch().count();
    budget_.count(now);
    if (!budget_.take_warning(now)) return;
    // Once, and then not before it was far from the limit again: the sender need not wait for the telling.
    world_.post([self = weak_from_this(), used = budget_.used(now), limit = budget_.limit()] {
        if (const auto attempt = self.lock()) attempt->listener_.on_message_limit_near(used, limit);
    });
}

std::uint32_t Attempt::messages_used() const {
    const std::lock_guard lock(mutex_);
    return budget_.used(world_.now());
}

WindowLimit Attempt::messages_limit() const {
    const std::lock_guard lock(mutex_);
    return budget_.limit();
}

void Attempt::correct_clock(microseconds correction) {
    const std::lock_guard lock(mutex_);
    session_.set_clock_correction(correction);
}

void Attempt::close_gate(SendStatus refusal) {
    const std::lock_guard lock(mutex_);
    session_.close_gate();
    refusal_ = refusal;
}

bool Attempt::name(const Acceptance& report, Named as) {
    const std::lock_guard lock(mutex_);
    const RequestRef* const request = diagnosis::answered_by(report.report, report.id, sent_log_);
    return request != nullptr && in_flight_.name(*request, as);
}

std::vector<InFlight::Entry> Attempt::take_in_flight() {
    const std::lock_guard lock(mutex_);
    return in_flight_.take_all();
}

std::size_t Attempt::in_flight() const {
    const std::lock_guard lock(mutex_);
    return in_flight_.size();
}

std::uint32_t Attempt::next_outbound() const {
    const std::lock_guard lock(mutex_);
    return session_.next_outbound();
}

} // namespace fixguard::engine

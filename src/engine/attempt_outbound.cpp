// What an attempt sends: through FIX::Session, the filter and the stream, in one order under one mutex.
#include "engine/attempt.hpp"

namespace fixguard::engine {

using transport::WriteResult;

// What an OutboundFilter writes to.
class Attempt::Sink final : public transport::OutboundSink {
public:
    explicit Sink(Attempt& attempt) : attempt_(attempt) {}
    WriteResult write(std::string_view bytes) override {
        const WriteResult result = attempt_.pass(bytes);
        if (result != WriteResult::handed_over) worst = result;
        return result;
    }
    WriteResult worst = WriteResult::handed_over; // a message that the filter keeps counts as sent

private:
    Attempt& attempt_;
};

SendResult Attempt::send(std::string_view body, bool reported, std::uint64_t shape) {
    const std::lock_guard lock(mutex_);
    if (!session_.gate_is_open()) return {refusal_, 0};
    // What is ours brings a session back to what the user had.
    if (reported && !budget_.admits(wire::MessageView(body).msg_type(), world_.now()))
        return {SendStatus::budget_spent, 0};
    reported_ = reported;
    shape_ = shape;
    slot_.reset();
    if (!write_down(body)) return {SendStatus::journal_full, 0};
    const SendResult result = send_journaled(body);
    if (!result && slot_) options_.journal->settle(*slot_, RequestFate::not_sent);
    slot_.reset();
    return result;
}

// Puts the request into the journal, with the MsgSeqNum(34) that it is going to have. false: there is no
// room, and what is not written down is not sent.
bool Attempt::write_down(std::string_view body) {
    if (options_.journal == nullptr || !reported_) return true;
    const wire::MessageView message(body);
    if (!RequestJournal::keeps(message.msg_type())) return true;
    auto request = diagnosis::request_in(message);
    if (!request) return true;
    request->msg_seq_num = session_.next_outbound();
    slot_ = options_.journal->add(*request, options_.sender_comp_id, world_.utc_now());
    return slot_.has_value();
}

SendResult Attempt::send_journaled(std::string_view body) {
    using Status = QuickFixSession::Sent::Status;
    const QuickFixSession::Sent sent = session_.send(body);
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

WriteResult Attempt::write(std::string_view message) {
    const auto request = diagnosis::request_in(wire::MessageView(message));
    registered_ = false;
    WriteResult result = WriteResult::handed_over;
    if (options_.filter == nullptr) {
        result = pass(message);
    } else {
        Sink sink(*this);
        options_.filter->outbound(message, sink);
        result = sink.worst;
    }
    // What a filter made unreadable is in flight all the same.
    if (request && !registered_ && result == WriteResult::handed_over)
        in_flight_.add({*request, reported_, slot_, shape_, world_.utc_now()});
    return result;
}

WriteResult Attempt::pass(std::string_view bytes) {
    const WriteResult result = stream_->write(bytes);
    if (result != WriteResult::handed_over) return result;
    count_message();
    sent_log_.record(bytes);
    const auto request = diagnosis::request_in(wire::MessageView(bytes));
    if (!request || request->msg_seq_num == 0) return result;
    in_flight_.add({*request, reported_, slot_, shape_, world_.utc_now()});
    registered_ = true;
    return result;
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

void Attempt::correct_clock(microseconds correction) {
    const std::lock_guard lock(mutex_);
    session_.set_clock_correction(correction);
}

void Attempt::close_gate(SendStatus refusal) {
    const std::lock_guard lock(mutex_);
    session_.close_gate();
    refusal_ = refusal;
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

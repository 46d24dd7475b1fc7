// The life of a simulated stream, and the bugs that are planted on the wire.
#include "simulation/sim_stream.hpp"

#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::simulation {

using transport::EndReason;
using transport::WriteResult;

SimStream::SimStream(Surroundings around, transport::StreamOptions options,
                     std::weak_ptr<transport::ClientStreamHandler> handler, std::uint64_t number)
    : around_(std::move(around)), options_(std::move(options)), handler_(std::move(handler)),
      number_(number) {}

void SimStream::later(microseconds after, void (SimStream::*what)()) {
    around_.time.at(around_.time.now() + after, [self = shared_from_this(), alive = around_.alive, what] {
        if (*alive) (self.get()->*what)();
    });
}

void SimStream::connect(std::shared_ptr<Link> link, microseconds after, EndReason why) {
    link_ = std::move(link);
    if (link_) return later(after, &SimStream::on_open);
    around_.time.at(around_.time.now() + after, [self = shared_from_this(), alive = around_.alive, why] {
        if (*alive) self->end(why);
    });
}

void SimStream::on_open() {
    if (state_ != State::opening) return;
    state_ = State::open;
    const auto guarded = [self = weak_from_this(), alive = around_.alive](auto call) {
        return [self, alive, call](auto... what) {
            if (const auto stream = self.lock(); stream && *alive) call(*stream, what...);
        };
    };
    link_->listen(End::client,
                  {guarded([](SimStream& stream, std::string_view bytes) { stream.on_bytes(bytes); }),
                   guarded([](SimStream& stream) { stream.on_finished(); }),
                   guarded([](SimStream& stream) { stream.end(EndReason::reset); })});
    if (const auto handler = handler_.lock()) handler->on_open();
}

void SimStream::on_bytes(std::string_view bytes) {
    input_ += bytes;
    std::size_t used = 0;
    while (state_ == State::open) {
        const wire::FrameResult result = reader_.next(std::string_view(input_).substr(used));
        if (result.status == wire::FrameResult::Status::incomplete) break;
        const auto handler = handler_.lock();
        if (!handler) break;
        if (result.status == wire::FrameResult::Status::fault) {
            fault_ = result.fault;
            handler->on_garbled(fault_);
            if (state_ != State::open) return;
            state_ = State::closing;
            link_->finish(End::client);
            return later(microseconds{0}, &SimStream::end_garbled);
        }
        handler->on_frame(result.frame);
        used += result.consumed;
    }
    input_.erase(0, used);
}

void SimStream::on_finished() {
    end(state_ == State::closing ? EndReason::local : EndReason::closed_by_peer, std::nullopt, true);
}

void SimStream::end(EndReason reason, std::optional<wire::FrameFault> fault, bool peer_closed) {
    if (state_ == State::over) return;
    state_ = State::over;
    if (link_) link_->hang_up(End::client);
    if (const auto handler = handler_.lock()) handler->on_end({reason, "simulated", fault, peer_closed});
}

void SimStream::die() {
    if (link_ && (state_ == State::opening || state_ == State::open)) link_->finish(End::client);
    if (link_) link_->hang_up(End::client);
    state_ = State::over;
}

void SimStream::close() {
    around_.border();
    if (state_ == State::closing || state_ == State::over) return;
    const bool was_open = state_ == State::open;
    state_ = State::closing;
    if (link_) link_->finish(End::client);
    later(was_open ? around_.chance.between(microseconds{100}, options_.close_timeout) : microseconds{0},
          &SimStream::end_local);
}

void SimStream::abort() {
    around_.border();
    if (state_ == State::over) return;
    if (link_) link_->reset(End::client);
    state_ = State::closing;
    later(microseconds{0}, &SimStream::end_local);
}

WriteResult SimStream::write(std::string_view bytes) {
    around_.border();
    if (state_ != State::open) return WriteResult::closed;
    const wire::MessageView message(bytes);
    const std::string_view type = message.msg_type();
    if (type == "D" && around_.canary == Invariant::sent_once && around_.chance.one_in(8)) put(bytes);
    if (type == "D" && around_.canary == Invariant::consecutive_msg_seq_num && around_.chance.one_in(8))
        return WriteResult::handed_over; // and is lost
    if (type == "0" && around_.canary == Invariant::no_resend_request)
        put(wire::frame_body(wire::from_readable("35=2|34=2|49=X|52=20260101-00:00:00|56=SPOT|7=1|16=0|")));
    if (type == "D" && around_.canary == Invariant::no_poss_dup) {
        const std::string fields(bytes.substr(bytes.find("35=D")));
        const std::string body = fields.substr(0, fields.rfind("10="));
        put(wire::frame_body(body + "43=Y\x01"));
        return WriteResult::handed_over;
    }
    put(bytes);
    around_.border();
    return WriteResult::handed_over;
}

void SimStream::put(std::string_view bytes) {
    around_.watch.client_wrote(number_, bytes);
    if (link_->swallows(End::client) && !unacknowledged_ && options_.user_timeout > milliseconds{0}) {
        unacknowledged_ = true;
        later(options_.user_timeout, &SimStream::end_unacknowledged);
    }
    link_->send(End::client, bytes);
}

} // namespace fixguard::simulation

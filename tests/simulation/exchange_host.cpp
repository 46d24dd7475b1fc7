// Bytes and time to the exchange and back, watched on the way.
#include "simulation/exchange_host.hpp"

namespace fixguard::simulation {

ExchangeHost::ExchangeHost(Scheduler& time, Watch& watch, venue::Config config)
    : time_(time), watch_(watch), config_(std::move(config)),
      exchange_(std::make_unique<venue::Exchange>(config_)) {}

void ExchangeHost::accept(SessionKind kind, std::shared_ptr<Link> link) {
    watch_.connected(kind);
    const venue::SessionId id = exchange_->connect(kind, "10.0.0.1", now()).id();
    const auto here = [this, id, epoch = epoch_](auto call) {
        return [this, id, epoch, call](auto... what) {
            if (epoch == epoch_) (this->*call)(id, what...);
        };
    };
    link->listen(End::exchange,
                 {here(&ExchangeHost::on_bytes), here(&ExchangeHost::on_gone), here(&ExchangeHost::on_gone)});
    Seat& seat = seats_[id];
    seat.link = std::move(link);
    seat.number = ++connections_;
    after_event();
}

void ExchangeHost::on_bytes(venue::SessionId id, std::string_view bytes) {
    const auto seat = seats_.find(id);
    venue::Session* const session = exchange_->find(id);
    if (seat == seats_.end() || session == nullptr) return;
    watch_input(seat->second, bytes);
    session->on_bytes(bytes, now());
    if (session->up() && !seat->second.up) {
        seat->second.up = true;
        watch_.logged_on(seat->second.name, seat->second.number);
    }
    after_event();
}

void ExchangeHost::watch_input(Seat& seat, std::string_view bytes) {
    seat.input += bytes;
    std::size_t used = 0;
    for (;;) {
        const wire::FrameResult result = seat.reader.next(std::string_view(seat.input).substr(used));
        if (result.status == wire::FrameResult::Status::incomplete) break;
        used += result.consumed;
        if (result.status != wire::FrameResult::Status::complete) continue;
        watch_.exchange_read(result.frame.bytes);
        if (result.frame.msg_type != "A" || seat.up) continue;
        const wire::MessageView logon(result.frame.bytes);
        seat.name = logon.find(tag::SenderCompID).value_or("");
        seat.lock = 2 * std::chrono::seconds(logon.find_int(tag::HeartBtInt).value_or(0));
        watch_.logon(seat.name, seat.number);
    }
    seat.input.erase(0, used);
}

void ExchangeHost::watch_output(Seat& seat, std::string_view bytes) {
    wire::FrameReader reader(wire::OnFault::resync);
    while (!bytes.empty()) {
        const wire::FrameResult result = reader.next(bytes);
        if (result.status == wire::FrameResult::Status::incomplete) break;
        bytes.remove_prefix(result.consumed);
        if (result.status != wire::FrameResult::Status::complete) continue;
        watch_.exchange_wrote(result.frame.bytes);
        if (result.frame.msg_type == "5") seat.logged_out = true;
    }
}

void ExchangeHost::leave(Seat& seat, bool locks) {
    seat.link->hang_up(End::exchange);
    if (!seat.up) return;
    seat.up = false;
    watch_.logged_off(seat.name, seat.number, locks && !seat.logged_out ? seat.lock : microseconds{0});
}

void ExchangeHost::on_gone(venue::SessionId id) {
    const auto found = seats_.find(id);
    if (found == seats_.end()) return;
    exchange_->disconnected(id, now());
    found->second.link->finish(End::exchange);
    leave(found->second, true);
    seats_.erase(found);
    after_event();
}

void ExchangeHost::after_event() {
    for (const venue::SessionId id : exchange_->take_touched()) {
        venue::Session* const session = exchange_->find(id);
        const auto found = seats_.find(id);
        if (session == nullptr || found == seats_.end()) continue;
        const std::string bytes(session->take_output());
        watch_output(found->second, bytes);
        if (!bytes.empty()) found->second.link->send(End::exchange, bytes);
        if (!session->close_wanted()) continue;
        found->second.link->finish(End::exchange);
        leave(found->second, exchange_->table().switches.server_close_locks_sender_comp_id);
        seats_.erase(found);
        exchange_->disconnected(id, now());
    }
    set_timer();
}

void ExchangeHost::set_timer() {
    const SteadyTime at = exchange_->next_timer();
    if (at >= timer_at_ || at == SteadyTime::max()) return; // an earlier one looks again
    timer_at_ = at;
    time_.at(at, [this, at, epoch = epoch_] {
        if (epoch != epoch_ || at != timer_at_) return;
        timer_at_ = SteadyTime::max();
        exchange_->on_timer(now());
        after_event();
    });
}

void ExchangeHost::restart(SteadyTime until) {
    ++epoch_;
    for (auto& [id, seat] : seats_) {
        seat.link->reset(End::exchange);
        seat.link->hang_up(End::exchange);
    }
    seats_.clear();
    timer_at_ = SteadyTime::max();
    config_.seed += 1;
    exchange_ = std::make_unique<venue::Exchange>(config_);
    down_until_ = until;
    watch_.exchange_restarted();
}

void ExchangeHost::inject(venue::Fault fault) {
    exchange_->inject(std::move(fault), now());
    after_event();
}

void ExchangeHost::announce_maintenance(milliseconds countdown) {
    exchange_->announce_maintenance(countdown, now());
    after_event();
}

void ExchangeHost::mend() {
    exchange_->clear_faults();
    down_until_ = {};
}

} // namespace fixguard::simulation

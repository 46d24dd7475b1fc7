// Moves bytes in and out of an Exchange, and its time from one planned event to the next.
#include "conformance/exchange_target.hpp"

#include <algorithm>

namespace fixguard::conformance {

venue::Session* ExchangeTarget::session(int cid) {
    const auto found = sessions_.find(cid);
    return found == sessions_.end() ? nullptr : exchange_.find(found->second);
}

std::optional<std::string> ExchangeTarget::connect(int cid, const Peer& peer) {
    sessions_[cid] = exchange_.connect(peer.kind, peer.ip, now_).id();
    return std::nullopt;
}

void ExchangeTarget::send(int cid, std::string_view bytes) {
    if (venue::Session* const to = session(cid)) to->on_bytes(bytes, now_);
    exchange_.on_timer(now_); // what is due at once
}

void ExchangeTarget::close(int cid) {
    const auto found = sessions_.find(cid);
    if (found == sessions_.end()) return;
    exchange_.disconnected(found->second, now_);
    sessions_.erase(found);
}

void ExchangeTarget::step_to(SteadyTime time) {
    if (time > now_.steady) now_ = now_.after(time - now_.steady);
    exchange_.on_timer(now_);
}

Target::Read ExchangeTarget::read(int cid, microseconds time) {
    const SteadyTime end = now_.steady + time;
    while (true) {
        venue::Session* const from = session(cid);
        if (from == nullptr) return {Read::Kind::closed, {}};
        if (from->has_output()) return {Read::Kind::bytes, from->take_output()};
        if (from->close_wanted()) {
            close(cid);
            return {Read::Kind::closed, {}};
        }
        if (now_.steady >= end) return {Read::Kind::nothing, {}};
        step_to(std::min(end, std::max(exchange_.next_timer(), now_.steady)));
    }
}

void ExchangeTarget::wait(microseconds time) {
    const SteadyTime end = now_.steady + time;
    while (now_.steady < end)
        step_to(std::min(end, std::max(exchange_.next_timer(), now_.steady)));
}

} // namespace fixguard::conformance

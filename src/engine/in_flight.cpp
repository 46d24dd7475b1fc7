// Requests in flight, by MsgSeqNum(34).
#include "engine/in_flight.hpp"

#include <algorithm>

namespace fixguard::engine {

bool InFlight::add(const Entry& entry) {
    const std::uint32_t number = entry.request.msg_seq_num;
    if (!entries_.try_emplace(number, entry).second) return false;
    if (!entry.reported || entry.request.msg_type == "V") return true;
    try {
        order_.push_back(number);
    } catch (...) {
        entries_.erase(number);
        throw;
    }
    // Where the first one is never answered, those behind it are not kept for ever.
    if (order_.size() > 2 * entries_.size() + 64)
        std::erase_if(order_, [this](std::uint32_t each) { return entries_.count(each) == 0; });
    return true;
}

std::optional<InFlight::Entry> InFlight::settle(const RequestRef& request) {
    const auto found = entries_.find(request.msg_seq_num);
    if (found == entries_.end()) return std::nullopt;
    const Entry entry = found->second;
    entries_.erase(found);
    forget_settled();
    return entry;
}

std::optional<RequestRef> InFlight::oldest_like(const RequestRef& request) const {
    const Entry* oldest = nullptr;
    for (const auto& [number, entry] : entries_) {
        const bool like = entry.request.id == request.id && entry.request.msg_type == request.msg_type;
        if (like && (oldest == nullptr || entry.sent < oldest->sent ||
                     (entry.sent == oldest->sent && number < oldest->request.msg_seq_num)))
            oldest = &entry;
    }
    return oldest == nullptr ? std::nullopt : std::optional(oldest->request);
}

bool InFlight::name(const RequestRef& request, Named as) {
    const auto found = entries_.find(request.msg_seq_num);
    if (found == entries_.end()) return false;
    found->second.named = std::max(found->second.named, as);
    return true;
}

std::vector<InFlight::Entry> InFlight::take_all() {
    std::vector<Entry> all;
    all.reserve(entries_.size());
    for (const auto& [number, entry] : entries_)
        all.push_back(entry);
    entries_.clear();
    order_.clear();
    std::sort(all.begin(), all.end(), [](const Entry& left, const Entry& right) {
        return left.request.msg_seq_num < right.request.msg_seq_num;
    });
    return all;
}

void InFlight::forget_settled() {
    while (!order_.empty() && entries_.count(order_.front()) == 0)
        order_.pop_front();
}

std::vector<InFlight::Entry> InFlight::take_sent_until(SteadyTime time) {
    std::vector<Entry> taken;
    while (!order_.empty()) {
        const auto first = entries_.find(order_.front());
        if (first->second.sent > time) break;
        taken.push_back(first->second);
        entries_.erase(first);
        forget_settled();
    }
    return taken;
}

std::optional<SteadyTime> InFlight::oldest() const {
    if (order_.empty()) return std::nullopt;
    return entries_.find(order_.front())->second.sent;
}

} // namespace fixguard::engine

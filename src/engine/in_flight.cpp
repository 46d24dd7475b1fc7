// Requests in flight, by MsgSeqNum(34).
#include "engine/in_flight.hpp"

#include <algorithm>

namespace fixguard::engine {

void InFlight::add(const Entry& entry) {
    entries_.insert_or_assign(entry.request.msg_seq_num, entry);
}

std::optional<InFlight::Entry> InFlight::settle(const RequestRef& request) {
    const auto found = entries_.find(request.msg_seq_num);
    if (found == entries_.end()) return std::nullopt;
    const Entry entry = found->second;
    entries_.erase(found);
    return entry;
}

std::vector<InFlight::Entry> InFlight::take_all() {
    std::vector<Entry> all;
    all.reserve(entries_.size());
    for (const auto& [number, entry] : entries_)
        all.push_back(entry);
    entries_.clear();
    std::sort(all.begin(), all.end(), [](const Entry& left, const Entry& right) {
        return left.request.msg_seq_num < right.request.msg_seq_num;
    });
    return all;
}

} // namespace fixguard::engine

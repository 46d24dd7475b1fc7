// Unknown fates and the reports that settle them.
#include "engine/doubts.hpp"

#include <algorithm>

namespace fixguard::engine {

std::vector<RequestRef> Doubts::all() const {
    std::vector<RequestRef> requests;
    requests.reserve(entries_.size());
    for (const InFlight::Entry& entry : entries_)
        requests.push_back(entry.request);
    return requests;
}

template <typename Matches>
std::optional<InFlight::Entry> Doubts::take_out(Matches matches) {
    const auto found = std::find_if(entries_.begin(), entries_.end(), matches);
    if (found == entries_.end()) return std::nullopt;
    const InFlight::Entry entry = *found;
    entries_.erase(found);
    return entry;
}

std::optional<InFlight::Entry> Doubts::settle(std::string_view id) {
    if (id.empty()) return std::nullopt;
    return take_out([id](const InFlight::Entry& entry) { return entry.request.id == id; });
}

std::optional<InFlight::Entry> Doubts::settle(const RequestRef& request, SteadyTime since) {
    return take_out(
        [&](const InFlight::Entry& entry) { return entry.request == request && entry.sent >= since; });
}

std::optional<std::string_view> accepted_in(wire::MessageView message) {
    const std::string_view type = message.msg_type();
    const auto unless = [&](tag::Tag verdict_tag, std::string_view refused, tag::Tag id_tag) {
        return message.find(verdict_tag) == refused ? std::nullopt : message.find(id_tag);
    };
    if (type == "8") return unless(tag::ExecType, "8", tag::ClOrdID);
    if (type == "N") return unless(tag::ListOrderStatus, "7", tag::ClListID);
    return std::nullopt;
}

} // namespace fixguard::engine

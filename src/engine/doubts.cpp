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

std::optional<InFlight::Entry> Doubts::settle(std::string_view id) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [id](const InFlight::Entry& entry) { return entry.request.id == id; });
    if (found == entries_.end() || id.empty()) return std::nullopt;
    const InFlight::Entry entry = *found;
    entries_.erase(found);
    return entry;
}

std::optional<Report> report_in(wire::MessageView message) {
    const std::string_view type = message.msg_type();
    const auto report = [&](tag::Tag id_tag, tag::Tag verdict_tag,
                            std::string_view refused) -> std::optional<Report> {
        const auto id = message.find(id_tag);
        if (!id) return std::nullopt;
        const bool rejected = message.find(verdict_tag) == refused;
        return Report{*id, rejected ? RequestFate::rejected : RequestFate::accepted};
    };
    if (type == "8") return report(tag::ClOrdID, tag::ExecType, "8");
    if (type == "N") return report(tag::ClListID, tag::ListOrderStatus, "7");
    return std::nullopt;
}

} // namespace fixguard::engine

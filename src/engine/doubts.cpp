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

bool Doubts::name(const Acceptance& report, Named as) {
    bool any = false;
    for (InFlight::Entry& entry : entries_) {
        if (!report.may_be_of(entry.request)) continue;
        entry.named = std::max(entry.named, as);
        any = true;
    }
    return any;
}

void Doubts::name_twins(const RequestRef& accepted) {
    for (InFlight::Entry& entry : entries_)
        if (entry.request.id == accepted.id && entry.request.msg_type == accepted.msg_type)
            entry.named = Named::another;
}

std::optional<InFlight::Entry> Doubts::settle(const Acceptance& report) {
    return take_out([&](const InFlight::Entry& entry) {
        return entry.named != Named::another && report.may_be_of(entry.request);
    });
}

std::optional<InFlight::Entry> Doubts::settle(std::string_view id) {
    if (id.empty()) return std::nullopt;
    return take_out([id](const InFlight::Entry& entry) { return entry.request.id == id; });
}

std::optional<InFlight::Entry> Doubts::settle(const RequestRef& request, SteadyTime since) {
    return take_out(
        [&](const InFlight::Entry& entry) { return entry.request == request && entry.sent >= since; });
}

std::optional<Acceptance> acceptance_in(wire::MessageView message) {
    const std::string_view type = message.msg_type();
    const bool is_report = type == "8";
    if (!is_report && type != "N") return std::nullopt;
    const auto id = message.find(is_report ? tag::ClOrdID : tag::ClListID);
    const auto verdict = message.find(is_report ? tag::ExecType : tag::ListOrderStatus).value_or("");
    if (!id || id->empty() || verdict == (is_report ? "8" : "7")) return std::nullopt;
    return Acceptance{{type, is_report && verdict.size() == 1 ? verdict.front() : '\0', {}}, *id};
}

} // namespace fixguard::engine

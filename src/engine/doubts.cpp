// Unknown fates and the reports that settle them.
#include "engine/doubts.hpp"

#include <algorithm>

namespace fixguard::engine {

std::optional<RequestRef> Doubts::settle(std::string_view id) {
    const auto found = std::find_if(requests_.begin(), requests_.end(),
                                    [id](const RequestRef& request) { return request.id == id; });
    if (found == requests_.end() || id.empty()) return std::nullopt;
    const RequestRef request = *found;
    requests_.erase(found);
    return request;
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

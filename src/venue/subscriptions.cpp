// The register of streams.
#include "venue/subscriptions.hpp"

namespace fixguard::venue {

std::string_view Subscriptions::request_of(std::string_view symbol, rules::Stream stream) const {
    const auto found = streams_.find({std::string(symbol), stream});
    return found == streams_.end() ? std::string_view{} : found->second;
}

void Subscriptions::add(std::string_view md_req_id, Subscription subscription,
                        const std::vector<std::string>& names) {
    for (const std::string& name : names)
        for (const rules::Stream stream : subscription.streams)
            streams_[{name, stream}] = md_req_id;
    requests_.insert_or_assign(std::string(md_req_id), std::move(subscription));
}

void Subscriptions::remove(std::string_view md_req_id) {
    std::erase_if(streams_, [&](const auto& stream) { return stream.second == md_req_id; });
    if (const auto found = requests_.find(md_req_id); found != requests_.end()) requests_.erase(found);
}

} // namespace fixguard::venue

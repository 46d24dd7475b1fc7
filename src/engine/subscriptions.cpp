// Subscriptions by MDReqID(262).
#include "engine/subscriptions.hpp"

#include "wire/message_view.hpp"

namespace fixguard::engine {

void Subscriptions::sent(std::string_view body) {
    const wire::MessageView message(body);
    const auto id = message.find(tag::MDReqID);
    if (message.msg_type() != "V" || !id) return;
    if (message.find(tag::SubscriptionRequestType) != "1") return drop(*id);
    const auto [found, is_new] = streams_.try_emplace(std::string(*id));
    // A repeated id will be refused (-1190) and leaves the stream alone that it names.
    if (found->second.state != State::running) found->second = {std::string(body), State::asked};
}

void Subscriptions::settled(std::string_view md_req_id, RequestFate fate) {
    const auto found = streams_.find(md_req_id);
    if (found == streams_.end() || found->second.state != State::asked) return;
    switch (fate) {
    case RequestFate::accepted: found->second.state = State::running; return;
    case RequestFate::rejected: streams_.erase(found); return;
    case RequestFate::not_sent:
    case RequestFate::unknown:
    case RequestFate::none: found->second.state = State::missing; return;
    }
}

void Subscriptions::drop(std::string_view md_req_id) {
    if (const auto found = streams_.find(md_req_id); found != streams_.end()) streams_.erase(found);
}

void Subscriptions::forget_connection() {
    for (auto& [id, stream] : streams_)
        stream.state = State::missing;
}

std::vector<std::string> Subscriptions::take_missing() {
    std::vector<std::string> bodies;
    for (auto& [id, stream] : streams_) {
        if (stream.state != State::missing) continue;
        stream.state = State::asked;
        bodies.push_back(stream.body);
    }
    return bodies;
}

} // namespace fixguard::engine

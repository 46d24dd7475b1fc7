// Notes refusals as they pass.
#include "conformance/learning.hpp"

#include "wire/frame.hpp"
#include "wire/message_view.hpp"

#include <utility>

namespace fixguard::conformance {

constexpr std::chrono::seconds time_to_close{2};

std::optional<std::string> ObservedTarget::connect(int cid, const Peer& peer) {
    links_[cid] = {};
    return target_.connect(cid, peer);
}

void ObservedTarget::send(int cid, std::string_view bytes) {
    if (wire::MessageView(bytes).msg_type() == "5") links_[cid].leaving = true;
    target_.send(cid, bytes);
}

void ObservedTarget::close(int cid) {
    links_[cid].leaving = true;
    target_.close(cid);
}

Target::Read ObservedTarget::read(int cid, microseconds time) {
    Read read = target_.read(cid, time);
    Link& link = links_[cid];
    if (read.kind == Read::Kind::closed && link.sighting && !link.leaving)
        sightings_[*std::exchange(link.sighting, std::nullopt)].after = Sighting::After::closed;
    // Who closes behind a refusal does it at once.
    if (read.kind == Read::Kind::nothing && time >= time_to_close && link.sighting)
        sightings_[*std::exchange(link.sighting, std::nullopt)].after = Sighting::After::open;
    link.input += read.bytes;
    wire::FrameReader reader(wire::OnFault::resync);
    for (auto cut = reader.next(link.input); cut.status != wire::FrameResult::Status::incomplete;
         cut = reader.next(link.input)) {
        on_message(link, cut.frame.bytes);
        link.input.erase(0, cut.consumed);
    }
    return read;
}

void ObservedTarget::on_message(Link& link, std::string_view message) {
    const wire::MessageView view(message);
    const std::string_view type = view.msg_type();
    if (type == "A") link.logged_on = true;
    if (link.sighting && type != "5") // a Logout<5> may still be the way to the close
        sightings_[*std::exchange(link.sighting, std::nullopt)].after = Sighting::After::open;
    const auto code = view.find_int(tag::ErrorCode);
    if (!code || link.leaving) return;
    Sighting sighting;
    sighting.carrier = type;
    sighting.code = ErrorCode{static_cast<std::int32_t>(*code)};
    sighting.text = view.find(tag::Text).value_or("");
    sighting.reason = view.find_int(tag::SessionRejectReason);
    sighting.logged_on = link.logged_on;
    link.sighting = sightings_.size();
    sightings_.push_back(std::move(sighting));
}

} // namespace fixguard::conformance

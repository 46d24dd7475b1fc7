// The register of SenderCompIDs and connection slots.
#include "venue/names.hpp"

namespace fixguard::venue {

void Names::forget_expired(std::size_t account, SteadyTime now) {
    for (auto it = holders_.lower_bound({account, {}}); it != holders_.end() && it->first.first == account;)
        it = it->second.until <= now ? holders_.erase(it) : std::next(it);
}

bool Names::in_use(std::size_t account, std::string_view sender_comp_id, SteadyTime now) {
    forget_expired(account, now);
    return holders_.contains({account, std::string(sender_comp_id)});
}

std::uint32_t Names::connections(std::size_t account, SessionKind kind, SteadyTime now) {
    forget_expired(account, now);
    std::uint32_t count = 0;
    for (auto it = holders_.lower_bound({account, {}}); it != holders_.end() && it->first.first == account;
         ++it)
        if (it->second.kind == kind) ++count;
    return count;
}

void Names::take(std::size_t account, std::string_view sender_comp_id, SessionKind kind) {
    holders_.insert_or_assign({account, std::string(sender_comp_id)}, Holder{kind, SteadyTime::max()});
}

void Names::release(std::size_t account, std::string_view sender_comp_id) {
    holders_.erase({account, std::string(sender_comp_id)});
}

void Names::lock(std::size_t account, std::string_view sender_comp_id, SteadyTime until) {
    const auto it = holders_.find({account, std::string(sender_comp_id)});
    if (it != holders_.end()) it->second.until = until;
}

} // namespace fixguard::venue

// The ring of sending times, and the marks at 80 and 95 %.
#include "engine/message_budget.hpp"

#include <algorithm>

namespace fixguard::engine {
namespace {

constexpr std::size_t most_times = 1'000'000; // a larger limit is a misreading, and none

} // namespace

MessageBudget::MessageBudget(WindowLimit limit, milliseconds heart_bt_int) : heart_bt_int_(heart_bt_int) {
    correct(limit, 0, SteadyTime{});
}

void MessageBudget::correct(WindowLimit limit, std::uint32_t used_there, SteadyTime now) {
    limit_ = limit;
    window_ = limit.window + limit.window / 20;
    std::rotate(times_.begin(), times_.begin() + static_cast<std::ptrdiff_t>(oldest_), times_.end());
    oldest_ = 0;
    const auto room = std::clamp<std::size_t>(limit.count, 1, most_times);
    if (size_ > room) {
        times_.erase(times_.begin(), times_.begin() + static_cast<std::ptrdiff_t>(size_ - room));
        size_ = room;
    }
    times_.resize(room);
    while (used(now) < std::min<std::size_t>(used_there, room)) // others of the account, or we lost count
        count(now);
}

std::uint32_t MessageBudget::used(SteadyTime now) noexcept {
    while (size_ > 0 && now - times_[oldest_] >= window_) {
        oldest_ = oldest_ + 1 == times_.size() ? 0 : oldest_ + 1;
        --size_;
    }
    return static_cast<std::uint32_t>(size_);
}

void MessageBudget::count(SteadyTime now) noexcept {
    used(now);
    if (size_ == times_.size()) { // the session's own messages beyond the limit: the newest count
        oldest_ = oldest_ + 1 == times_.size() ? 0 : oldest_ + 1;
        --size_;
    }
    const std::size_t place = oldest_ + size_;
    times_[place < times_.size() ? place : place - times_.size()] = now;
    ++size_;
}

// A Heartbeat<0>, a TestRequest<1> and an answer to one in each HeartBtInt(108) of the window, and a
// Logout<5>.
std::uint32_t MessageBudget::kept_for_session() const noexcept {
    const auto intervals = (window_ + heart_bt_int_ - milliseconds{1}) / heart_bt_int_;
    return static_cast<std::uint32_t>(std::min<std::int64_t>(3 * intervals + 1, limit_.count / 2));
}

bool MessageBudget::admits(std::string_view msg_type, SteadyTime now) noexcept {
    const std::uint32_t room = limit_.count - kept_for_session();
    const bool passes_longer = msg_type == "F" || msg_type == "q" || msg_type == "XAK";
    const std::uint32_t new_requests = limit_.count - limit_.count / 20;
    return used(now) < (passes_longer ? room : std::min(room, new_requests));
}

bool MessageBudget::take_warning(SteadyTime now) noexcept {
    const std::uint64_t share = used(now) * std::uint64_t{100};
    if (share < limit_.count * std::uint64_t{60}) warned_ = false;
    if (warned_ || share < limit_.count * std::uint64_t{80}) return false;
    warned_ = true;
    return true;
}

} // namespace fixguard::engine

// The counting of limits, with the sliding and the fixed window.
#include "rules/limits.hpp"

#include <algorithm>

namespace fixguard::rules {

SteadyTime WindowCounter::window_start(SteadyTime now) const noexcept {
    const auto since_epoch = now.time_since_epoch();
    return SteadyTime(since_epoch - since_epoch % std::max<microseconds>(limit_.window, microseconds{1}));
}

// Events are in the order of time, so those that count no more stand at the front of the ring.
SteadyTime WindowCounter::advance(SteadyTime now) noexcept {
    latest_ = std::max(latest_, now);
    const auto counts = [&](SteadyTime event) {
        return type_ == WindowType::sliding ? latest_ - event < limit_.window
                                            : event >= window_start(latest_);
    };
    while (size_ > 0 && !counts(ring_[oldest_])) {
        oldest_ = (oldest_ + 1) % ring_.size();
        --size_;
    }
    return latest_;
}

void WindowCounter::remember(SteadyTime now) {
    if (size_ == ring_.size()) {
        std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(oldest_), ring_.end());
        oldest_ = 0;
        ring_.resize(std::min<std::size_t>(std::max<std::size_t>(16, 2 * size_), limit_.count));
    }
    ring_[(oldest_ + size_) % ring_.size()] = now;
    ++size_;
}

bool WindowCounter::admit(SteadyTime now) {
    now = advance(now);
    if (size_ >= limit_.count) return false;
    remember(now);
    return true;
}

std::uint32_t WindowCounter::used(SteadyTime now) noexcept {
    advance(now);
    return static_cast<std::uint32_t>(size_);
}

void WindowCounter::take_back(SteadyTime now) noexcept {
    advance(now);
    if (size_ > 0) --size_;
}

SteadyTime WindowCounter::free_at(SteadyTime now) noexcept {
    now = advance(now);
    if (limit_.count == 0) return SteadyTime::max();
    if (size_ < limit_.count) return now;
    if (type_ == WindowType::fixed) return window_start(now) + limit_.window;
    // The event that has to leave the window: there may be more than the limit after set_limit().
    return ring_[(oldest_ + size_ - limit_.count) % ring_.size()] + limit_.window;
}

void WindowCounter::set_limit(WindowLimit limit, WindowType type) {
    limit_ = limit;
    type_ = type;
    std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(oldest_), ring_.end());
    oldest_ = 0;
    if (size_ > limit_.count) {
        ring_.erase(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(size_ - limit_.count));
        size_ = limit_.count;
    }
    ring_.resize(size_);
}

std::string interval_text(milliseconds window, IntervalForm form) {
    const bool whole_seconds = window.count() % 1000 == 0;
    const std::string count = std::to_string(whole_seconds ? window.count() / 1000 : window.count());
    switch (form) {
    case IntervalForm::short_form: return count + (whole_seconds ? "s" : "ms");
    case IntervalForm::words: return count + (whole_seconds ? " SECONDS" : " MILLISECONDS");
    }
    return count;
}

} // namespace fixguard::rules

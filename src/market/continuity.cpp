// Continuity: update ids against the last one.
#include "market/continuity.hpp"

namespace fixguard::market {

Verdict Continuity::next(std::optional<std::int64_t> first, std::optional<std::int64_t> last) noexcept {
    if (!first || !last || *first > *last) return Verdict::unreadable;
    if (fragment_first_) {
        // The first fragment has moved last_ already.
        if (*first != *fragment_first_ || *last != *last_) return Verdict::broken_fragments;
        current_first_ = first;
        return Verdict::take;
    }
    if (last_ && *last <= *last_) return Verdict::stale;
    if (last_ && *first > *last_ + 1) return Verdict::gap;
    last_ = last;
    current_first_ = first;
    return Verdict::take;
}

void Continuity::end_of_message(char last_fragment) noexcept {
    if (last_fragment == 'N')
        fragment_first_ = current_first_;
    else
        fragment_first_.reset();
    current_first_.reset();
}

Verdict Continuity::next_ticker(std::optional<std::int64_t> last) noexcept {
    if (!last) return Verdict::unreadable;
    if (last_ && *last < *last_) return Verdict::stale;
    last_ = last;
    return Verdict::take;
}

} // namespace fixguard::market

// Book: entries into levels.
#include "market/book.hpp"

namespace fixguard::market {
namespace {

constexpr char deletion = '2';
constexpr char bid = '0', offer = '1';

} // namespace

StreamFault read_level(const Entry& entry, Level& level) noexcept {
    if (!wire::read_decimal(entry.price, level.price)) return StreamFault::unreadable;
    if (entry.action != deletion && !wire::read_decimal(entry.size, level.size))
        return StreamFault::unreadable;
    return level.price.is_negative() || level.size.is_negative() ? StreamFault::negative : StreamFault::none;
}

void Book::clear() noexcept {
    bids_.clear();
    offers_.clear();
}

StreamFault Book::apply(const Entry& entry) {
    Level level;
    if (entry.action == '\0' || (entry.type != bid && entry.type != offer)) return StreamFault::unreadable;
    if (const StreamFault fault = read_level(entry, level); fault != StreamFault::none) return fault;
    if (entry.type == bid)
        apply_to(bids_, entry.action, level);
    else
        apply_to(offers_, entry.action, level);
    return StreamFault::none;
}

// New and change are the same to us: a level that is not known yet may change, and one of size zero is gone.
template <typename Side>
void Book::apply_to(Side& side, char action, const Level& level) {
    if (action == deletion || level.size.is_zero()) {
        side.erase(level.price);
        return;
    }
    side.set(level.price, level.size);
    side.keep_at_most(max_levels_);
}

void Book::snapshot_taken() {
    if (bids_.size() >= depth_) bids_.ends_here();
    if (offers_.size() >= depth_) offers_.ends_here();
}

} // namespace fixguard::market

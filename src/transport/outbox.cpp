// The bounded outbox of a stream.
#include "transport/outbox.hpp"

namespace fixguard::transport {

Outbox::Appended Outbox::append(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (!open_) return {WriteResult::closed, false};
    if (bytes.size() > limit_ - std::min(limit_, waiting_.size() + in_hand_)) {
        open_ = false; // a message that is left out makes a gap, so nothing may follow it
        return {WriteResult::backlog_full, false};
    }
    if (tap_ != nullptr) tap_->outbound(bytes); // first: where it throws, nothing is sent
    waiting_.append(bytes);
    const bool wake = !loop_knows_;
    loop_knows_ = true;
    return {WriteResult::handed_over, wake};
}

bool Outbox::take_back(std::size_t size) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < size) return false;
    waiting_.resize(waiting_.size() - size);
    loop_knows_ = false;
    return true;
}

bool Outbox::take(std::string& batch) {
    batch.clear();
    const std::lock_guard lock(mutex_);
    batch.swap(waiting_);
    in_hand_ = batch.size();
    loop_knows_ = !batch.empty();
    return !batch.empty();
}

void Outbox::open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
}

void Outbox::shut() {
    const std::lock_guard lock(mutex_);
    open_ = false;
}

} // namespace fixguard::transport

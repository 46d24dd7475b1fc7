// The shape of a message, and the refusals in a row for each.
#include "engine/circuit_breaker.hpp"

#include "engine/hash.hpp"
#include "wire/message_view.hpp"
#include "wire/tags.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fixguard::engine {
namespace {

constexpr std::size_t most_counts = 64; // shapes that are refused at the same time

// These name a request or say when it was made.
constexpr std::array names{tag::ClOrdID,  tag::OrigClOrdID,  tag::MDReqID,     tag::CancelClOrdID,
                           tag::ClListID, tag::OrigClListID, tag::TransactTime};

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

// Sign, zero or not, digits before and behind the point; other text as it is. One character is a choice, as
// Side(54), and no number.
void add_value(Hash& hash, std::string_view value) noexcept {
    std::size_t digits = 0, behind = 0;
    bool point = false, zero = true, number = value.size() > 1;
    for (std::size_t i = value.starts_with('-') ? 1 : 0; i < value.size() && number; ++i) {
        if (is_digit(value[i])) {
            ++(point ? behind : digits);
            zero = zero && value[i] == '0';
        } else {
            number = value[i] == '.' && !std::exchange(point, true);
        }
    }
    if (!number || digits + behind == 0) return hash.add(value);
    hash.add(1'000'000 + digits * 1'000 + behind * 4 + (zero ? 2U : 0U) + (value.front() == '-' ? 1U : 0U));
}

} // namespace

std::uint64_t shape_of(std::string_view body) noexcept {
    Hash hash;
    bool any = false;
    wire::FieldCursor fields(body);
    for (wire::Field field; fields.next(field); any = true) {
        hash.add(static_cast<std::uint64_t>(field.tag) + 256);
        if (std::find(names.begin(), names.end(), field.tag) == names.end()) add_value(hash, field.value);
    }
    return any ? hash.value() : 0;
}

bool CircuitBreaker::is_open(std::uint64_t shape) const {
    if (open_count_ == 0) return false;
    const std::lock_guard lock(mutex_);
    return std::any_of(counts_.begin(), counts_.end(), [&](const Count& count) {
        return count.shape == shape && count.refusals >= threshold_;
    });
}

bool CircuitBreaker::refused(std::uint64_t shape, ErrorCode code, std::int32_t tag) {
    if (!watches() || shape == 0) return false;
    const std::lock_guard lock(mutex_);
    auto found = std::find_if(counts_.begin(), counts_.end(), [&](const Count& count) {
        return count.shape == shape && count.code == code && count.tag == tag;
    });
    if (found == counts_.end()) {
        if (counts_.size() == most_counts) {
            if (counts_.front().refusals >= threshold_) --open_count_;
            counts_.erase(counts_.begin());
        }
        found = counts_.insert(counts_.end(), {shape, code, tag, 0});
    }
    counted_ = counts_.size();
    if (++found->refusals != threshold_) return false;
    ++open_count_;
    return true;
}

void CircuitBreaker::accepted(std::uint64_t shape) {
    if (counted_ == 0) return;
    const std::lock_guard lock(mutex_);
    counts_.erase(std::remove_if(counts_.begin(), counts_.end(),
                                 [shape](const Count& count) { return count.shape == shape; }),
                  counts_.end());
    counted_ = counts_.size();
    open_count_ = static_cast<std::size_t>(std::count_if(
        counts_.begin(), counts_.end(), [this](const Count& count) { return count.refusals >= threshold_; }));
}

void CircuitBreaker::close_all() {
    const std::lock_guard lock(mutex_);
    counts_.clear();
    counted_ = 0;
    open_count_ = 0;
}

} // namespace fixguard::engine

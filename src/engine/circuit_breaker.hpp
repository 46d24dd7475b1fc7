// Stops a program that sends the same defect again and again, before it has eaten the message quota.
#pragma once

#include "model/error_code.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace fixguard::engine {

// What two messages have in common that earn the same refusal: MsgType(35), the tags in their order, and the
// values, of which numbers count by their sign and their digits before and behind the point, and the names of
// requests (ClOrdID(11) and its like) not at all. So another price passes, another number of decimals or a
// mended field is another shape. 0 for a body without fields.
std::uint64_t shape_of(std::string_view body) noexcept;

// Thread-safe. While no circuit is open a question costs one atomic read.
class CircuitBreaker {
public:
    // `threshold`: refusals in a row that open the circuit; 0: none ever does.
    explicit CircuitBreaker(unsigned threshold) : threshold_(threshold) {}

    bool watches() const noexcept { return threshold_ > 0; }
    bool is_open(std::uint64_t shape) const;
    std::size_t open_count() const noexcept { return open_count_; }

    // A message of this shape was refused for a fault of the message. True: that opened the circuit.
    bool refused(std::uint64_t shape, ErrorCode code, std::int32_t tag);
    // One was accepted: the shape is sound.
    void accepted(std::uint64_t shape);
    void close_all();

private:
    struct Count {
        std::uint64_t shape = 0;
        ErrorCode code;
        std::int32_t tag = 0;
        unsigned refusals = 0;
    };

    const unsigned threshold_;
    std::atomic<std::size_t> open_count_ = 0;
    std::atomic<std::size_t> counted_ = 0; // so that accepted() mostly need not look
    mutable std::mutex mutex_;
    std::vector<Count> counts_; // the last ones, oldest first
};

} // namespace fixguard::engine

// The bytes between the threads that send and the loop that writes: bounded, in order.
#pragma once

#include "transport/outbound_filter.hpp"
#include "transport/tap.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace fixguard::transport {

// Any thread appends, the loop takes. The mutex is held for a copy at most.
class Outbox {
public:
    Outbox(std::size_t limit, Tap* tap) : limit_(limit), tap_(tap) {}

    struct Appended {
        WriteResult result = WriteResult::closed;
        bool wake = false; // the loop does not know yet that there is something to take
    };
    Appended append(std::string_view bytes);

    // The loop could not be told of the bytes that were appended last. false: it has taken them all the same.
    bool take_back(std::size_t size);

    // Moves everything that waits into `batch`, which holds the bytes of the batch before and counts against
    // the limit until the next call. false: nothing waits, and the next append() says `wake`.
    bool take(std::string& batch);

    void open();
    void shut(); // nothing is accepted any more; what waits can still be taken

private:
    std::mutex mutex_;
    const std::size_t limit_;
    Tap* const tap_;
    std::string waiting_;
    std::size_t in_hand_ = 0; // bytes of the batch that the loop is writing
    bool open_ = false;
    bool loop_knows_ = false;
};

} // namespace fixguard::transport

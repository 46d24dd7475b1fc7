// What the engine asks of the world around it: the time, a timer, a turn of the loop, a stream, a number by
// chance.
#pragma once

#include "model/time.hpp"
#include "transport/stream.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace fixguard::engine {

// One appointment. On the loop's thread.
class Timer {
public:
    virtual ~Timer() = default; // cancels
    // `action` runs once on the loop's thread at `at` or as soon as possible after it; takes the place of the
    // appointment before it.
    virtual void set(SteadyTime at, std::function<void()> action) = 0;
    virtual void cancel() = 0; // the action does not run any more
};

// Everything in it that is not a value comes through here, so that the same engine runs on sockets and real
// time, and in one thread on made-up time. All on the loop's thread but where it says otherwise.
class World {
public:
    virtual ~World() = default;

    virtual SteadyTime now() const noexcept = 0;  // from any thread
    virtual UtcTime utc_now() const noexcept = 0; // from any thread
    virtual std::uint32_t random() = 0;           // evenly over all values

    // Runs `action` on the loop's thread after the call that is running there. From any thread.
    virtual void post(std::function<void()> action) = 0;
    virtual std::unique_ptr<Timer> timer() = 0;
    // As transport::ClientStream::open().
    virtual std::shared_ptr<transport::ClientStream>
    open(transport::StreamOptions options, std::weak_ptr<transport::ClientStreamHandler> handler,
         transport::Tap* tap) = 0;
};

} // namespace fixguard::engine

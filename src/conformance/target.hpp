// What a scenario is played against: connections of bytes, and a clock.
#pragma once

#include "conformance/scenario.hpp"
#include "model/time.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::conformance {

// One scenario's connections, by their ids. Used by one thread.
class Target {
public:
    virtual ~Target() = default;

    struct Read {
        enum class Kind : std::uint8_t { bytes, closed, nothing };
        Kind kind = Kind::nothing;
        std::string bytes; // at least one with Kind::bytes
    };

    // Opens the connection; the one before with that id is closed by then. The string says why it did not
    // open.
    virtual std::optional<std::string> connect(int cid, const Peer& peer) = 0;
    virtual void send(int cid, std::string_view bytes) = 0; // lost where the connection is gone
    virtual void close(int cid) = 0;                        // without a word
    // The next bytes; waits for at most `time`. `closed` only once all bytes have been read.
    virtual Read read(int cid, microseconds time) = 0;
    virtual void wait(microseconds time) = 0; // connections live on
    virtual UtcTime now() const = 0;          // for SendingTime(52)
};

} // namespace fixguard::conformance

// Stands between the FIX session and the stream and, when armed, spoils one outbound message.
#pragma once

#include "cli/demo_faults.hpp"
#include "transport/outbound_filter.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::cli {

// What goes out in place of `message`; several messages with Op::flood. Pure.
std::vector<std::string> altered(std::string_view message, const std::vector<Change>& changes);

// Lets everything pass but the one message it was armed for. Thread-safe.
class Injector : public transport::OutboundFilter {
public:
    // Strikes the next message of that MsgType(35), once.
    void arm(std::string msg_type, std::vector<Change> changes);
    bool armed() const;

    void outbound(std::string_view message, transport::OutboundSink& sink) override;

private:
    struct Target {
        std::string msg_type;
        std::vector<Change> changes;
    };
    std::optional<Target> take(std::string_view message);

    mutable std::mutex mutex_;
    std::optional<Target> target_;
};

} // namespace fixguard::cli

// What the messages before one say of its session: the number that it has to have, and its subscriptions.
#pragma once

#include "rules/check.hpp"
#include "wire/message_view.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fixguard::cli {

// The sessions of one file, told apart by SenderCompID(49). A session is known from its Logon<A> on; what
// comes without one was picked out of a log and is judged by itself. Not thread-safe.
class LintSessions {
public:
    struct Facts {
        bool logged_on = true;
        std::optional<std::uint32_t> expected_seq_num; // nothing: whatever the message has
        const rules::ActiveStreams* streams = nullptr;
    };

    // Before the message is judged. A Logon<A> with MsgSeqNum(34) 1 begins a session anew: that the one
    // before it was closed cannot be seen in a file.
    Facts before(wire::MessageView message);
    // Behind it; `refused`: something was wrong with its content. A gap is told once.
    void after(wire::MessageView message, bool refused);

private:
    class Streams final : public rules::ActiveStreams {
    public:
        std::size_t count() const override { return streams_.size(); }
        bool has_request(std::string_view md_req_id) const override;
        std::string_view request_of(std::string_view symbol, rules::Stream stream) const override;
        void take(wire::MessageView request);

    private:
        std::map<std::pair<std::string, rules::Stream>, std::string> streams_; // -> MDReqID(262)
    };
    struct Session {
        std::uint32_t next = 1; // MsgSeqNum(34)
        Streams streams;
    };

    std::map<std::string, Session, std::less<>> sessions_;
};

} // namespace fixguard::cli

// The conversation of a probe: what it says, and what it makes of the answers.
#pragma once

#include "conformance/learning.hpp"
#include "wire/frame.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::conformance {

// One connection of a probe. Whoever is still logged on at the end is logged out.
class Talk {
public:
    Talk(Target& target, const Identity& identity, std::string name, SessionKind kind, int cid = 1)
        : target_(target), identity_(identity), name_(std::move(name)), kind_(kind), cid_(cid) {}
    ~Talk();
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;

    // A second connection beside this one; `more` makes its SenderCompID(49) another one. At most one at a
    // time.
    Talk beside(SessionKind kind, std::string_view more) const {
        return Talk(target_, identity_, name_ + std::string(more), kind, cid_ + 1);
    }

    bool connect();
    // `terms` stand in place of 98, 108 and 141.
    void say_logon(const std::string& terms = plain_terms);
    bool log_on(const std::string& terms = plain_terms);
    // A readable body, "35=1|112=X|"; the header comes between its first field and the rest. The next
    // MsgSeqNum(34) where none is given.
    void say(std::string body, std::optional<std::uint64_t> msg_seq_num = std::nullopt,
             const std::string& comp_id = {}, const std::string& target = "SPOT");
    void say_bytes(std::string_view bytes) { target_.send(cid_, bytes); }

    // The next message; empty: none in time, or the connection is closed.
    std::string hear(microseconds time = std::chrono::seconds(3));
    // The next one that refuses something; Heartbeat<0>s and the like are passed over.
    std::string hear_refusal();
    // Whether the peer closes within some seconds, and whether a Logout<5> comes before.
    bool is_closed();
    bool logout_came() const { return logout_came_; }
    void wait(microseconds time) { target_.wait(time); }
    UtcTime now() const { return target_.now(); }
    const Identity& identity() const { return identity_; }
    const std::string& last() const { return last_; }

    static std::string_view type_of(const std::string& message);
    static std::optional<std::int64_t> code_of(const std::string& message);
    static std::string_view text_of(const std::string& message);

private:
    static constexpr const char* plain_terms = "98=0|108=30|141=Y|";
    Target& target_;
    const Identity& identity_;
    const std::string name_;
    const SessionKind kind_;
    const int cid_;
    bool connected_ = false, closed_ = false, logged_on_ = false, logout_came_ = false;
    std::uint64_t sent_ = 0;
    std::string input_, last_;
    wire::FrameReader reader_{wire::OnFault::resync};
};

// What a probe finds out, as TOML; nothing: the venue did not come to the point.
using Answer = std::optional<std::string>;

struct Question {
    Probe probe;
    std::function<Answer(Talk&)> ask;
};
// About sessions; about orders and market data. None of them leaves an order behind, and none can trade: an
// order of theirs is either too small for any filter or far from any price.
std::vector<Question> session_questions();
std::vector<Question> order_questions();

std::string truth(bool value);
// ["a", "b"]
std::string texts(const std::vector<std::string_view>& values);
// The names of `order`, changed as little as possible so that each first of a pair stands before its second.
std::string in_order(std::vector<std::string_view> order,
                     const std::vector<std::pair<std::string_view, std::string_view>>& seen);
// The code with which the next message refuses, where that comes in `carrier`.
Answer refusing_code(Talk& talk, std::string_view carrier = "3");
Answer code_after_logon(Talk& talk, const std::string& body, std::string_view carrier = "3");

} // namespace fixguard::conformance

// Finds every error in a log, whoever wrote it, as its bytes come.
#pragma once

#include "catalog/policy_table.hpp"
#include "model/session_error.hpp"
#include "model/session_kind.hpp"
#include "wire/message_view.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fixguard::scan {

struct Options {
    std::optional<SessionKind> kind;         // nothing: by what each session's errors are about
    std::string exchange_comp_id = "SPOT";   // SenderCompID(49) of the exchange, to tell the directions
    bool find_causes = true;                 // off: RefSeqNum(45) is given as it stands
    bool count_lines = true;                 // off: FoundError::line stays 0
    std::size_t look_back = 8 * 1024 * 1024; // how far before an error its cause is looked for, bytes
};

// One error of the log. The views last as long as the call that gives it.
struct FoundError {
    SessionError error;
    std::string_view session;  // the client's name: TargetCompID(56) of the message; may be empty
    std::string_view time;     // SendingTime(52) as it stands; may be empty
    std::uint64_t offset = 0;  // of the message in the log
    std::uint64_t line = 0;    // 1 for the first; 0: not counted
    bool whole = false;        // from BeginString(8) to CheckSum(10)
    wire::MessageView message; // with SOH between the fields
    wire::MessageView cause;   // the message that caused it; empty: not in reach
};

// One log. Memory is bounded: the scanner keeps no bytes, and of sessions the newest 1,024. Not thread-safe.
//
// A message is an error where diagnosis says so, if it comes from the exchange, and is no answer to a
// Logout<5> of the client. What is torn is taken for what is left of it.
class Scanner {
public:
    using Sink = std::function<void(const FoundError&)>;

    Scanner(Options options, const catalog::PolicyTable& policies, Sink sink);

    // `bytes` is what stands in the log from `offset` on: from keep_from() or earlier, and further than the
    // last time. `last`: nothing comes behind it. How the log is cut makes no difference to what is found.
    void scan(std::string_view bytes, std::uint64_t offset, bool last);

    // The first byte that the next call still has to see.
    std::uint64_t keep_from() const noexcept;
    // Up to here the log has been searched.
    std::uint64_t scanned() const noexcept { return scanned_; }

private:
    struct Session {
        std::optional<SessionKind> kind;
        bool asked_for_logout = false;
    };

    void take(std::string_view bytes, std::uint64_t offset, std::size_t begin, std::string_view message,
              bool whole);
    bool is_outbound(wire::MessageView message) const;
    Session& session(std::string_view name);
    std::uint64_t line_of(std::string_view bytes, std::uint64_t offset, std::uint64_t place);
    std::size_t look_back_from(std::uint64_t place) const noexcept;

    Options options_;
    const catalog::PolicyTable& policies_;
    Sink sink_;
    std::unordered_map<std::string, Session> sessions_;
    std::uint64_t scanned_ = 0;
    std::uint64_t looked_back_ = 0; // bytes, over all searches
    std::uint64_t counted_to_ = 0;  // newlines
    std::uint64_t line_ = 1;        // at counted_to_
};

} // namespace fixguard::scan

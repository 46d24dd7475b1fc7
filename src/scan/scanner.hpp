// Finds every error in a log, whoever wrote it, as its bytes come.
#pragma once

#include "scan/finder.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fixguard::scan {

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

// Takes what was sighted in the order of the log and tells what is an error: that depends on the session.
// The answer to a Logout<5> of the client is none, and the kind of a session is told by its errors. Of
// sessions the newest 1,024 are known. Not thread-safe.
class Judge {
public:
    using Sink = std::function<void(const FoundError&)>;

    // `options` outlive it.
    Judge(const Options& options, Sink sink) : options_(options), sink_(std::move(sink)) {}
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    // `lines_before`: newlines in front of the stretch that the sighting is from.
    void take(Sighting& sighting, std::uint64_t lines_before);

private:
    struct Session {
        std::optional<SessionKind> kind;
        bool asked_for_logout = false;
    };

    Session& session(std::string_view name);

    const Options& options_;
    Sink sink_;
    std::unordered_map<std::string, Session> sessions_;
};

// One log from its begin to its end. Memory is bounded: the scanner keeps no bytes. Not thread-safe.
class Scanner {
public:
    using Sink = Judge::Sink;

    // `policies` outlive it.
    Scanner(Options options, const catalog::PolicyTable& policies, Sink sink)
        : options_(std::move(options)), finder_(options_, policies), judge_(options_, std::move(sink)) {}
    Scanner(const Scanner&) = delete;
    Scanner& operator=(const Scanner&) = delete;

    // As Finder::find.
    void scan(std::string_view bytes, std::uint64_t offset, bool last) {
        finder_.find(bytes, offset, last, [this](Sighting& sighting) { judge_.take(sighting, 0); });
    }
    std::uint64_t keep_from() const noexcept { return finder_.keep_from(); }
    std::uint64_t scanned() const noexcept { return finder_.scanned(); }

private:
    const Options options_;
    Finder finder_;
    Judge judge_;
};

} // namespace fixguard::scan

// The requests of one session that have no final fate yet, in a file that a kill -9 leaves intact.
#pragma once

#include "model/policy.hpp"
#include "model/session_error.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::journal {

// A request whose fate is not final: `in flight` while its attempt lives, `unknown` after.
struct OpenRequest {
    RequestRef request;
    CompId sender_comp_id; // of the attempt that sent it
    UtcTime sent_at;
    RequestFate fate = RequestFate::unknown; // none: in flight when the process ended
};

// A fixed table of records in a memory-mapped file. What was stored is in the page cache when the call
// returns, so it survives the death of the process, not the loss of power. One process at a time; calls need
// one lock of the caller's.
class RequestLog {
public:
    using Slot = std::uint32_t;

    // Opens or creates `path`, with room for `capacity` open requests (1..1,048,576); an existing file keeps
    // its own. The whole file is allocated here, so that a full disk is found now and not in the middle of a
    // send. The string is one line: path, what is wrong, what to do. A damaged record costs itself alone: see
    // damaged().
    static std::variant<RequestLog, std::string> open(const std::string& path, std::string_view session,
                                                      std::uint32_t capacity = 16'384);

    RequestLog(RequestLog&&) noexcept;
    RequestLog& operator=(RequestLog&&) noexcept;
    ~RequestLog();

    // Before the bytes are handed to the stream. Nothing when the table is full: then do not send. About 50
    // ns, no system call, no allocation.
    std::optional<Slot> add(const RequestRef& request, std::string_view sender_comp_id, UtcTime now) noexcept;

    // `accepted`, `rejected` and `not_sent` free the slot, which the next add() may give to another request:
    // forget it then. `unknown` keeps the request listed. A slot that is not in use is left alone.
    void settle(Slot slot, RequestFate fate) noexcept;

    // Every request that is not final, in the order of the table.
    struct Listed {
        Slot slot = 0;
        OpenRequest open;
    };
    std::vector<Listed> open_requests() const;

    std::uint32_t capacity() const noexcept;
    std::uint32_t open_count() const noexcept;
    // Records that open() could not read: their requests are lost to us and have to be looked up elsewhere.
    std::uint32_t damaged() const noexcept;

private:
    struct File;
    explicit RequestLog(std::unique_ptr<File> file) noexcept;
    std::unique_ptr<File> file_;
};

} // namespace fixguard::journal

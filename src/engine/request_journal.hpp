// The requests of one session in its journal: written down before they are sent, crossed out when their fate
// was told.
#pragma once

#include "journal/request_log.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::engine {

// A request may be told to nobody and be lost with the process for one reason only: it never reached the
// wire. So it stands in the file before its bytes are handed to the stream, and until the user's on_fate()
// has returned. From any thread; no call waits for a disk.
class RequestJournal {
public:
    using Slot = journal::RequestLog::Slot;

    // `path` in a folder that exists. The string is one line: path, what is wrong, what to do.
    static std::variant<std::unique_ptr<RequestJournal>, std::string> open(const std::string& path,
                                                                           std::string_view session);
    explicit RequestJournal(journal::RequestLog log) : log_(std::move(log)) {}

    // Whether a request of this MsgType(35) changes orders. A question is simply asked again.
    static bool keeps(std::string_view msg_type) noexcept;

    // Before the bytes are handed to the stream. Nothing: the table is full, so do not send.
    std::optional<Slot> add(const RequestRef& request, std::string_view sender_comp_id, UtcTime now) noexcept;
    // As RequestLog::settle().
    void settle(Slot slot, RequestFate fate) noexcept;

    // What is open: right after open() that is what earlier processes left behind.
    std::vector<journal::RequestLog::Listed> open_requests() const;
    // Records that cannot be read any more.
    std::uint32_t damaged() const;

private:
    mutable std::mutex mutex_;
    journal::RequestLog log_;
};

} // namespace fixguard::engine

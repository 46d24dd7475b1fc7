// The lock around a session's request log.
#include "engine/request_journal.hpp"

#include <algorithm>
#include <array>

namespace fixguard::engine {

std::variant<std::unique_ptr<RequestJournal>, std::string> RequestJournal::open(const std::string& path,
                                                                                std::string_view session) {
    auto log = journal::RequestLog::open(path, session);
    if (auto* const error = std::get_if<std::string>(&log)) return std::move(*error);
    return std::make_unique<RequestJournal>(std::get<journal::RequestLog>(std::move(log)));
}

bool RequestJournal::keeps(std::string_view msg_type) noexcept {
    constexpr std::array<std::string_view, 6> trading{"D", "F", "XCN", "XAK", "q", "E"};
    return std::find(trading.begin(), trading.end(), msg_type) != trading.end();
}

std::optional<RequestJournal::Slot>
RequestJournal::add(const RequestRef& request, std::string_view sender_comp_id, UtcTime now) noexcept {
    const std::lock_guard lock(mutex_);
    return log_.add(request, sender_comp_id, now);
}

void RequestJournal::settle(Slot slot, RequestFate fate) noexcept {
    const std::lock_guard lock(mutex_);
    log_.settle(slot, fate);
}

std::vector<journal::RequestLog::Listed> RequestJournal::open_requests() const {
    const std::lock_guard lock(mutex_);
    return log_.open_requests();
}

std::uint32_t RequestJournal::damaged() const {
    const std::lock_guard lock(mutex_);
    return log_.damaged();
}

} // namespace fixguard::engine

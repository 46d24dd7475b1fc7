// Whether the updates of one book follow each other: FirstBookUpdateID(25043) and LastBookUpdateID(25044).
#pragma once

#include "market/stream.hpp"

#include <cstdint>
#include <optional>

namespace fixguard::market {

enum class Verdict : std::uint8_t {
    take,  // the next update, or a part of it
    stale, // the book has it already
    gap,
    broken_fragments,
    unreadable, // no ids, or the first above the last
};

// An update that is cut into messages by LastFragment(893) has the same ids in all of them.
class Continuity {
public:
    void reset() noexcept { *this = {}; }
    // A snapshot of a book stream. Without LastBookUpdateID(25044) the next update is believed.
    void snapshot(std::optional<std::int64_t> last_update_id) noexcept {
        *this = {};
        has_snapshot_ = true;
        last_ = last_update_id;
    }
    bool has_snapshot() const noexcept { return has_snapshot_; }

    // An entry of a depth stream with these ids; asked for each entry whose ids are others than those of the
    // entry before it, and for the first of each message.
    Verdict next(std::optional<std::int64_t> first, std::optional<std::int64_t> last) noexcept;
    // The message is over. `last_fragment`: N, Y or NUL.
    void end_of_message(char last_fragment) noexcept;
    bool whole() const noexcept { return !fragment_first_; } // no fragment is outstanding

    // A book ticker has LastBookUpdateID(25044) alone, and leaves updates out: it may only grow.
    Verdict next_ticker(std::optional<std::int64_t> last) noexcept;

    const std::optional<std::int64_t>& last_update_id() const noexcept { return last_; }

private:
    bool has_snapshot_ = false;
    std::optional<std::int64_t> last_;
    std::optional<std::int64_t> current_first_;  // of the update in hand
    std::optional<std::int64_t> fragment_first_; // of the update whose fragments are coming
};

} // namespace fixguard::market

// Reads a MarketDataSnapshot<W> or MarketDataIncrementalRefresh<X> entry by entry, where it lies.
#pragma once

#include "wire/message_view.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::market {

// One entry of NoMDEntries(268). Symbol and update ids are those of the entry before it in the same message
// where it has none of its own. Views into the message; empty where the entry lacks the field.
struct Entry {
    char action = '0'; // MDUpdateAction(279): 0 new, 1 change, 2 delete; NUL: something else
    char type = '\0';  // MDEntryType(269): 0 bid, 1 offer, 2 trade; NUL: something else
    std::string_view symbol;
    std::string_view price;
    std::string_view size;
    std::string_view transact_time;
    std::optional<std::int64_t> first_update_id; // FirstBookUpdateID(25043), depth streams only
    std::optional<std::int64_t> last_update_id;  // LastBookUpdateID(25044), not with trades
    std::optional<std::int64_t> trade_id;
    char aggressor = '\0'; // AggressorSide(2446): 1 buy, 2 sell; NUL: not said
};

// No copy, no allocation, total on any input. The first tag behind NoMDEntries(268) begins each entry, so
// that the order inside an entry does not matter; unknown tags are passed over. The message has to outlive
// it.
class Refresh {
public:
    explicit Refresh(wire::MessageView message) noexcept;

    std::string_view md_req_id() const noexcept { return md_req_id_; } // empty: none
    bool is_snapshot() const noexcept { return snapshot_; }
    // Of a snapshot, in front of the entries; there it holds for all of them.
    const std::optional<std::int64_t>& last_update_id() const noexcept { return entry_.last_update_id; }
    std::string_view symbol() const noexcept { return entry_.symbol; }
    std::int64_t declared() const noexcept { return declared_; } // NoMDEntries(268); -1: absent or no number

    // The next entry; false behind the last one. Then sound() and last_fragment() are known.
    bool next(Entry& entry) noexcept;

    // As many entries as declared, and every number in them was one.
    bool sound() const noexcept { return numbers_sound_ && read_ == declared_; }
    // LastFragment(893): N, Y, or NUL where the message is whole by itself.
    char last_fragment() const noexcept { return last_fragment_; }

private:
    void take_head(const wire::Field& field) noexcept;
    void take(const wire::Field& field) noexcept;
    void take_id(const wire::Field& field, std::optional<std::int64_t>& out) noexcept;
    void start_entry() noexcept;

    wire::FieldCursor cursor_;
    wire::Field field_;   // behind the head: the field that begins the next entry
    bool more_ = false;   // there is one
    wire::Tag first_ = 0; // the tag that begins each entry
    Entry entry_;
    std::string_view md_req_id_;
    std::int64_t declared_ = -1;
    std::int64_t read_ = 0;
    bool snapshot_ = false;
    bool numbers_sound_ = true;
    char last_fragment_ = '\0';
};

} // namespace fixguard::market

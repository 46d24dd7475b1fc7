// Refresh: the head once, then entry by entry.
#include "market/refresh.hpp"

namespace fixguard::market {
namespace {

char character(std::string_view value, char highest) noexcept {
    return value.size() == 1 && value.front() >= '0' && value.front() <= highest ? value.front() : '\0';
}

} // namespace

Refresh::Refresh(wire::MessageView message) noexcept : cursor_(message.fields()) {
    while (cursor_.next(field_) && field_.tag != tag::NoMDEntries)
        take_head(field_);
    if (field_.tag == tag::NoMDEntries) {
        declared_ = wire::parse_int(field_.value).value_or(-1);
        // A group without entries is followed by fields of the message, of which only these are ours.
        while ((more_ = declared_ > 0 && cursor_.next(field_)) && field_.tag == tag::LastFragment)
            take_head(field_);
        first_ = field_.tag;
    }
    if (md_req_id_.empty()) md_req_id_ = message.find(tag::MDReqID).value_or(std::string_view{});
}

void Refresh::take_head(const wire::Field& field) noexcept {
    switch (field.tag) {
    case tag::MsgType: snapshot_ = field.value == "W"; return;
    case tag::MDReqID: md_req_id_ = field.value; return;
    case tag::LastFragment: last_fragment_ = field.value == "Y" ? 'Y' : 'N'; return;
    case tag::Symbol:
    case tag::LastBookUpdateID: return take(field);
    }
}

void Refresh::take_id(const wire::Field& field, std::optional<std::int64_t>& out) noexcept {
    out = wire::parse_int(field.value);
    numbers_sound_ = numbers_sound_ && out.has_value();
}

void Refresh::take(const wire::Field& field) noexcept {
    switch (field.tag) {
    case tag::MDUpdateAction: entry_.action = character(field.value, '2'); return;
    case tag::MDEntryType: entry_.type = character(field.value, '2'); return;
    case tag::MDEntryPx: entry_.price = field.value; return;
    case tag::MDEntrySize: entry_.size = field.value; return;
    case tag::Symbol: entry_.symbol = field.value; return;
    case tag::TransactTime: entry_.transact_time = field.value; return;
    case tag::TradeID: return take_id(field, entry_.trade_id);
    case tag::AggressorSide: entry_.aggressor = character(field.value, '2'); return;
    case tag::FirstBookUpdateID: return take_id(field, entry_.first_update_id);
    case tag::LastBookUpdateID: return take_id(field, entry_.last_update_id);
    case tag::LastFragment: last_fragment_ = field.value == "Y" ? 'Y' : 'N'; return;
    }
}

// What an entry does not inherit.
void Refresh::start_entry() noexcept {
    entry_.action = snapshot_ ? '0' : '\0';
    entry_.type = '\0';
    entry_.price = entry_.size = entry_.transact_time = {};
    entry_.trade_id.reset();
    entry_.aggressor = '\0';
}

bool Refresh::next(Entry& entry) noexcept {
    if (!more_) return false;
    start_entry();
    take(field_);
    while ((more_ = cursor_.next(field_)) && field_.tag != first_)
        take(field_);
    ++read_;
    entry = entry_;
    return true;
}

} // namespace fixguard::market

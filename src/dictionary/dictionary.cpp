// Looks up fields and messages in the tables of a dictionary.
#include "dictionary/tables.hpp"

#include <algorithm>
#include <bit>

namespace fixguard::dictionary {

namespace {

// Tags come in runs (1100, 1101 ..): neighbours get neighbouring slots, and 25000 lies apart from them.
std::size_t slot_of(Tag tag, std::size_t slot_count) noexcept {
    const auto bits = static_cast<std::uint32_t>(tag);
    return (bits ^ (bits >> 9)) & (slot_count - 1);
}

// A MsgType(35) as a number; 0 where it is empty or too long. The length is part of it: the wire may hold a
// NUL.
std::uint64_t key_of(std::string_view msg_type) noexcept {
    if (msg_type.size() > max_msg_type_size) return 0;
    std::uint64_t key = msg_type.size();
    for (const char byte : msg_type)
        key = key << 8 | static_cast<unsigned char>(byte);
    return key;
}

} // namespace

void Dictionary::Tables::index_fields() {
    slots.assign(std::bit_ceil(fields.size() * 4 + 1), Slot{});
    for (const FieldDef& field : fields) {
        std::size_t at = slot_of(field.tag, slots.size());
        while (slots[at].tag != 0)
            at = (at + 1) & (slots.size() - 1);
        slots[at] = {field.tag, field.index};
    }
}

void Dictionary::Tables::index_messages() {
    for (const MessageDef& message : messages)
        msg_type_keys.push_back(key_of(message.msg_type));
}

Dictionary::Dictionary(std::unique_ptr<Tables> tables) : tables_(std::move(tables)) {}
Dictionary::~Dictionary() = default;

const FieldDef* Dictionary::field(Tag tag) const noexcept {
    const auto& slots = tables_->slots;
    for (std::size_t at = slot_of(tag, slots.size()); slots[at].tag != 0; at = (at + 1) & (slots.size() - 1))
        if (slots[at].tag == tag) return &tables_->fields[slots[at].index];
    return nullptr;
}

const FieldDef* Dictionary::field(std::string_view name) const noexcept {
    const auto found = std::ranges::find(tables_->fields, name, &FieldDef::name);
    return found == tables_->fields.end() ? nullptr : &*found;
}

const MessageDef* Dictionary::message(std::string_view msg_type) const noexcept {
    const std::uint64_t key = key_of(msg_type);
    if (key == 0) return nullptr;
    const auto& keys = tables_->msg_type_keys;
    const auto found = std::find(keys.begin(), keys.end(), key);
    return found == keys.end() ? nullptr : &tables_->messages[static_cast<std::size_t>(found - keys.begin())];
}

std::span<const MessageDef> Dictionary::messages() const noexcept {
    return tables_->messages;
}
std::span<const FieldDef> Dictionary::fields() const noexcept {
    return tables_->fields;
}
const Level& Dictionary::header() const noexcept {
    return tables_->header;
}
const Level& Dictionary::trailer() const noexcept {
    return tables_->trailer;
}

const Member* Dictionary::member(const MessageDef& message, Tag tag) const noexcept {
    const FieldDef* const known = field(tag);
    return known == nullptr ? nullptr : message.find(*known);
}

} // namespace fixguard::dictionary

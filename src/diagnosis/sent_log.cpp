// SentLog: a ring by sequence number and a small chained hash table over the ids in it.
#include "diagnosis/sent_log.hpp"

#include "wire/tags.hpp"

#include <bit>
#include <functional>

namespace fixguard::diagnosis {
namespace {

constexpr std::size_t ids_per_message = 2; // on average; an order list has up to four

// The tag that names a request of this type, 0 for types that have none.
std::int32_t id_tag_of(std::string_view msg_type) noexcept {
    if (msg_type == "D" || msg_type == "F" || msg_type == "q" || msg_type == "XCN" || msg_type == "XAK")
        return tag::ClOrdID;
    if (msg_type == "E") return tag::ClListID;
    if (msg_type == "V") return tag::MDReqID;
    if (msg_type == "x") return tag::InstrumentReqID;
    if (msg_type == "XLQ") return tag::ReqID;
    return 0;
}

} // namespace

SentLog::SentLog(std::size_t capacity)
    : requests_(std::bit_ceil(capacity == 0 ? std::size_t{1} : capacity)), allow_failure_(requests_.size()),
      ids_(requests_.size() * ids_per_message), buckets_(ids_.size(), none) {}

void SentLog::record(std::string_view message) noexcept {
    const wire::MessageView view(message);
    const std::optional<std::uint32_t> msg_seq_num = view.find_seq_num(tag::MsgSeqNum);
    if (!msg_seq_num) return;
    RequestRef& request = requests_[slot(*msg_seq_num)];
    request = RequestRef{};
    request.msg_seq_num = *msg_seq_num;
    allow_failure_[slot(*msg_seq_num)] = false;

    wire::FieldCursor fields = view.fields();
    std::int32_t id_tag = 0;
    for (wire::Field field; fields.next(field);) {
        if (field.tag == tag::MsgType && request.msg_type.empty()) {
            request.msg_type = field.value;
            id_tag = id_tag_of(field.value);
        }
        if (field.tag == tag::OrderCancelRequestAndNewOrderSingleMode)
            allow_failure_[slot(*msg_seq_num)] = field.value == "2";
        if (id_tag == 0) continue;
        const bool own = field.tag == id_tag && request.id_tag == 0;
        const bool part =
            field.tag == tag::CancelClOrdID || (field.tag == tag::ClOrdID && id_tag == tag::ClListID);
        if (own) {
            request.id_tag = field.tag;
            request.id = field.value;
        }
        if (own || part) remember(field.value, *msg_seq_num);
    }
}

const RequestRef* SentLog::by_seq_num(std::uint32_t msg_seq_num) const noexcept {
    const RequestRef& request = requests_[slot(msg_seq_num)];
    const bool known = request.msg_seq_num == msg_seq_num && !request.msg_type.empty();
    return known ? &request : nullptr;
}

const RequestRef* SentLog::by_id(std::string_view id) const noexcept {
    const std::size_t bucket = std::hash<std::string_view>{}(id) & (buckets_.size() - 1);
    for (std::int32_t index = buckets_[bucket]; index != none;) {
        const Id& candidate = ids_[static_cast<std::size_t>(index)];
        if (candidate.text == id) return by_seq_num(candidate.msg_seq_num);
        index = candidate.older;
    }
    return nullptr;
}

bool SentLog::outlives_cancel_reject(const RequestRef& request) const noexcept {
    return request.msg_type == "XCN" && allow_failure_[slot(request.msg_seq_num)];
}

void SentLog::remember(std::string_view id, std::uint32_t msg_seq_num) noexcept {
    const std::size_t slot = next_id_;
    next_id_ = (next_id_ + 1) & (ids_.size() - 1);
    Id& entry = ids_[slot];
    if (entry.used) forget(entry, static_cast<std::int32_t>(slot));
    entry.text = id;
    entry.msg_seq_num = msg_seq_num;
    entry.bucket =
        static_cast<std::uint32_t>(std::hash<std::string_view>{}(entry.text) & (buckets_.size() - 1));
    entry.older = buckets_[entry.bucket];
    entry.used = true;
    buckets_[entry.bucket] = static_cast<std::int32_t>(slot);
}

void SentLog::forget(Id& id, std::int32_t index) noexcept {
    std::int32_t* link = &buckets_[id.bucket];
    while (*link != index)
        link = &ids_[static_cast<std::size_t>(*link)].older;
    *link = id.older;
}

} // namespace fixguard::diagnosis

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

// Whether a request of this type bears more than its own id, or says more of itself behind it.
bool has_parts(std::string_view msg_type) noexcept {
    return msg_type == "E" || msg_type == "XCN";
}

} // namespace

SentLog::SentLog(std::size_t capacity)
    : requests_(std::bit_ceil(capacity == 0 ? std::size_t{1} : capacity)), traits_(requests_.size()),
      ids_(requests_.size() * ids_per_message), buckets_(ids_.size(), none) {}

void SentLog::record(std::string_view message) noexcept {
    const wire::MessageView view(message);
    const std::optional<std::uint32_t> msg_seq_num = view.find_seq_num(tag::MsgSeqNum);
    if (!msg_seq_num) return;
    RequestRef& request = requests_[slot(*msg_seq_num)];
    Traits& traits = traits_[slot(*msg_seq_num)];
    request = RequestRef{};
    request.msg_seq_num = *msg_seq_num;
    traits = Traits{};

    wire::FieldCursor fields = view.fields();
    std::int32_t id_tag = 0;
    for (wire::Field field; fields.next(field);) {
        if (field.tag == tag::MsgType && request.msg_type.empty()) {
            request.msg_type = field.value;
            id_tag = id_tag_of(field.value);
            traits.awaits_answer =
                id_tag != 0 && (field.value != "V" || view.find(tag::SubscriptionRequestType) == "1");
        }
        if (field.tag == tag::OrderCancelRequestAndNewOrderSingleMode)
            traits.outlives_cancel_reject = field.value == "2";
        if (id_tag == 0 && !request.msg_type.empty()) return;
        const bool own = field.tag == id_tag && request.id_tag == 0;
        const bool part =
            field.tag == tag::CancelClOrdID || (field.tag == tag::ClOrdID && id_tag == tag::ClListID);
        if (own) {
            request.id_tag = field.tag;
            request.id = field.value;
        }
        if (own || part) remember(field.value, *msg_seq_num, own);
        if (own && !has_parts(request.msg_type)) return; // most messages: their id stands in front
    }
}

const RequestRef* SentLog::by_seq_num(std::uint32_t msg_seq_num) const noexcept {
    const RequestRef& request = requests_[slot(msg_seq_num)];
    const bool known = request.msg_seq_num == msg_seq_num && !request.msg_type.empty();
    return known ? &request : nullptr;
}

bool SentLog::awaits_answer(const RequestRef& request) const noexcept {
    return traits_[slot(request.msg_seq_num)].awaits_answer;
}

bool SentLog::outlives_cancel_reject(const RequestRef& request) const noexcept {
    return request.msg_type == "XCN" && traits_[slot(request.msg_seq_num)].outlives_cancel_reject;
}

std::int32_t SentLog::newest(std::string_view id) const noexcept {
    if (id.size() > RequestId::capacity) return none; // a hash of megabytes for an id that nobody has
    return buckets_[std::hash<std::string_view>{}(id) & (buckets_.size() - 1)];
}

void SentLog::remember(std::string_view id, std::uint32_t msg_seq_num, bool own) noexcept {
    const std::size_t slot = next_id_;
    next_id_ = (next_id_ + 1) & (ids_.size() - 1);
    Id& entry = ids_[slot];
    if (entry.used) forget(static_cast<std::int32_t>(slot));
    entry.text = id;
    entry.msg_seq_num = msg_seq_num;
    entry.own = own;
    entry.bucket =
        static_cast<std::uint32_t>(std::hash<std::string_view>{}(entry.text) & (buckets_.size() - 1));
    forget_like(entry);
    entry.older = buckets_[entry.bucket];
    entry.used = true;
    buckets_[entry.bucket] = static_cast<std::int32_t>(slot);
}

// What the new entry hides for good leaves the chain, so that one id in all messages makes it no longer.
void SentLog::forget_like(const Id& entry) noexcept {
    const RequestRef& request = requests_[slot(entry.msg_seq_num)];
    for (std::int32_t index = buckets_[entry.bucket]; index != none;) {
        const Id& old = ids_[static_cast<std::size_t>(index)];
        const std::int32_t older = old.older;
        const RequestRef* const hidden = by_seq_num(old.msg_seq_num);
        const bool alike = hidden == nullptr || (old.own == entry.own && old.text == entry.text &&
                                                 hidden->msg_type == request.msg_type &&
                                                 awaits_answer(*hidden) == awaits_answer(request));
        if (alike && hidden != nullptr && hidden != &request)
            traits_[slot(entry.msg_seq_num)].repeats_id = true;
        if (alike) forget(index);
        index = older;
    }
}

void SentLog::forget(std::int32_t index) noexcept {
    Id& id = ids_[static_cast<std::size_t>(index)];
    std::int32_t* link = &buckets_[id.bucket];
    while (*link != index)
        link = &ids_[static_cast<std::size_t>(*link)].older;
    *link = id.older;
    id.used = false;
}

} // namespace fixguard::diagnosis

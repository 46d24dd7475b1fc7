// Remembers what was sent, so that a RefSeqNum(45) or an id can be traced to the request it is about.
#pragma once

#include "model/session_error.hpp"
#include "wire/message_view.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace fixguard::diagnosis {

// The last messages of one attempt, by MsgSeqNum(34) and by id. Allocates at construction only. Not
// thread-safe.
class SentLog {
public:
    // `capacity`: messages remembered, rounded up to a power of two. The default is more than the 10,000
    // messages that can be unanswered within the 10 s that the exchange takes at most.
    explicit SentLog(std::size_t capacity = 16'384);

    // The bytes as they went to the stream. A message without a readable MsgSeqNum(34) is not remembered.
    void record(std::string_view message) noexcept;

    // nullptr where it was never sent or has been forgotten. Valid until the next record().
    const RequestRef* by_seq_num(std::uint32_t msg_seq_num) const noexcept;

    // The newest message that carried this id, as its own or as one of its parts: the CancelClOrdID(25034) of
    // a cancel-replace, a ClOrdID(11) inside an order list.
    const RequestRef* by_id(std::string_view id) const noexcept {
        return by_id(id, [](const RequestRef&) { return true; });
    }
    // The newest one of those for which `fits(request)` is true: a cancel may bear the id of its order.
    template <typename Fits>
    const RequestRef* by_id(std::string_view id, Fits fits) const noexcept {
        for (std::int32_t index = newest(id); index != none;) {
            const Id& candidate = ids_[static_cast<std::size_t>(index)];
            const RequestRef* const request =
                candidate.text == id ? by_seq_num(candidate.msg_seq_num) : nullptr;
            if (request != nullptr && fits(*request)) return request;
            index = candidate.older;
        }
        return nullptr;
    }

    // Whether the exchange owes this message an answer that gives it a fate; see request_in().
    bool awaits_answer(const RequestRef& request) const noexcept;

    // Whether this is a cancel-replace whose new order is placed even where its cancel is refused:
    // OrderCancelRequestAndNewOrderSingleMode(25033)=2. Its OrderCancelReject<9> is then not the last word.
    bool outlives_cancel_reject(const RequestRef& request) const noexcept;

    // Whether another request of its type bore its id before.
    bool repeats_id(const RequestRef& request) const noexcept {
        return traits_[slot(request.msg_seq_num)].repeats_id;
    }

private:
    struct Id {
        RequestId text;
        std::uint32_t msg_seq_num = 0;
        std::int32_t older = none; // the next in the chain of its bucket
        std::uint32_t bucket = 0;
        bool own = false; // the id names the message
        bool used = false;
    };
    struct Traits {
        bool awaits_answer = false;
        bool outlives_cancel_reject = false;
        bool repeats_id = false;
    };
    static constexpr std::int32_t none = -1;

    void remember(std::string_view id, std::uint32_t msg_seq_num, bool own) noexcept;
    void forget(std::int32_t index) noexcept;
    void forget_like(const Id& entry) noexcept;
    std::int32_t newest(std::string_view id) const noexcept; // of the chain that the id would be in

    std::size_t slot(std::uint32_t msg_seq_num) const noexcept {
        return msg_seq_num & (requests_.size() - 1);
    }

    // Megabytes of zeros that cost nothing before they are used: a new attempt has no time to touch them all.
    // Zeros are an entry that nothing was put into.
    template <typename Entry>
    class Table {
    public:
        static_assert(std::is_trivially_copyable_v<Entry> && std::is_trivially_destructible_v<Entry>);
        explicit Table(std::size_t size)
            : entries_(static_cast<Entry*>(std::calloc(size, sizeof(Entry)))), size_(size) {
            if (!entries_) throw std::bad_alloc();
        }
        std::size_t size() const noexcept { return size_; }
        Entry& operator[](std::size_t at) noexcept { return entries_.get()[at]; }
        const Entry& operator[](std::size_t at) const noexcept { return entries_.get()[at]; }

    private:
        struct Free {
            void operator()(Entry* entries) const noexcept { std::free(entries); }
        };
        std::unique_ptr<Entry, Free> entries_;
        std::size_t size_;
    };

    Table<RequestRef> requests_; // at MsgSeqNum modulo its size: sequence numbers are consecutive
    Table<Traits> traits_;       // beside requests_
    Table<Id> ids_;              // a ring
    std::vector<std::int32_t> buckets_;
    std::size_t next_id_ = 0;
};

} // namespace fixguard::diagnosis

// Remembers what was sent, so that a RefSeqNum(45) or an id can be traced to the request it is about.
#pragma once

#include "model/session_error.hpp"
#include "wire/message_view.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fixguard::diagnosis {

// The last `capacity` messages of one attempt, by MsgSeqNum(34). Allocates at construction only. Not
// thread-safe.
class SentLog {
public:
    // 16,384: more than the 10,000 messages that may be unanswered within the 10 s the exchange takes at
    // most.
    explicit SentLog(std::size_t capacity = 16'384);

    // The bytes as they went to the stream. A message without a readable MsgSeqNum(34) is not remembered.
    void record(std::string_view message) noexcept;
    void clear() noexcept;

    // nullptr where it was never sent or has been forgotten.
    const RequestRef* by_seq_num(std::uint32_t msg_seq_num) const noexcept;
    // The newest message that carried this id.
    const RequestRef* by_id(std::string_view id) const noexcept;

    std::size_t size() const noexcept { return size_; }

private:
    std::vector<RequestRef> ring_;
    std::size_t next_ = 0;
    std::size_t size_ = 0;
};

} // namespace fixguard::diagnosis

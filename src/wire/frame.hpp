// Cuts a stream of bytes into FIX.4.4 messages: BeginString(8), BodyLength(9), MsgType(35) .. CheckSum(10).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard::wire {

inline constexpr char soh = '\x01';

// A message longer than this is a fault of the peer. The longest documented one, a
// MarketDataIncrementalRefresh<X> with 10,000 entries, has about 1 MB.
inline constexpr std::size_t max_frame_size = 4 * 1024 * 1024;

// Why bytes are no message. The first six are the framing texts of -1177, in the order the exchange lists
// them.
enum class FrameFault : std::uint8_t {
    begin_string_not_first, // the bytes do not start with 8=FIX.4.4 and SOH
    body_length_wrong,      // 9 is not second, no number, too large, or not where CheckSum(10) says
    msg_type_not_third,
    check_sum_wrong, // not three digits, or another sum
    binary_header,   // a framing header of another encoding (SBE) in place of 8=
    too_long,        // more than max_frame_size bytes without an end
};

constexpr std::string_view name(FrameFault fault) noexcept {
    switch (fault) {
    case FrameFault::begin_string_not_first: return "BeginString(8) is not first";
    case FrameFault::body_length_wrong: return "BodyLength(9) is wrong";
    case FrameFault::msg_type_not_third: return "MsgType(35) is not third";
    case FrameFault::check_sum_wrong: return "CheckSum(10) is wrong";
    case FrameFault::binary_header: return "binary framing header";
    case FrameFault::too_long: return "longer than the limit";
    }
    return "?";
}

// One whole message: views into the bytes that were given.
struct Frame {
    std::string_view bytes;    // from 8= to the SOH behind CheckSum(10)
    std::string_view msg_type; // MsgType(35); may be empty
    std::string_view fields;   // from behind the SOH of MsgType to before 10=
};

struct FrameResult {
    enum class Status : std::uint8_t { incomplete, complete, fault };
    Status status = Status::incomplete;
    FrameFault fault = FrameFault::begin_string_not_first; // meaningful with Status::fault
    // Bytes to drop from the front: the message, or the garbled stretch. With OnFault::stop a fault consumes
    // 0.
    std::size_t consumed = 0;
    Frame frame; // whole with Status::complete; with Status::fault only `bytes`, the garbled stretch
};

// What to do about bytes that are no message.
enum class OnFault : std::uint8_t {
    stop,   // a client: report the fault as soon as it is certain; nothing behind it can be trusted
    resync, // a server: wait for the end of the stretch, the next CheckSum(10), so that one fault is reported
            // once
};

// Reads one stream. Keeps no bytes, only how far it has looked, so that a message that arrives byte by byte
// costs no more than one that arrives at once. Total: any input gives an answer, no read leaves `bytes`.
// Not thread-safe; one per stream.
class FrameReader {
public:
    explicit FrameReader(OnFault on_fault) noexcept : on_fault_(on_fault) {}

    // `bytes`: everything received and not consumed yet, oldest first. Call again with the rest after each
    // result but `incomplete`.
    FrameResult next(std::string_view bytes) noexcept;

private:
    FrameResult next_with_care(std::string_view bytes) noexcept;
    FrameResult without_header(std::string_view bytes) noexcept;
    FrameResult at_fault(std::string_view bytes, FrameFault fault, std::size_t declared_end) noexcept;
    bool find_trailer(std::string_view bytes, std::size_t declared_end) noexcept;
    FrameResult report(std::string_view bytes, FrameFault fault, std::size_t consumed) noexcept;
    void start_over() noexcept { walked_ = searched_ = data_length_ = trailer_begin_ = trailer_end_ = 0; }

    OnFault on_fault_;
    // The walk for a CheckSum(10) that comes too early or too late goes on where it stopped.
    std::size_t walked_ = 0;      // whole fields
    std::size_t searched_ = 0;    // for the SOH of the field behind them
    std::size_t data_length_ = 0; // of the RawData(96) that is next, from RawDataLength(95); 0: none
    std::size_t trailer_begin_ = 0;
    std::size_t trailer_end_ = 0; // 0: not found yet
};

// The sum of all bytes modulo 256, as CheckSum(10) wants it.
std::uint8_t check_sum(std::string_view bytes) noexcept;

} // namespace fixguard::wire

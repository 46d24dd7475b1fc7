// A short string held inside its owner: bounded, copyable byte by byte, never allocates.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fixguard {

// Holds at most Capacity bytes (1..65535). What is longer is cut at Capacity and truncated() says so, so
// bytes from the wire can never make it grow.
template <std::size_t Capacity>
class InlineString {
public:
    static_assert(Capacity >= 1 && Capacity <= 65535);
    static constexpr std::size_t capacity = Capacity;

    constexpr InlineString() noexcept = default;
    constexpr InlineString(std::string_view text) noexcept { assign(text); }
    constexpr InlineString(const char* text) noexcept { assign(text); }

    constexpr void assign(std::string_view text) noexcept {
        size_ = 0;
        truncated_ = false;
        append(text);
    }

    constexpr void append(std::string_view text) noexcept {
        const std::size_t room = Capacity - size_;
        const std::size_t taken = std::min(room, text.size());
        std::copy_n(text.data(), taken, bytes_.data() + size_);
        size_ = static_cast<std::uint16_t>(size_ + taken);
        truncated_ = truncated_ || taken < text.size();
    }

    constexpr std::string_view view() const noexcept { return {bytes_.data(), size_}; }
    constexpr operator std::string_view() const noexcept { return view(); }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool truncated() const noexcept { return truncated_; }

    friend constexpr bool operator==(const InlineString& left, const InlineString& right) noexcept {
        return left.view() == right.view();
    }
    friend constexpr bool operator==(const InlineString& left, std::string_view right) noexcept {
        return left.view() == right;
    }
    friend constexpr bool operator==(const InlineString& left, const char* right) noexcept {
        return left.view() == std::string_view(right);
    }

private:
    std::array<char, Capacity> bytes_{};
    std::uint16_t size_ = 0;
    bool truncated_ = false;
};

using MsgTypeText = InlineString<8>; // the longest documented MsgType(35) has three characters
using CompId = InlineString<16>;     // documented: up to eight
using RequestId = InlineString<40>;  // ClOrdID(11), MDReqID(262) and their like: documented up to 36

} // namespace fixguard

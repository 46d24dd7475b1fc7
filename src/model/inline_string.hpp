// A short string held inside its owner: bounded, copyable byte by byte, never allocates.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace fixguard {

// Holds at most Capacity bytes (1..65535). What is longer is cut at Capacity and truncated() says so, so
// bytes from the wire can never make it grow. The bytes behind the text are nobody's: a string costs what its
// text costs, however much it could hold.
template <std::size_t Capacity>
class InlineString {
public:
    static_assert(Capacity >= 1 && Capacity <= 65535);
    static constexpr std::size_t capacity = Capacity;

    InlineString() noexcept {} // NOLINT: bytes without a text need no value
    InlineString(std::string_view text) noexcept { assign(text); }
    InlineString(const char* text) noexcept { assign(text); }

    // Of anything that is a text, in place: no second string is made to be copied.
    template <typename Text,
              typename = std::enable_if_t<std::is_convertible_v<const Text&, std::string_view>>>
    InlineString& operator=(const Text& text) noexcept {
        assign(text);
        return *this;
    }

    void assign(std::string_view text) noexcept {
        const std::size_t taken = std::min(Capacity, text.size());
        std::copy_n(text.data(), taken, bytes_.data());
        size_ = static_cast<std::uint16_t>(taken);
        truncated_ = taken < text.size();
    }

    void append(std::string_view text) noexcept {
        const std::size_t taken = std::min(Capacity - size_, text.size());
        std::copy_n(text.data(), taken, bytes_.data() + size_);
        size_ = static_cast<std::uint16_t>(size_ + taken);
        truncated_ = truncated_ || taken < text.size();
    }

    std::string_view view() const noexcept { return {bytes_.data(), size_}; }
    operator std::string_view() const noexcept { return view(); }
    bool empty() const noexcept { return size_ == 0; }
    std::size_t size() const noexcept { return size_; }
    bool truncated() const noexcept { return truncated_; }

    friend bool operator==(const InlineString& left, const InlineString& right) noexcept {
        return left.view() == right.view();
    }
    friend bool operator==(const InlineString& left, std::string_view right) noexcept {
        return left.view() == right;
    }
    friend bool operator==(const InlineString& left, const char* right) noexcept {
        return left.view() == std::string_view(right);
    }

private:
    std::array<char, Capacity> bytes_;
    std::uint16_t size_ = 0;
    bool truncated_ = false;
};

using MsgTypeText = InlineString<8>; // the longest documented MsgType(35) has three characters
using CompId = InlineString<16>;     // documented: up to eight
using RequestId = InlineString<40>;  // ClOrdID(11), MDReqID(262) and their like: documented up to 36

} // namespace fixguard

// Finds in a log, many bytes at a time, the few places at which an error can stand.
#pragma once

#include <cstddef>
#include <string_view>

namespace fixguard::scan {

inline constexpr std::size_t npos = std::string_view::npos;

// How many bytes around a '=' decide whether it belongs to a mark.
inline constexpr std::size_t mark_room = 8;

// The first '=' in [from, to) that belongs to a mark; npos where there is none. A mark is what only messages
// that may carry an error have: 25016= and a number, 35=3, 35=5, 35=9, 35=B, 35=Y, 35=XAR, 150=8, 431=7,
// 531=0. The tag has no digit before it and the value ends behind it. Wherever `bytes` end, the mark has to
// be whole.
std::size_t find_mark(std::string_view bytes, std::size_t from, std::size_t to) noexcept;

// The same, byte by byte: what the wide search falls back to, and what it is tested against.
std::size_t find_mark_portable(std::string_view bytes, std::size_t from, std::size_t to) noexcept;

// The last place in [from, to) at which `text` stands as a whole; npos where there is none. `text` is not
// empty.
std::size_t find_last(std::string_view bytes, std::string_view text, std::size_t from,
                      std::size_t to) noexcept;

} // namespace fixguard::scan

// Many errors as one table: how often each code came, when, where, and about what.
#pragma once

#include "model/session_error.hpp"
#include "report/style.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace fixguard::report {

// Counts errors. Memory is bounded by the number of codes: of each, the first 1,000 names of sessions and 256
// things that it was about are told apart. Not thread-safe.
class Tally {
public:
    // `time`: SendingTime(52) as it stands, `session`: the client's name; either may be empty.
    void add(const SessionError& error, std::string_view time, std::string_view session);

    std::uint64_t count() const noexcept { return count_; }

    // One line for each code, the most frequent first; errors without a code are told apart by their carrier.
    std::string table(Style style) const;

private:
    struct Row {
        std::string name;
        std::uint64_t count = 0;
        std::string first, last; // times
        std::set<std::string, std::less<>> sessions;
        std::map<std::string, std::uint64_t, std::less<>> about;
    };

    std::map<std::pair<std::int32_t, Carrier>, Row> rows_;
    std::uint64_t count_ = 0;
};

} // namespace fixguard::report

// Errors and a timeline as one page, written while the errors come.
#pragma once

#include "model/session_error.hpp"
#include "report/timeline.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::report {

// What the page shows of one error beside the SessionError. Messages have SOH between the fields and hold no
// secret.
struct PageError {
    std::optional<UtcTime> time;
    Timeline::Lane lane = 0;
    std::string_view plan;
    std::string_view file;
    std::uint64_t line = 0; // 0: unknown
    std::string_view message, cause;
};

// Memory is bounded by the number of codes, plans and files; the page is bounded by `most_errors`. Not
// thread-safe.
class TimelinePage {
public:
    // Browsers open pages of more errors, but nobody reads them.
    static constexpr std::uint64_t most_errors = 250'000;

    // Writes to `out`, which outlives the page.
    TimelinePage(std::ostream& out, std::string_view title, std::string_view about);

    void error(const SessionError& error, const PageError& shown);

    // `fields`: {"tag": ["name", {"value": "meaning"}]}. Call it once, last.
    void end(const Timeline& timeline, const nlohmann::ordered_json& fields);

private:
    void flush();

    std::ostream& out_;
    std::string rows_, messages_; // of the parcel that is being filled; JSON arrays without their brackets
    std::uint64_t count_ = 0;
    std::set<std::int32_t> codes_;
    std::map<std::string, std::size_t, std::less<>> plans_, files_; // places in the page's lists
};

} // namespace fixguard::report

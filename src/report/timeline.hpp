// What happened on each session and when, in a bounded number of buckets, for the page.
#pragma once

#include "model/event.hpp"
#include "model/session_kind.hpp"
#include "model/time.hpp"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::report {

// Numbers by bucket: values[i] belongs to bucket from + i, where a bucket is time / step.
struct Series {
    std::int64_t from = 0;
    std::vector<std::uint32_t> values;

    std::uint32_t& at(std::int64_t bucket); // makes room for it
};

// How many events the last `window` had, to a tenth of it.
class WindowCount {
public:
    explicit WindowCount(milliseconds window) noexcept
        : slot_ms_(std::max<std::int64_t>(window.count() / 10, 1)) {}
    std::uint32_t add(std::int64_t time_ms) noexcept;

private:
    std::int64_t slot_ms_;
    std::int64_t newest_ = std::numeric_limits<std::int64_t>::min(); // slot
    std::array<std::uint32_t, 10> slots_{};
};

enum class MarkKind : std::uint8_t { log_on, news, roll_over };

// Memory is bounded: 256 sessions (those beyond share the last), of each 4,096 phases and marks, and 4,096
// buckets, which grow with the time that is spanned. Times before the year 2000 are taken for none. Not
// thread-safe.
class Timeline {
public:
    using Lane = std::size_t;

    Lane lane(std::string_view name);
    void set_kind(Lane lane, SessionKind kind, std::uint32_t message_limit, milliseconds window);
    std::optional<SessionKind> kind(Lane lane) const { return lanes_[lane].kind; }

    void phase(Lane lane, UtcTime time, Phase phase); // from here on
    void message(Lane lane, UtcTime time, bool sent);
    void mark(Lane lane, UtcTime time, MarkKind kind, std::string text);
    void error(Lane lane) { ++lanes_[lane].errors; }

    // A budget of the account, such as attempts to connect; gives the place to spend from.
    std::size_t add_budget(std::string name, std::uint32_t limit, milliseconds window);
    void spend(std::size_t budget, UtcTime time);

    // Keys: from to bucket_ms has_halts lanes (name kind sent received spans marks in out budget) budgets
    // counts. Times are milliseconds since 1970.
    nlohmann::ordered_json to_json() const;

private:
    struct Budget {
        std::string name;
        std::uint32_t limit = 0;
        milliseconds window{0};
        WindowCount count{milliseconds{0}};
        Series peaks;
    };
    struct Span {
        Phase phase;
        std::int64_t from, to;
    };
    struct Mark {
        std::int64_t time;
        MarkKind kind;
        std::string text;
    };
    struct LaneData {
        std::string name;
        std::optional<SessionKind> kind;
        std::uint64_t sent = 0, received = 0, errors = 0;
        std::vector<Span> spans;
        std::vector<Mark> marks;
        Series in, out;
        std::optional<Budget> budget;
    };

    bool see(UtcTime time, std::int64_t& time_ms);
    void coarsen();
    void spend(Budget& budget, std::int64_t time_ms);
    nlohmann::ordered_json series_json(const Series& series) const;
    nlohmann::ordered_json budget_json(const Budget& budget) const;
    nlohmann::ordered_json lane_json(const LaneData& lane) const;

    std::vector<LaneData> lanes_;
    std::vector<Budget> budgets_;
    std::int64_t step_ms_ = 1'000;
    std::int64_t from_ms_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t to_ms_ = std::numeric_limits<std::int64_t>::min();
};

} // namespace fixguard::report

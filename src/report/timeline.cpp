// Buckets that double when the time spanned needs more than there may be.
#include "report/timeline.hpp"

#include "report/style.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fixguard::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_lanes = 256, most_spans = 4'096, most_marks = 4'096;
constexpr std::int64_t most_buckets = 4'096;
constexpr std::int64_t year_2000_ms = 946'684'800'000;

std::string_view name(MarkKind kind) noexcept {
    switch (kind) {
    case MarkKind::log_on: return "log_on";
    case MarkKind::news: return "news";
    case MarkKind::roll_over: return "roll_over";
    }
    return "?";
}

// Two buckets become one: their sum, or the larger one.
template <typename Join>
void halve(Series& series, Join join) {
    if (series.values.empty()) return;
    Series halved;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        std::uint32_t& value = halved.at((series.from + static_cast<std::int64_t>(i)) / 2);
        value = join(value, series.values[i]);
    }
    series = std::move(halved);
}

std::uint32_t larger(std::uint32_t left, std::uint32_t right) noexcept {
    return std::max(left, right);
}

std::uint32_t sum(std::uint32_t left, std::uint32_t right) noexcept {
    return left + right;
}

} // namespace

std::uint32_t& Series::at(std::int64_t bucket) {
    if (values.empty()) from = bucket;
    if (bucket < from) {
        values.insert(values.begin(), static_cast<std::size_t>(from - bucket), 0);
        from = bucket;
    }
    const auto index = static_cast<std::size_t>(bucket - from);
    if (index >= values.size()) values.resize(index + 1);
    return values[index];
}

std::uint32_t WindowCount::add(std::int64_t time_ms) noexcept {
    const std::int64_t slot = time_ms / slot_ms_;
    const auto size = static_cast<std::int64_t>(slots_.size());
    if (slot > newest_) {
        if (newest_ == std::numeric_limits<std::int64_t>::min() || slot - newest_ >= size) {
            slots_ = {};
        } else {
            for (std::int64_t i = newest_ + 1; i <= slot; ++i)
                slots_[static_cast<std::size_t>(i % size)] = 0;
        }
        newest_ = slot;
    }
    // The clocks of two machines differ; what is older than the window counts no more.
    if (slot > newest_ - size) ++slots_[static_cast<std::size_t>(slot % size)];
    std::uint32_t total = 0;
    for (const std::uint32_t count : slots_)
        total += count;
    return total;
}

Timeline::Lane Timeline::lane(std::string_view name) {
    for (Lane at = 0; at < lanes_.size(); ++at)
        if (lanes_[at].name == name) return at;
    if (lanes_.size() < most_lanes) {
        lanes_.emplace_back();
        lanes_.back().name = name;
    } else {
        lanes_.back().name = "(others)";
    }
    return lanes_.size() - 1;
}

void Timeline::set_kind(Lane lane, SessionKind kind, std::uint32_t message_limit, milliseconds window) {
    if (lanes_[lane].kind == kind) return;
    lanes_[lane].kind = kind;
    lanes_[lane].budget = Budget{"", message_limit, window, WindowCount(window), {}};
}

void Timeline::phase(Lane lane, UtcTime time, Phase phase) {
    std::int64_t now = 0;
    if (!see(time, now)) return;
    std::vector<Span>& spans = lanes_[lane].spans;
    if (!spans.empty()) {
        spans.back().to = std::max(spans.back().to, now);
        if (spans.back().phase == phase || spans.size() >= most_spans) return;
    }
    spans.push_back({phase, now, now});
}

void Timeline::message(Lane lane, UtcTime time, bool sent) {
    std::int64_t now = 0;
    LaneData& data = lanes_[lane];
    ++(sent ? data.sent : data.received);
    if (!see(time, now)) return;
    ++(sent ? data.out : data.in).at(now / step_ms_);
    if (!data.spans.empty()) data.spans.back().to = std::max(data.spans.back().to, now);
    if (sent && data.budget) spend(*data.budget, now);
}

void Timeline::mark(Lane lane, UtcTime time, MarkKind kind, std::string text) {
    std::int64_t now = 0;
    if (see(time, now) && lanes_[lane].marks.size() < most_marks)
        lanes_[lane].marks.push_back({now, kind, std::move(text)});
}

std::size_t Timeline::add_budget(std::string name, std::uint32_t limit, milliseconds window) {
    budgets_.push_back({std::move(name), limit, window, WindowCount(window), {}});
    return budgets_.size() - 1;
}

void Timeline::spend(std::size_t budget, UtcTime time) {
    std::int64_t now = 0;
    if (see(time, now)) spend(budgets_[budget], now);
}

void Timeline::spend(Budget& budget, std::int64_t time_ms) {
    std::uint32_t& peak = budget.peaks.at(time_ms / step_ms_);
    peak = std::max(peak, budget.count.add(time_ms));
}

bool Timeline::see(UtcTime time, std::int64_t& time_ms) {
    time_ms = std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
    if (time_ms < year_2000_ms) return false;
    from_ms_ = std::min(from_ms_, time_ms);
    to_ms_ = std::max(to_ms_, time_ms);
    while (to_ms_ / step_ms_ - from_ms_ / step_ms_ >= most_buckets)
        coarsen();
    return true;
}

void Timeline::coarsen() {
    step_ms_ *= 2;
    for (LaneData& lane : lanes_) {
        halve(lane.in, sum);
        halve(lane.out, sum);
        if (lane.budget) halve(lane.budget->peaks, larger);
    }
    for (Budget& budget : budgets_)
        halve(budget.peaks, larger);
}

Json Timeline::series_json(const Series& series) const {
    return {{"from", series.from * step_ms_}, {"values", series.values}};
}

Json Timeline::budget_json(const Budget& budget) const {
    Json json = series_json(budget.peaks);
    json["name"] = budget.name;
    json["limit"] = budget.limit;
    json["window_ms"] = budget.window.count();
    return json;
}

Json Timeline::lane_json(const LaneData& lane) const {
    Json spans = Json::array(), marks = Json::array();
    for (const Span& span : lane.spans)
        if (span.phase != Phase::idle)
            spans.push_back(Json::array({fixguard::name(span.phase), span.from, span.to}));
    for (const Mark& mark : lane.marks)
        marks.push_back(Json::array({mark.time, name(mark.kind), mark.text}));
    return {{"name", printable(lane.name)},
            {"kind", lane.kind ? Json(fixguard::name(*lane.kind)) : Json("session")},
            {"sent", lane.sent},
            {"received", lane.received},
            {"spans", std::move(spans)},
            {"marks", std::move(marks)},
            {"in", series_json(lane.in)},
            {"out", series_json(lane.out)},
            {"budget", lane.budget ? budget_json(*lane.budget) : Json(nullptr)}};
}

Json Timeline::to_json() const {
    Json lanes = Json::array(), budgets = Json::array(), counts = Json::array();
    bool has_halts = false;
    for (const LaneData& lane : lanes_) {
        lanes.push_back(lane_json(lane));
        counts.push_back(lane.errors);
        for (const Span& span : lane.spans)
            has_halts = has_halts || span.phase == Phase::halted;
    }
    for (const Budget& budget : budgets_)
        budgets.push_back(budget_json(budget));
    const bool has_times = from_ms_ <= to_ms_;
    return {{"from", has_times ? Json(from_ms_) : Json(nullptr)},
            {"to", has_times ? Json(to_ms_) : Json(nullptr)},
            {"bucket_ms", step_ms_},
            {"has_halts", has_halts},
            {"lanes", std::move(lanes)},
            {"budgets", std::move(budgets)},
            {"counts", std::move(counts)}};
}

} // namespace fixguard::report

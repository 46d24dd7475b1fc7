// Reads the group NoLimitIndicators(25003).
#include "engine/limit_report.hpp"

#include "wire/tags.hpp"

#include <optional>

namespace fixguard::engine {
namespace {

constexpr std::int32_t limit_type = 25004, limit_count = 25005, limit_max = 25006, reset_interval = 25007,
                       resolution = 25008;

std::optional<milliseconds> unit(std::string_view text) {
    if (text == "s") return milliseconds{1'000};
    if (text == "m") return milliseconds{60'000};
    if (text == "h") return milliseconds{3'600'000};
    if (text == "d") return milliseconds{86'400'000};
    return std::nullopt;
}

struct Entry {
    std::string_view type, unit_name;
    std::int64_t count = -1, most = -1, interval = -1; // absent, or no number
};

std::optional<LimitReport> report(const Entry& entry) {
    constexpr std::int64_t largest = 10'000'000;
    const auto sane = [](std::int64_t number, std::int64_t least) {
        return number >= least && number <= largest;
    };
    if (!sane(entry.count, 0) || !sane(entry.most, 1)) return std::nullopt;
    LimitReport found;
    found.used = static_cast<std::uint32_t>(entry.count);
    found.limit.count = static_cast<std::uint32_t>(entry.most);
    if (entry.type == "3") {
        found.what = LimitReport::What::subscriptions;
        return found;
    }
    const auto in_ms = unit(entry.unit_name);
    if ((entry.type != "1" && entry.type != "2") || !in_ms || !sane(entry.interval, 1)) return std::nullopt;
    found.what = entry.type == "1" ? LimitReport::What::orders : LimitReport::What::messages;
    found.limit.window = entry.interval * *in_ms;
    return found;
}

} // namespace

std::vector<LimitReport> limits_in(wire::MessageView message) {
    std::vector<LimitReport> found;
    if (message.msg_type() != "XLR") return found;
    std::optional<Entry> entry;
    const auto finish = [&] {
        if (!entry) return;
        if (const auto read = report(*entry)) found.push_back(*read);
    };
    wire::FieldCursor fields = message.fields();
    for (wire::Field field; fields.next(field);) {
        if (field.tag == limit_type) {
            finish();
            entry.emplace();
            entry->type = field.value;
        }
        if (!entry) continue;
        if (field.tag == limit_count) entry->count = wire::parse_int(field.value).value_or(-1);
        if (field.tag == limit_max) entry->most = wire::parse_int(field.value).value_or(-1);
        if (field.tag == reset_interval) entry->interval = wire::parse_int(field.value).value_or(-1);
        if (field.tag == resolution) entry->unit_name = field.value;
    }
    finish();
    return found;
}

} // namespace fixguard::engine

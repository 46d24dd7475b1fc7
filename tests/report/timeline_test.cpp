// What a timeline keeps of what happened, and that it stays small.
#include "report/timeline.hpp"

#include "report/page.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace fixguard::report {
namespace {

using namespace std::chrono_literals;

const UtcTime noon{std::chrono::sys_days(std::chrono::year(2026) / 7 / 1) + 12h};
const std::int64_t noon_ms = std::chrono::duration_cast<milliseconds>(noon.time_since_epoch()).count();

std::uint64_t sum(const nlohmann::ordered_json& series) {
    std::uint64_t total = 0;
    for (const auto& value : series["values"])
        total += value.get<std::uint64_t>();
    return total;
}

TEST(Timeline, phases_follow_each_other_and_messages_lengthen_the_last) {
    Timeline timeline;
    const auto lane = timeline.lane("OE");
    timeline.phase(lane, noon, Phase::logging_on);
    timeline.phase(lane, noon + 1s, Phase::up);
    timeline.message(lane, noon + 5s, true);
    const auto spans = timeline.to_json()["lanes"][0]["spans"];
    EXPECT_EQ(spans.dump(), "[[\"logging_on\"," + std::to_string(noon_ms) + "," +
                                std::to_string(noon_ms + 1000) + "],[\"up\"," +
                                std::to_string(noon_ms + 1000) + "," + std::to_string(noon_ms + 5000) + "]]");
}

TEST(Timeline, a_budget_is_the_most_of_any_window) {
    Timeline timeline;
    const auto lane = timeline.lane("DC");
    timeline.set_kind(lane, SessionKind::drop_copy, 60, 60s);
    for (const auto after : {0s, 10s, 20s, 100s, 200s})
        timeline.message(lane, noon + after, true);
    const auto budget = timeline.to_json()["lanes"][0]["budget"];
    EXPECT_EQ(budget["limit"], 60);
    EXPECT_EQ(budget["values"][20], 3);
    EXPECT_EQ(budget["values"][100], 1);
}

TEST(Timeline, buckets_grow_with_the_time_and_lose_no_message) {
    Timeline timeline;
    const auto lane = timeline.lane("OE");
    for (int hour = 0; hour < 24 * 30; ++hour)
        timeline.message(lane, noon + std::chrono::hours(hour), hour % 2 == 0);
    timeline.message(lane, noon - 1h, true); // the clocks of two machines differ
    const auto json = timeline.to_json();
    const auto& in = json["lanes"][0]["in"];
    EXPECT_LE(in["values"].size(), 4'096U);
    EXPECT_EQ(sum(in), 360U);
    EXPECT_EQ(sum(json["lanes"][0]["out"]), 361U);
    EXPECT_EQ(in["from"].get<std::int64_t>() % json["bucket_ms"].get<std::int64_t>(), 0);
    EXPECT_EQ(json["from"], noon_ms - 3'600'000);
}

TEST(Timeline, what_has_no_time_counts_and_stretches_nothing) {
    Timeline timeline;
    const auto lane = timeline.lane("OE");
    timeline.message(lane, UtcTime{}, true);
    EXPECT_EQ(timeline.to_json()["lanes"][0]["sent"], 1);
    EXPECT_TRUE(timeline.to_json()["from"].is_null());
}

TEST(Timeline, a_thousand_sessions_share_256_lanes) {
    Timeline timeline;
    for (int i = 0; i < 1'000; ++i)
        timeline.error(timeline.lane("S" + std::to_string(i)));
    const auto json = timeline.to_json();
    EXPECT_EQ(json["lanes"].size(), 256U);
    EXPECT_EQ(json["counts"][255], 745);
}

TEST(Page, text_and_data_cannot_end_their_place) {
    EXPECT_EQ(html_text("<b a=\"1\">&"), "&lt;b a=&quot;1&quot;&gt;&amp;");
    EXPECT_EQ(script_json("</script><!--"), "\"\\u003c/script>\\u003c!--\"");
    EXPECT_NE(page_begin("<title>", "<about>").find("&lt;about&gt;"), std::string::npos);
    EXPECT_EQ(page_begin("<x>", "<y>").find("<x>"), std::string::npos);
}

TEST(Page, a_message_keeps_its_fields_apart) {
    EXPECT_EQ(page_message("35=3\x01"
                           "58=a|b\x02\x01"),
              "35=3\u240158=a|b\\x02\u2401");
    EXPECT_EQ(page_message("35=3"), "35=3");
    EXPECT_EQ(page_message(""), "");
}

TEST(Page, packed_text_is_base64_of_zlib) {
    // As python3 -c 'base64.b64encode(zlib.compress(b"fix", 1))' has it.
    EXPECT_EQ(page_packed("fix"), "eAFLy6wAAAJ/AUg=");
}

} // namespace
} // namespace fixguard::report

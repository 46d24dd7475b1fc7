// Which requests are known to be sound at first sight. That none of them is broken, preflight_reference_test
// says: Preflight takes their word for it.
#include "rules/plain_requests.hpp"
#include "rules/samples.hpp"

#include <gtest/gtest.h>

namespace fixguard::rules::test {
namespace {

constexpr auto oe = SessionKind::order_entry;

bool holds(const std::string& body, SessionKind kind = oe,
           const SessionTable& table = SessionTable::built_in()) {
    const PlainRequests plain(kind, rule_set(kind, table));
    const std::string bytes = wire::from_readable(body);
    const std::size_t type_end = bytes.find(wire::soh);
    return plain.hold(std::string_view(bytes).substr(3, type_end - 3),
                      std::string_view(bytes).substr(type_end + 1));
}

const std::string limit = "35=D|11=A|38=0.01|40=2|44=60000|54=1|55=BTCUSDT|59=1|";

TEST(PlainRequests, are_all_sound_requests_about_one_order_but_for_rare_values) {
    for (const Sample& sample : samples()) {
        const std::string type = sample.message.substr(0, sample.message.find('|') + 1);
        if (type != "35=D|" && type != "35=F|" && type != "35=XCN|" && type != "35=XAK|") continue;
        EXPECT_TRUE(holds(type + sample.message.substr(header(type.substr(3, type.size() - 4)).size())))
            << sample.name;
    }
}

TEST(PlainRequests, may_have_a_recv_window_far_from_its_limit) {
    EXPECT_TRUE(holds(limit + "25000=9999.999|"));
    EXPECT_FALSE(holds(limit + "25000=60000|")); // sound, but close
    EXPECT_FALSE(holds(limit + "25000=60001|"));
    EXPECT_FALSE(holds(limit + "25000=5000|25000=5000|"));
    EXPECT_FALSE(holds(limit + "25000=1.0001|"));
    SessionTable table = SessionTable::built_in();
    table.common.recv_window_max = milliseconds{5'000};
    EXPECT_TRUE(holds(limit + "25000=999|", oe, table));
    EXPECT_FALSE(holds(limit + "25000=5001|", oe, table));
}

TEST(PlainRequests, are_left_to_the_rules_where_anything_is_rare) {
    EXPECT_TRUE(holds(limit));
    EXPECT_FALSE(holds("35=D|11=A|38=-1|40=2|44=60000|54=1|55=BTCUSDT|59=1|")); // a sign
    EXPECT_FALSE(holds("35=D|11=A|38=.5|40=2|44=60000|54=1|55=BTCUSDT|59=1|")); // no digit before the point
    EXPECT_FALSE(holds("35=D|11=A|38=1|40=2|44=60000|54=1|55=\xE5\xB8\x81USDT|59=1|")); // a symbol in UTF-8
    EXPECT_FALSE(holds(limit + "52=20260714-09:30:00|")); // what the session writes
    EXPECT_FALSE(holds(limit + "10=000|"));
}

TEST(PlainRequests, are_about_one_order_in_a_session_that_takes_them) {
    EXPECT_FALSE(holds(limit, SessionKind::drop_copy));
    EXPECT_FALSE(holds(limit, SessionKind::market_data));
    EXPECT_FALSE(holds("35=q|11=C2|55=BTCUSDT|530=1|"));
    EXPECT_FALSE(holds("35=|11=A|"));
}

} // namespace
} // namespace fixguard::rules::test

// send() refuses what the exchange would refuse, before anything is spent.
#include "engine/supervised.hpp"

#include "catalog/codes.hpp"
#include "journal/request_log.hpp"
#include "support/temp_dir.hpp"

#include <filesystem>
#include <fstream>

namespace fixguard::engine {
namespace {

using ::testing::HasSubstr;

constexpr auto good = "35=D|11=good|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|";
constexpr auto no_price = "35=D|11=wrong|38=1|40=2|54=1|55=BTCUSDT|59=1|";

class Checked : public Supervised {
protected:
    SessionSettings checked(SessionKind kind = SessionKind::order_entry) const {
        SessionSettings settings = session(kind);
        settings.preflight = true;
        return settings;
    }
    test::TempDir folder;
};

TEST_F(Checked, ARefusalHasTheExchangesCodeTextAndTag) {
    start(checked());
    const auto seat = log_on();
    const SendResult result = send(no_price);
    EXPECT_EQ(result.status, SendStatus::refused);
    ASSERT_TRUE(result.refusal);
    EXPECT_EQ(result.refusal->code, code::mandatory_param_empty_or_malformed);
    EXPECT_EQ(result.refusal->code_name, "MANDATORY_PARAM_EMPTY_OR_MALFORMED");
    EXPECT_EQ(result.refusal->tag, tag::Price);
    EXPECT_EQ(result.refusal->text, "Required tag '44' missing.");
    seat->connection().reset();
}

TEST_F(Checked, ARefusalCostsNothing) {
    SessionSettings settings = checked();
    settings.journal_folder = folder.file("journal");
    settings.message_limit = WindowLimit{20, std::chrono::hours(1)};
    std::filesystem::create_directories(settings.journal_folder);
    std::get<journal::RequestLog>(journal::RequestLog::open(folder.file("journal/oe.requests"), "oe", 1));
    start(settings); // its journal has room for one request
    const auto seat = log_on();
    const SessionStatus before = supervisor->status("oe");
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(send(no_price).status, SendStatus::refused);
    const SessionStatus after = supervisor->status("oe");
    EXPECT_EQ(after.messages_used, before.messages_used);
    EXPECT_EQ(after.next_outbound, before.next_outbound);
    EXPECT_EQ(after.in_flight, 0U);
    EXPECT_TRUE(send(good));
    EXPECT_THAT(seat->hear(), HasSubstr("|34=2|"));
    seat->connection().reset();
}

TEST_F(Checked, ItIsTheKindOfTheSessionThatCounts) {
    start(checked(SessionKind::drop_copy));
    const auto result = send(good, "dc");
    ASSERT_TRUE(result.refusal);
    EXPECT_EQ(result.refusal->code, code::not_allowed_in_drop_copy_sessions);
}

TEST_F(Checked, TheDictionaryOfTheSettingsCounts) {
    SessionSettings settings = checked();
    settings.data_dictionary = folder.file("own.xml");
    std::ofstream(settings.data_dictionary)
        << "<fix type='FIX' major='4' minor='4'><header/><trailer/>"
           "<messages><message name='NewOrderSingle' msgtype='D' msgcat='app'>"
           "<field name='ClOrdID' required='Y'/></message></messages>"
           "<fields><field number='11' name='ClOrdID' type='STRING'/></fields></fix>";
    start(settings);
    const auto result = send(good);
    ASSERT_TRUE(result.refusal);
    EXPECT_EQ(result.refusal->code, code::unknown_param);
}

TEST_F(Checked, WhatTheSessionSetsItselfIsNotTheUsers) {
    start(checked());
    const auto seat = log_on();
    EXPECT_FALSE(send("35=D|11=a|34=7|38=1|40=1|54=1|55=BTCUSDT|"));
    EXPECT_EQ(send("35=0|").status, SendStatus::malformed) << "a Heartbeat<0> is sound, but not the user's";
    EXPECT_FALSE(send("35=D|11=a"));
    EXPECT_FALSE(send(""));
    EXPECT_TRUE(send(good));
    EXPECT_THAT(seat->hear(), HasSubstr("|34=2|"));
    seat->connection().reset();
}

TEST_F(Checked, ASettingSwitchesItOff) {
    SessionSettings settings = checked();
    settings.preflight = false;
    start(settings);
    const auto seat = log_on();
    EXPECT_TRUE(send(no_price));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=wrong|"));
    seat->connection().reset();
}

} // namespace
} // namespace fixguard::engine

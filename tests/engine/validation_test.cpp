// No fill is lost to validation: what QuickFIX would drop, and answer with a Reject<3>, reaches the user as a
// view of its bytes, with one warning for each new thing.
#include "engine/staged.hpp"

namespace fixguard::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto a_report = "11=a|14=0|17=1|32=0|37=1|38=1|39=0|40=2|44=1|54=1|55=BTCUSDT|150=0|151=1|";

struct Row {
    const char* name;
    std::string body;   // what the exchange sends
    const char* news;   // the first warning; nullptr: none
    std::size_t things; // warnings in all
};

Row report(const char* name, const std::string& more, const char* news, std::size_t things = 1) {
    return {name, "35=8|" + std::string(a_report) + more, news, things};
}

class Validation : public Staged, public ::testing::WithParamInterface<Row> {};

TEST_P(Validation, CostsNoMessageAndIsToldOnce) {
    create({session()});
    const auto exchange = log_on();
    for (int i = 0; i < 3; ++i)
        exchange->say(GetParam().body);
    const std::string& body = GetParam().body;
    const std::string fields = "|56=OE|" + body.substr(body.find('|') + 1) + "10=";
    EXPECT_EQ(witness.count("oe message 8=FIX.4.4"), 3U);
    EXPECT_EQ(witness.count(fields), 3U) << "not byte for byte";
    EXPECT_EQ(witness.count("oe error"), GetParam().things);
    if (GetParam().news != nullptr) {
        EXPECT_EQ(witness.count(std::string("the dictionary does not have this: MsgType(35) ") +
                                GetParam().news + " -> nothing to do"),
                  1U);
    }
    EXPECT_EQ(exchange->hear(), "") << "something was said to it";
    EXPECT_EQ(crew->find("oe")->status().next_inbound, 5U);
    EXPECT_FALSE(exchange->is_over());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Validation,
    ::testing::Values(
        Row{"UnknownMessage", "35=XZZ|11=a|", "XZZ: the message is unknown", 1},
        Row{"NewValue", "35=8|14=0|32=0|39=E|40=2|54=1|55=BTCUSDT|150=0|", "8: tag 39 has the new value 'E'",
            1},
        report("UnknownTag", "25999=x|", "8: tag 25999 is unknown"),
        report("UnknownTagBelow5000", "378=x|", "8: tag 378 is unknown"),
        report("TagOfAnotherMessage", "148=x|", "8: tag 148 is not one of this message"),
        Row{"NothingThatIsRequired", "35=8|58=bare|", "8: tag 55 is missing", 7},
        report("NoValue", "58=|", "8: tag 58 has no value"),
        Row{"NoNumber", "35=8|14=abc|32=0|39=0|40=2|54=1|55=BTCUSDT|150=0|",
            "8: tag 14 has the new value 'abc'", 1},
        report("WrongNumberOfEntries", "136=3|137=1|138=BNB|139=4|",
               "8: tag 136 counts other entries than there are"),
        report("KnownGroup", "136=2|137=1|138=BNB|139=4|137=2|138=BNB|139=4|", nullptr, 0),
        report("UnknownGroup", "29999=2|29998=a|29998=b|", "8: tag 29998 is unknown", 2),
        report("DuplicatedTag", "11=a|", "8: tag 11 stands there twice"),
        report("HeaderTagInTheBody", "25000=1|", "8: tag 25000 stands in another part of the message"),
        report("SessionTagInTheBody", "34=9|", "8: tag 34 stands there twice"),
        report("LongOrderId", "66=39123456789|", nullptr, 0),
        Row{"AnyOrder", "35=8|151=1|150=0|55=BTCUSDT|54=1|44=1|40=2|39=0|38=1|37=1|32=0|17=1|14=0|11=a|",
            nullptr, 0},
        Row{"Utf8Symbol", "35=8|14=0|32=0|39=0|40=2|54=1|55=\xE5\xB8\x81\xE5\xAE\x89|150=0|", nullptr, 0},
        Row{"LengthBeyondTheEnd", "35=8|" + std::string(a_report) + "95=100000000|96=abc|",
            "8: tag 95 is not one of this message", 3},
        Row{"BusinessReject", "35=j|45=1|380=3|", "j: the message is unknown", 2}),
    [](const auto& row) { return std::string(row.param.name); });

class Rows : public Staged {};

TEST_F(Rows, NewsIsDelivered) {
    create({session()});
    const auto exchange = log_on();
    exchange->say("35=B|148=Soon.|");
    EXPECT_EQ(witness.count("|148=Soon.|"), 1U);
    EXPECT_EQ(witness.count("the dictionary"), 0U);
}

TEST_F(Rows, TheRepliesWithGroupsAreDelivered) {
    create({session()});
    const auto exchange = log_on();
    EXPECT_TRUE(send("35=XLQ|6136=q|"));
    exchange->say(
        "35=XLR|6136=q|25003=2|25004=1|25005=1|25006=15|25007=10|25008=s|25004=2|25005=3|25006=10000|"
        "25007=10|25008=s|");
    EXPECT_EQ(witness.count("oe message"), 1U);
    EXPECT_EQ(witness.count("the dictionary"), 0U);
    EXPECT_EQ(witness.count("fate q accepted"), 1U);
}

// The exchange has no replay: what asks for one, or wants to skip one, ends the session.
TEST_F(Rows, AQuestionForAReplayIsNotAnswered) {
    for (const char* const body : {"35=2|7=1|16=0|", "35=4|123=Y|36=10|"}) {
        create({session()});
        const auto exchange = log_on();
        EXPECT_TRUE(send("35=D|11=a|"));
        exchange->hear();
        exchange->say(body);
        EXPECT_THAT(exchange->hear(), HasSubstr("|35=5|"));
        EXPECT_EQ(exchange->hear(), "");
        crew.reset();
    }
    EXPECT_EQ(witness.count("error sequence gap"), 2U);
}

// Each thing is told once for the session, not for each connection.
TEST_F(Rows, ANewThingIsNotNewOnTheNextConnection) {
    create({session()});
    for (int i = 0; i < 2; ++i) {
        const auto exchange = i == 0 ? log_on() : accept();
        exchange->say("35=8|" + std::string(a_report) + "25999=x|");
        exchange->say("35=8|" + std::string(a_report) + "25998=" + std::to_string(i) + "|");
        exchange->break_off();
        stage.run_posted();
        stage.pass(milliseconds{1'000});
    }
    EXPECT_EQ(witness.count("tag 25999 is unknown"), 1U);
    EXPECT_EQ(witness.count("tag 25998 is unknown"), 1U);
}

// Reports like the one before are not read by all rules again.
TEST_F(Rows, WhatDiffersFromManyAlikeIsToldAllTheSame) {
    create({session()});
    const auto exchange = log_on();
    const std::string alike = "35=8|" + std::string(a_report);
    const auto news_of = [&](const std::string& body) {
        const std::size_t before = witness.count("the dictionary does not have this");
        for (int i = 0; i < 3; ++i)
            exchange->say(alike);
        exchange->say(body);
        return witness.count("the dictionary does not have this") - before;
    };
    std::string new_value = alike;
    new_value.replace(new_value.find("|39=0|"), 6, "|39=E|");
    EXPECT_EQ(news_of(alike), 0U);
    EXPECT_EQ(news_of(new_value), 1U);
    EXPECT_EQ(news_of(alike + "58=|"), 1U);
    EXPECT_EQ(news_of(alike + "25999=x|"), 1U);
    EXPECT_EQ(news_of(alike + "34=9|"), 1U);
    EXPECT_EQ(news_of("35=XZZ|" + std::string(a_report)), 1U);
    EXPECT_EQ(news_of(alike), 0U);
}

TEST_F(Rows, APeerThatSendsNothingSoundDoesNotFillTheMemory) {
    create({session()});
    const auto exchange = log_on();
    for (int i = 0; i < 1'000; ++i)
        exchange->say("35=8|" + std::string(a_report) + std::to_string(30'000 + i) + "=x|");
    EXPECT_EQ(witness.count("oe message"), 1'000U);
    EXPECT_EQ(witness.count("is unknown"), 200U);
}

} // namespace
} // namespace fixguard::engine

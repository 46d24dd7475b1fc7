// FIX::Session between strings: what it writes, and what it is kept from doing.
#include "engine/quickfix_session.hpp"

#include "support/test_key.hpp"
#include "support/test_peer.hpp"
#include "support/virtual_clock.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace fixguard::engine {
namespace {

using test::TempFile;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Outbound : public QuickFixSession::Writer {
public:
    transport::WriteResult write(std::string_view message) noexcept override {
        messages.push_back(wire::to_readable(message));
        return result;
    }
    std::vector<std::string> messages;
    transport::WriteResult result = transport::WriteResult::handed_over;
};

std::vector<std::string> tags_of(const std::string& readable) {
    const std::string bytes = wire::from_readable(readable);
    wire::FieldCursor fields(bytes);
    std::vector<std::string> tags;
    for (wire::Field field; fields.next(field);)
        tags.emplace_back(field.tag_text);
    return tags;
}

std::string value(const std::string& readable, tag::Tag tag) {
    const std::string bytes = wire::from_readable(readable);
    return std::string(wire::MessageView(bytes).find(tag).value_or("absent"));
}

class QuickFix : public ::testing::Test {
protected:
    QuickFix() {
        const TempFile file(test::ed25519_key);
        recipe.key = std::get<SigningKey>(SigningKey::load(file.path()));
        recipe.target_comp_id = "SPOT";
        recipe.heart_bt_int = std::chrono::seconds(30);
        recipe.api_key = Secret("the-api-key");
        recipe.dictionary = std::make_unique<LeanDictionary>(*dictionary::built_in(SessionKind::order_entry));
    }

    void receive(const std::string& body) {
        const std::string message = wire::frame_body(wire::from_readable(body));
        session().take_logon(message, wire::MessageView(message).find_seq_num(tag::MsgSeqNum).value_or(1));
    }
    void log_on() {
        session().log_on();
        receive("35=A|34=1|49=SPOT|56=ME|52=20260101-00:00:00.000000|98=0|108=30|25037=u|");
        EXPECT_TRUE(session().is_logged_on()) << session().last_event();
        session().open_gate();
        out.messages.clear();
    }
    QuickFixSession& session() {
        if (!session_) session_ = std::make_unique<QuickFixSession>(recipe, "ME", out);
        return *session_;
    }

    LogonRecipe recipe;
    Outbound out;
    const UtcTime now = *wire::parse_utc_timestamp("20260101-10:11:12.131415");

private:
    std::unique_ptr<QuickFixSession> session_;
};

bool is_signed(const std::string& logon, const std::string& public_key) {
    BIO* const bio = BIO_new_mem_buf(public_key.data(), static_cast<int>(public_key.size()));
    EVP_PKEY* const key = PEM_read_bio_PUBKEY(bio, nullptr, nullptr, nullptr);
    const std::string payload = wire::from_readable("A|" + value(logon, 49) + "|" + value(logon, 56) + "|" +
                                                    value(logon, 34) + "|" + value(logon, 52));
    const std::string text = value(logon, 96);
    std::string signature(text.size(), '\0');
    EVP_DecodeBlock(reinterpret_cast<unsigned char*>(signature.data()),
                    reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    const bool good =
        EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key) == 1 &&
        EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()), 64,
                         reinterpret_cast<const unsigned char*>(payload.data()), payload.size()) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    BIO_free(bio);
    return good;
}

TEST_F(QuickFix, WritesASignedLogonWithTheFieldsInTheirOrder) {
    recipe.recv_window = "5000";
    recipe.response_mode = 2;
    session().log_on();
    ASSERT_EQ(out.messages.size(), 1U);
    const std::string& logon = out.messages[0];
    EXPECT_THAT(tags_of(logon), ElementsAre("8", "9", "35", "34", "49", "52", "56", "25000", "95", "96", "98",
                                            "108", "141", "553", "25035", "25036", "10"));
    EXPECT_EQ(value(logon, tag::MsgSeqNum), "1");
    EXPECT_EQ(value(logon, tag::ResetSeqNumFlag), "Y");
    EXPECT_EQ(value(logon, tag::RawDataLength), "88");
    EXPECT_EQ(value(logon, tag::SendingTime).size(), std::string("20260101-00:00:00.000000").size());
    EXPECT_TRUE(is_signed(logon, recipe.key->public_key_pem()));
}

TEST_F(QuickFix, AsksForADropCopyWhereItIsOne) {
    recipe.drop_copy = true;
    session().log_on();
    EXPECT_EQ(value(out.messages.at(0), tag::DropCopyFlag), "Y");
}

TEST_F(QuickFix, NumbersAndStampsWhatItSends) {
    log_on();
    const auto sent = session().send(wire::from_readable("35=D|11=a|55=BTCUSDT|54=1|40=1|38=1|"), now);
    EXPECT_EQ(sent.status, QuickFixSession::Sent::Status::written);
    EXPECT_EQ(sent.msg_seq_num, 2U);
    EXPECT_EQ(session().next_outbound(), 3U);
    ASSERT_EQ(out.messages.size(), 1U);
    EXPECT_EQ(value(out.messages[0], tag::MsgSeqNum), "2");
    EXPECT_EQ(value(out.messages[0], tag::SenderCompID), "ME");
    EXPECT_EQ(value(out.messages[0], tag::SendingTime), "20260101-10:11:12.131415");
}

TEST_F(QuickFix, StampsWithTheCorrectedClock) {
    log_on();
    session().set_clock_correction(std::chrono::seconds(-2));
    session().send(wire::from_readable("35=D|11=a|"), now);
    EXPECT_EQ(value(out.messages.at(0), tag::SendingTime), "20260101-10:11:10.131415");
}

TEST_F(QuickFix, NumbersItsOwnMessagesAndThoseOfTheUserInOneRow) {
    log_on();
    session().send(wire::from_readable("35=D|11=a|"), now);
    session().send_heartbeat({});
    session().send(wire::from_readable("35=D|11=b|"), now);
    session().send_test_request("are you there");
    session().send(wire::from_readable("35=D|11|"), now); // malformed: takes no number
    session().send(wire::from_readable("35=D|11=c|"), now);
    session().log_out({});
    std::vector<std::string> numbers;
    for (const std::string& message : out.messages)
        numbers.push_back(value(message, tag::MsgType) + value(message, tag::MsgSeqNum));
    EXPECT_THAT(numbers, ElementsAre("D2", "03", "D4", "15", "D6", "57"));
}

TEST_F(QuickFix, PutsRecvWindowIntoTheHeader) {
    log_on();
    session().send(wire::from_readable("35=D|11=a|25000=100|"), now);
    EXPECT_THAT(tags_of(out.messages.at(0)),
                ElementsAre("8", "9", "35", "34", "49", "52", "56", "25000", "11", "10"));
}

TEST_F(QuickFix, KeepsGroupsWithinGroupsInTheOrderOfTheExchange) {
    log_on();
    session().send(wire::from_readable("35=E|25014=list|73=2|11=w|55=BTCUSDT|54=1|40=2|38=1|44=1|59=1|"
                                       "11=p|55=BTCUSDT|54=2|40=1|38=1|25010=1|25011=3|25012=0|25013=1|"
                                       "1385=2|"),
                   now);
    EXPECT_THAT(out.messages.at(0), HasSubstr("|73=2|11=w|"));
    EXPECT_THAT(out.messages.at(0), HasSubstr("|25010=1|25011=3|25012=0|25013=1|"));
    EXPECT_THAT(out.messages.at(0), HasSubstr("|11=p|"));
}

TEST_F(QuickFix, RefusesWhatIsNoApplicationMessage) {
    log_on();
    using Status = QuickFixSession::Sent::Status;
    for (const char* const body : {"", "35=D|11=a", "11=a|35=D|", "35=|11=a|", "35=D|11|", "35=D|0=a|",
                                   "35=D|34=7|", "35=D|49=X|", "35=D|10=000|", "35=5|58=bye|", "35=0|",
                                   "35=A|", "35=j|", "35=D|35=D|", "35=D|95=100000000|96=abc|"})
        EXPECT_EQ(session().send(wire::from_readable(body), now).status, Status::malformed) << body;
    EXPECT_THAT(out.messages, IsEmpty());
    EXPECT_EQ(session().next_outbound(), 2U);
}

TEST_F(QuickFix, TellsThatAWriteFailed) {
    log_on();
    out.result = transport::WriteResult::backlog_full;
    const auto sent = session().send(wire::from_readable("35=D|11=a|"), now);
    EXPECT_EQ(sent.status, QuickFixSession::Sent::Status::write_failed);
    EXPECT_EQ(sent.write_result, transport::WriteResult::backlog_full);
}

TEST_F(QuickFix, SendsHeartbeatsAndTestRequests) {
    log_on();
    session().send_heartbeat({});
    session().send_heartbeat("the question");
    session().send_test_request("are you there");
    ASSERT_EQ(out.messages.size(), 3U);
    EXPECT_EQ(value(out.messages[0], tag::MsgType), "0");
    EXPECT_EQ(value(out.messages[0], tag::TestReqID), "absent");
    EXPECT_THAT(out.messages[1], AllOf(HasSubstr("|35=0|"), HasSubstr("|112=the question|")));
    EXPECT_THAT(out.messages[2], AllOf(HasSubstr("|35=1|"), HasSubstr("|112=are you there|")));
}

TEST_F(QuickFix, RefusesALogonThatIsNone) {
    session().log_on();
    receive("35=A|34=1|52=20260101-00:00:00.000000|98=0|108=30|"); // from nobody to nobody
    EXPECT_FALSE(session().is_logged_on());
    EXPECT_NE(session().last_event(), "");
    EXPECT_THAT(out.messages, ElementsAre(HasSubstr("|35=A|"))) << "QuickFIX answered";
}

// What QuickFIX does with a second session of the same name is settled when the first one ends.
TEST_F(QuickFix, MindsNoOtherSessionOfItsName) {
    log_on();
    { QuickFixSession twin(recipe, "ME", out); }
    EXPECT_EQ(session().send(wire::from_readable("35=D|11=a|"), now).status,
              QuickFixSession::Sent::Status::written);
}

TEST_F(QuickFix, LogsOutOnceAndSendsNothingMore) {
    log_on();
    session().log_out({});
    session().log_out({});
    EXPECT_EQ(session().send(wire::from_readable("35=D|11=a|"), now).status,
              QuickFixSession::Sent::Status::gate_closed);
    EXPECT_THAT(out.messages, ElementsAre(HasSubstr("|35=5|")));
}

// It judges silence by the clock as soon as it has logged out, and has read nothing since the Logon<A>.
TEST_F(QuickFix, AsksForNoHeartbeatBehindItsLogout) {
    for (const auto silence : {std::chrono::seconds(40), std::chrono::seconds(80)}) {
        const test::VirtualClock clock(std::chrono::system_clock::now());
        QuickFixSession leaving(recipe, "ME", out);
        leaving.log_on();
        const std::string logon = wire::frame_body(
            wire::from_readable("35=A|34=1|49=SPOT|56=ME|52=20260101-00:00:00.000000|98=0|108=30|25037=u|"));
        leaving.take_logon(logon, 1);
        ASSERT_TRUE(leaving.is_logged_on());
        out.messages.clear();
        clock.advance(silence);
        leaving.log_out({});
        leaving.send_heartbeat({});
        leaving.log_out({});
        EXPECT_THAT(out.messages, ElementsAre(AllOf(HasSubstr("|35=5|"), HasSubstr("|34=2|"))));
    }
}

} // namespace
} // namespace fixguard::engine

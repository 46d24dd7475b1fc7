// Settings files: what is read, and the one line that each mistake earns.
#include "engine/settings.hpp"
#include "rules/session_table.hpp"

#include "support/test_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Thirteen lines; tests put theirs behind.
const std::string sound = R"([DEFAULT]
ConnectionType=initiator
BeginString=FIX.4.4
TargetCompID=SPOT
HeartBtInt=30
FixguardKeyFile=key.pem
FixguardApiKeyEnv=API_KEY
[SESSION]
FixguardSessionKind=oe
SenderCompID=OE1
SocketConnectHost=fix-oe.example.com
SocketConnectPort=9000
)";

SessionSettings read(const std::string& text) {
    const auto parsed = parse_settings(text, "x.cfg");
    const auto* const error = std::get_if<std::string>(&parsed);
    EXPECT_EQ(error, nullptr) << *error;
    return error != nullptr ? SessionSettings{} : std::get<Settings>(parsed).sessions.at(0);
}

std::string refusal(const std::string& text) {
    const auto parsed = parse_settings(text, "x.cfg");
    const auto* const error = std::get_if<std::string>(&parsed);
    return error == nullptr ? "accepted" : *error;
}

// The sound file with one line in place of another.
std::string with(const std::string& line, const std::string& instead) {
    std::string text = sound;
    const std::size_t at = text.find(line + "\n");
    EXPECT_NE(at, std::string::npos) << line;
    return text.replace(at, line.size(), instead);
}

TEST(Settings, AreReadWithDefaultsBehindSessions) {
    const SessionSettings session = read(sound + "LogoutTimeout=7\nFixguardResponseMode=2\n"
                                                 "FixguardRecvWindowMs=60000\nFixguardAttemptLimit=3/2000\n"
                                                 "FixguardOtherPort=9001\n");
    EXPECT_EQ(session.name, "oe");
    EXPECT_EQ(session.kind, SessionKind::order_entry);
    EXPECT_EQ(session.endpoint, (Endpoint{"fix-oe.example.com", 9000}));
    EXPECT_EQ(session.other_endpoint, (Endpoint{"fix-oe.example.com", 9001}));
    EXPECT_EQ(session.names, (NamePolicy{NamePolicy::Kind::fixed, {"OE1"}}));
    EXPECT_EQ(session.target_comp_id, "SPOT");
    EXPECT_EQ(session.heart_bt_int, std::chrono::seconds(30));
    EXPECT_EQ(session.logout_timeout, std::chrono::seconds(7));
    EXPECT_EQ(session.response_mode, 2);
    EXPECT_EQ(session.recv_window, "60000");
    EXPECT_EQ(session.attempt_limit, (rules::WindowLimit{3, milliseconds{2'000}}));
    EXPECT_EQ(session.message_limit, std::nullopt);
    EXPECT_EQ(session.first_backoff, milliseconds{500});
    EXPECT_EQ(session.longest_backoff, milliseconds{30'000});
    EXPECT_EQ(session.circuit_threshold, 5U);
    EXPECT_FALSE(session.close_notice);
    EXPECT_FALSE(session.correct_clock);
    EXPECT_TRUE(session.preflight);
    EXPECT_EQ(session.request_timeout, milliseconds{15'000});
    EXPECT_EQ(session.absence_proof, milliseconds{0});
    EXPECT_EQ(session.journal_folder, "");
    EXPECT_EQ(session.key_file, "key.pem");
    EXPECT_EQ(session.api_key_env, "API_KEY");
}

TEST(Settings, SayHowMuchIsRiskedForRecovery) {
    const SessionSettings session =
        read(sound + "FixguardMessageLimit=100/2000\nFixguardFirstBackoffMs=7\n"
                     "FixguardLongestBackoffMs=8\nFixguardCircuitThreshold=0\nFixguardCloseNoticeMs=3000\n"
                     "FixguardCorrectClock=Y\nFixguardPreflight=N\nFixguardRequestTimeoutMs="
                     "0\nFixguardAbsenceProofMs=70000\nFixguardJournalFolder=j\n");
    EXPECT_EQ(session.message_limit, (WindowLimit{100, milliseconds{2'000}}));
    EXPECT_EQ(session.first_backoff, milliseconds{7});
    EXPECT_EQ(session.longest_backoff, milliseconds{8});
    EXPECT_EQ(session.circuit_threshold, 0U);
    EXPECT_EQ(session.close_notice, milliseconds{3'000});
    EXPECT_TRUE(session.correct_clock);
    EXPECT_FALSE(session.preflight);
    EXPECT_EQ(session.request_timeout, milliseconds{0});
    EXPECT_EQ(session.absence_proof, milliseconds{70'000});
    EXPECT_EQ(session.journal_folder, "j");
}

TEST(Settings, ASessionsValueWinsOverTheDefault) {
    EXPECT_EQ(read(sound + "HeartBtInt=10\n").heart_bt_int, std::chrono::seconds(10));
}

TEST(Settings, KeysMayBeWrittenInAnyCaseAsInQuickFix) {
    EXPECT_EQ(read(with("HeartBtInt=30", "heartbtint=10")).heart_bt_int, std::chrono::seconds(10));
}

TEST(Settings, NamesCanBeAPoolOrAPattern) {
    EXPECT_EQ(read(sound + "FixguardSenderCompIDs=OE1, OE2,OE3\n").names,
              (NamePolicy{NamePolicy::Kind::pool, {"OE1", "OE2", "OE3"}}));
    EXPECT_EQ(read(sound + "FixguardSenderCompIDs=OE?\n").names,
              (NamePolicy{NamePolicy::Kind::pattern, {"OE?"}}));
}

TEST(Settings, WhatQuickFixUsersHaveInTheirFilesMayStayWhereItIsRight) {
    EXPECT_EQ(read(sound + "ResetOnLogon=Y\nPersistMessages=N\nUseDataDictionary=Y\n").name, "oe");
}

TEST(Settings, ErrorsAboutFilesNameTheLine) {
    const SessionSettings session = read(sound);
    EXPECT_EQ(session.origin.at("FixguardKeyFile", session.name), "x.cfg:6: [SESSION 1] FixguardKeyFile");
    EXPECT_EQ(session.origin.at("FixguardCAFile", session.name), "x.cfg:8: [SESSION 1] FixguardCAFile");
    const SessionSettings made_in_code;
    EXPECT_EQ(made_in_code.origin.at("FixguardKeyFile", "oe"), "session oe: FixguardKeyFile");
}

struct Mistake {
    std::string what;
    std::string text;
    std::string refusal; // its beginning
};

class Mistakes : public ::testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, EarnOneLineWithPlaceAndReason) {
    const std::string line = refusal(GetParam().text);
    EXPECT_THAT(line, ::testing::StartsWith(GetParam().refusal));
    EXPECT_EQ(line.find('\n'), std::string::npos);
}

const std::vector<Mistake> mistakes{
    {"UnknownKey", sound + "HeartBeat=30\n", "x.cfg:13: [SESSION 1] HeartBeat: unknown key"},
    {"UnknownKeyInDefault", with("HeartBtInt=30", "HeartBt=30"), "x.cfg:5: [DEFAULT] HeartBt: unknown key"},
    {"RepeatedKey", sound + "SenderCompID=OE2\n", "x.cfg:13: [SESSION 1] SenderCompID: repeated; line 10"},
    {"RepeatedInAnotherCase", sound + "sendercompid=OE2\n",
     "x.cfg:13: [SESSION 1] sendercompid: repeated; line 10"},
    {"RepeatedDefault", sound + "[DEFAULT]\n", "x.cfg:13: [DEFAULT]: repeated; line 1"},
    {"UnknownSection", sound + "[SESSIONS]\n", "x.cfg:13: [SESSIONS]: unknown section"},
    {"NoSection", "HeartBtInt=30\n", "x.cfg:1: stands before the first section"},
    {"NoSession", "[DEFAULT]\nHeartBtInt=30\n", "x.cfg: there is no [SESSION]"},
    {"NoKeyValue", sound + "what is this\n", "x.cfg:13: [SESSION 1]: this line is no Key=Value"},
    {"NoKey", sound + "=3\n", "x.cfg:13: [SESSION 1]: a key is missing"},
    {"NoValue", with("HeartBtInt=30", "HeartBtInt="), "x.cfg:5: [DEFAULT] HeartBtInt: has no value"},
    {"TrailingComment", with("HeartBtInt=30", "HeartBtInt=30 # s"),
     "x.cfg:5: [DEFAULT] HeartBtInt: a comment behind the value"},
    {"NameInDefault", with("HeartBtInt=30", "SenderCompID=X"),
     "x.cfg:5: [DEFAULT] SenderCompID: names one session"},
    {"Acceptor", with("ConnectionType=initiator", "ConnectionType=acceptor"),
     "x.cfg:2: [DEFAULT] ConnectionType: is 'acceptor' but has to be initiator"},
    {"OtherVersion", with("BeginString=FIX.4.4", "BeginString=FIX.4.2"),
     "x.cfg:3: [DEFAULT] BeginString: is 'FIX.4.2'"},
    {"NoReset", sound + "ResetOnLogon=N\n", "x.cfg:13: [SESSION 1] ResetOnLogon: is 'N' but has to be Y"},
    {"Schedule", sound + "StartTime=00:00:00\n",
     "x.cfg:13: [SESSION 1] StartTime: sessions have no schedule"},
    {"QuickFixCa", sound + "CertificationAuthoritiesFile=x\n",
     "x.cfg:13: [SESSION 1] CertificationAuthoritiesFile: write FixguardCAFile"},
    {"MissingConnectionType", with("ConnectionType=initiator", "#"),
     "x.cfg:8: [SESSION 1] ConnectionType: is missing"},
    {"MissingName", with("SenderCompID=OE1", "#"), "x.cfg:8: [SESSION 1] SenderCompID: is missing"},
    {"MissingKind", with("FixguardSessionKind=oe", "#"),
     "x.cfg:8: [SESSION 1] FixguardSessionKind: is missing"},
    {"OtherKind", with("FixguardSessionKind=oe", "FixguardSessionKind=fx"),
     "x.cfg:9: [SESSION 1] FixguardSessionKind: is 'fx' but has to be oe, dc or md"},
    {"LongName", with("SenderCompID=OE1", "SenderCompID=OE1234567"),
     "x.cfg:10: [SESSION 1] SenderCompID: is 'OE1234567'"},
    {"BadTarget", with("TargetCompID=SPOT", "TargetCompID=SP OT"),
     "x.cfg:4: [SESSION 1] TargetCompID: is 'SP OT'"},
    {"BadPattern", sound + "FixguardSenderCompIDs=OE1??????\n",
     "x.cfg:13: [SESSION 1] FixguardSenderCompIDs: is 'OE1?"},
    {"NameOutsidePattern", sound + "FixguardSenderCompIDs=XX?\n",
     "x.cfg:13: [SESSION 1] FixguardSenderCompIDs: SenderCompID 'OE1' does not fit"},
    {"NameOutsidePool", sound + "FixguardSenderCompIDs=A,B\n",
     "x.cfg:13: [SESSION 1] FixguardSenderCompIDs: SenderCompID 'OE1' is not in the list"},
    {"BadNameInPool", sound + "FixguardSenderCompIDs=OE1,,B\n",
     "x.cfg:13: [SESSION 1] FixguardSenderCompIDs: has ''"},
    {"NoHost", with("SocketConnectHost=fix-oe.example.com", "#"),
     "x.cfg:8: [SESSION 1] SocketConnectHost: is missing"},
    {"PortZero", with("SocketConnectPort=9000", "SocketConnectPort=0"),
     "x.cfg:12: [SESSION 1] SocketConnectPort: is '0' but has to be a number from 1 to 65535"},
    {"PortTooLarge", with("SocketConnectPort=9000", "SocketConnectPort=65536"),
     "x.cfg:12: [SESSION 1] SocketConnectPort"},
    {"PortNoNumber", with("SocketConnectPort=9000", "SocketConnectPort=http"),
     "x.cfg:12: [SESSION 1] SocketConnectPort"},
    {"SameOther", sound + "FixguardOtherPort=9000\n",
     "x.cfg:8: [SESSION 1] FixguardOtherHost: is the server"},
    {"HeartBtIntTooSmall", with("HeartBtInt=30", "HeartBtInt=4"),
     "x.cfg:5: [SESSION 1] HeartBtInt: is '4' but has to be a number from 5 to 60"},
    {"HeartBtIntTooLarge", with("HeartBtInt=30", "HeartBtInt=61"), "x.cfg:5: [SESSION 1] HeartBtInt"},
    {"NoHeartBtInt", with("HeartBtInt=30", "#"), "x.cfg:8: [SESSION 1] HeartBtInt: is missing"},
    {"NoApiKey", with("FixguardApiKeyEnv=API_KEY", "#"),
     "x.cfg:8: [SESSION 1] FixguardApiKeyEnv: is missing"},
    {"TwoApiKeys", sound + "FixguardApiKeyFile=f\n", "x.cfg:13: [SESSION 1] FixguardApiKeyFile: contradicts"},
    {"NoKeyFile", with("FixguardKeyFile=key.pem", "#"), "x.cfg:8: [SESSION 1] FixguardKeyFile: is missing"},
    {"PlainWithCa", sound + "FixguardTransport=plain\nFixguardCAFile=ca\n",
     "x.cfg:14: [SESSION 1] FixguardCAFile: contradicts FixguardTransport=plain"},
    {"OtherTransport", sound + "FixguardTransport=ssl\n",
     "x.cfg:13: [SESSION 1] FixguardTransport: is 'ssl'"},
    {"ModeOnDropCopy", with("FixguardSessionKind=oe", "FixguardSessionKind=dc") + "FixguardResponseMode=1\n",
     "x.cfg:13: [SESSION 1] FixguardResponseMode: is for order entry"},
    {"RecvWindowTooLarge", sound + "FixguardRecvWindowMs=60000.1\n",
     "x.cfg:13: [SESSION 1] FixguardRecvWindowMs"},
    {"RecvWindowTooFine", sound + "FixguardRecvWindowMs=1.2345\n",
     "x.cfg:13: [SESSION 1] FixguardRecvWindowMs"},
    {"BadLimit", sound + "FixguardAttemptLimit=15\n", "x.cfg:13: [SESSION 1] FixguardAttemptLimit: is '15'"},
    {"BadMessageLimit", sound + "FixguardMessageLimit=0/1000\n",
     "x.cfg:13: [SESSION 1] FixguardMessageLimit: is '0/1000'"},
    {"AbsenceThatProvesNothing", sound + "FixguardAbsenceProofMs=69999\n",
     "x.cfg:13: [SESSION 1] FixguardAbsenceProofMs: has to be 0 or at least 70000: so late an order may "
     "still "
     "be executed"},
    {"AbsenceOfOneThatTravels", with("HeartBtInt=30", "HeartBtInt=5") + "FixguardAbsenceProofMs=29999\n",
     "x.cfg:13: [SESSION 1] FixguardAbsenceProofMs: has to be 0 or at least 30000: so late an order may "
     "still "
     "be executed"},
    {"BackoffsTheWrongWayRound", sound + "FixguardLongestBackoffMs=499\n",
     "x.cfg:13: [SESSION 1] FixguardLongestBackoffMs: is less than FixguardFirstBackoffMs"},
    {"BadCloseNotice", sound + "FixguardCloseNoticeMs=300001\n",
     "x.cfg:13: [SESSION 1] FixguardCloseNoticeMs"},
    {"BadThreshold", sound + "FixguardCircuitThreshold=1001\n",
     "x.cfg:13: [SESSION 1] FixguardCircuitThreshold"},
    {"BadPreflightSwitch", sound + "FixguardPreflight=no\n",
     "x.cfg:13: [SESSION 1] FixguardPreflight: is 'no' but has to be Y or N"},
    {"BadClockSwitch", sound + "FixguardCorrectClock=yes\n",
     "x.cfg:13: [SESSION 1] FixguardCorrectClock: is 'yes' but has to be Y or N"},
    {"NameThatIsNoFile", sound + "FixguardJournalFolder=j\nSessionQualifier=a/b\n",
     "x.cfg:14: [SESSION 1] SessionQualifier: has '/' in it"},
    {"OtherJournal",
     sound + "FixguardJournalFolder=j\n[SESSION]\nSenderCompID=DC1\nFixguardSessionKind=dc\n"
             "SocketConnectHost=x\nSocketConnectPort=1\n",
     "x.cfg:14: [SESSION 2] FixguardJournalFolder: session 1 has another one"},
    {"SameIdentity", sound + "[SESSION]\nSenderCompID=OE1\nFixguardSessionKind=dc\n",
     "x.cfg:13: [SESSION 2] SessionQualifier: session 1 has the same SenderCompID"},
    {"SameSessionName",
     sound +
         "[SESSION]\nSenderCompID=OE2\nFixguardSessionKind=oe\nSocketConnectHost=h\nSocketConnectPort=1\n",
     "x.cfg:13: [SESSION 2] SessionQualifier: session 1 is called 'oe' too"},
    {"SameFixedName",
     sound + "[SESSION]\nSenderCompID=OE1\nSessionQualifier=b\nFixguardSessionKind=dc\nSocketConnectHost="
             "h\nSocketConnectPort=1\n",
     "x.cfg:13: [SESSION 2] SenderCompID: session 1 uses 'OE1' too"},
    {"OtherLimit",
     sound + "[SESSION]\nSenderCompID=OE2\nSessionQualifier=b\nFixguardSessionKind=oe\nSocketConnectHost="
             "h\nSocketConnectPort=1\n"
             "FixguardAttemptLimit=1/1000\n",
     "x.cfg:13: [SESSION 2] FixguardAttemptLimit: session 1 has another one"},
};

INSTANTIATE_TEST_SUITE_P(Settings, Mistakes, ::testing::ValuesIn(mistakes),
                         [](const auto& mistake) { return mistake.param.what; });

// The line would show it to whoever reads the error.
TEST(Settings, AnApiKeyInTheWrongPlaceIsNotShown) {
    const std::string line = refusal(with("FixguardApiKeyEnv=API_KEY", "FixguardApiKeyEnv=8sFg-secret+key"));
    EXPECT_THAT(line, HasSubstr("x.cfg:7: [SESSION 1] FixguardApiKeyEnv: is no name"));
    EXPECT_THAT(line, Not(HasSubstr("8sFg")));
}

TEST(Settings, AFileThatIsNotThereIsSaidSo) {
    const auto loaded = load_settings("/no/such/file.cfg");
    ASSERT_TRUE(std::holds_alternative<std::string>(loaded));
    EXPECT_EQ(std::get<std::string>(loaded), "/no/such/file.cfg: cannot be read: No such file or directory");
}

TEST(Settings, FileNamesAreRelativeToTheSettingsFile) {
    const test::TempFile file(sound + "DataDictionary=/absolute.xml\n");
    const auto loaded = load_settings(file.path());
    ASSERT_TRUE(std::holds_alternative<Settings>(loaded)) << std::get<std::string>(loaded);
    const SessionSettings& session = std::get<Settings>(loaded).sessions.at(0);
    EXPECT_EQ(session.key_file, file.path().substr(0, file.path().rfind('/')) + "/key.pem");
    EXPECT_EQ(session.data_dictionary, "/absolute.xml");
}

TEST(Settings, TheFilesOfThisProjectAreRead) {
    for (const char* const name : {"local", "testnet", "production"}) {
        const auto loaded = load_settings(std::string(FIXGUARD_SOURCE_DIR "/config/") + name + ".cfg");
        ASSERT_TRUE(std::holds_alternative<Settings>(loaded)) << std::get<std::string>(loaded);
        std::vector<SessionKind> kinds;
        for (const SessionSettings& session : std::get<Settings>(loaded).sessions)
            kinds.push_back(session.kind);
        EXPECT_THAT(kinds,
                    ElementsAre(SessionKind::order_entry, SessionKind::drop_copy, SessionKind::market_data));
    }
}

} // namespace
} // namespace fixguard::engine

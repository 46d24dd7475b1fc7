// A user's policy file changes what it names and nothing else, and complains with line and key.
#include "catalog/policy_table.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace fixguard::catalog {
namespace {

class PolicyFile : public testing::Test {
protected:
    std::variant<PolicyTable, std::string> load(std::string_view content) {
        std::ofstream(path_) << content;
        return PolicyTable::load(path_);
    }
    PolicyTable loaded(std::string_view content) {
        auto result = load(content);
        if (const auto* complaint = std::get_if<std::string>(&result)) {
            ADD_FAILURE() << *complaint;
            return {};
        }
        return std::get<PolicyTable>(std::move(result));
    }
    // What is said of the file, without its path.
    std::string complaint(std::string_view content) {
        const auto result = load(content);
        const auto* said = std::get_if<std::string>(&result);
        if (said == nullptr) return "no complaint";
        EXPECT_EQ(said->rfind(path_, 0), 0U) << *said;
        EXPECT_EQ(said->find('\n'), std::string::npos) << *said;
        return said->substr(std::min(path_.size(), said->size()));
    }
    void TearDown() override { std::filesystem::remove(path_); }

    std::string path_ = testing::TempDir() + "fixguard-" +
                        testing::UnitTest::GetInstance()->current_test_info()->name() + ".toml";
};

TEST(PolicyTable, SaysWhatTheCatalogueSays) {
    const PolicyTable table;
    for (const Entry& entry : entries())
        EXPECT_EQ(table.of(entry.code), entry.policy) << entry.name;
}

TEST(PolicyTable, SurfacesUnknownCodesAndActsOnNone) {
    const PolicyTable table;
    for (const std::int32_t code : {0, -1, -1004, -1192, -9999, 1171}) {
        const Policy& policy = table.of(ErrorCode{code});
        EXPECT_EQ(policy.remedy, Remedy::surface) << code;
        EXPECT_EQ(policy.fate, RequestFate::unknown) << code;
        EXPECT_EQ(policy.session_effect, SessionEffect::may_end) << code;
        EXPECT_FALSE(policy.handler_acts) << code;
    }
}

TEST_F(PolicyFile, ChangesOnlyWhatItNames) {
    const PolicyTable table = loaded("[-1179]\nsession_effect = \"may_end\"\n");
    Policy expected = find(ErrorCode{-1179})->policy;
    expected.session_effect = SessionEffect::may_end;
    for (const Entry& entry : entries()) {
        EXPECT_EQ(table.of(entry.code), entry.code == ErrorCode{-1179} ? expected : entry.policy)
            << entry.name;
    }
}

TEST_F(PolicyFile, MayChangeAllFour) {
    const PolicyTable table = loaded("[-1008]\nremedy = \"throttle\"\nhandler_acts = true\n"
                                     "fate = \"unknown\"\nsession_effect = \"ends\"\n");
    const Policy& policy = table.of(ErrorCode{-1008});
    EXPECT_EQ(policy.remedy, Remedy::throttle);
    EXPECT_TRUE(policy.handler_acts);
    EXPECT_EQ(policy.fate, RequestFate::unknown);
    EXPECT_EQ(policy.session_effect, SessionEffect::ends);
}

TEST_F(PolicyFile, MayBeEmpty) {
    EXPECT_EQ(loaded("# nothing yet\n").of(ErrorCode{-1181}), find(ErrorCode{-1181})->policy);
}

TEST_F(PolicyFile, DoesNotSpeakForTheExchange) {
    const PolicyTable table =
        loaded("[-1181]\nsession_effect = \"stays_open\"\n[-1007]\nfate = \"rejected\"\n");
    EXPECT_EQ(table.of(ErrorCode{-1181}).session_effect_basis, Basis::inferred);
    EXPECT_EQ(table.of(ErrorCode{-1007}).fate_basis, Basis::inferred);
}

TEST_F(PolicyFile, KeepsTheBasisOfWhatItRepeats) {
    EXPECT_EQ(loaded("[-1181]\nsession_effect = \"ends\"\n").of(ErrorCode{-1181}),
              find(ErrorCode{-1181})->policy);
}

TEST_F(PolicyFile, ARemedyForTheUserTakesTheHandlersHandsOff) {
    EXPECT_FALSE(loaded("[-1181]\nremedy = \"surface\"\n").of(ErrorCode{-1181}).handler_acts);
}

TEST_F(PolicyFile, NamesTheCodeThatDoesNotExist) {
    EXPECT_EQ(complaint("\n[-1192]\nremedy = \"halt\"\n"),
              ":2: [-1192] is no code of the catalogue; write it as [-1015]");
    EXPECT_EQ(complaint("[1171]\n"), ":1: [1171] is no code of the catalogue; write it as [-1015]");
    EXPECT_EQ(complaint("[engine_messages]\n"),
              ":1: [engine_messages] is no code of the catalogue; write it as [-1015]");
}

TEST_F(PolicyFile, NamesTheKeyThatCannotBeChanged) {
    const std::string rest = " cannot be changed; use remedy, handler_acts, fate or session_effect";
    EXPECT_EQ(complaint("[-1015]\nremedy = \"halt\"\nremdy = \"halt\"\n"), ":3: [-1015] key 'remdy'" + rest);
    EXPECT_EQ(complaint("[-1015]\nname = \"MINE\"\n"), ":2: [-1015] key 'name'" + rest);
    EXPECT_EQ(complaint("[-1015]\nfate_basis = \"documented\"\n"), ":2: [-1015] key 'fate_basis'" + rest);
    EXPECT_EQ(complaint("remedy = \"halt\"\n"),
              ":1: [remedy] is no code of the catalogue; write it as [-1015]");
}

TEST_F(PolicyFile, NamesTheWordThatDoesNotExistAndThoseThatDo) {
    EXPECT_EQ(
        complaint("[-1015]\nfate = \"lost\"\n"),
        ":2: [-1015] fate = \"lost\" is unknown; use one of none, not_sent, rejected, accepted, unknown");
    EXPECT_EQ(
        complaint("[-1015]\nsession_effect = 1\n"),
        ":2: [-1015] session_effect must be a word; use one of stays_open, may_end, ends, asks_for_logout");
    EXPECT_EQ(complaint("[-1015]\nhandler_acts = \"yes\"\n"),
              ":2: [-1015] handler_acts must be true or false");
}

TEST_F(PolicyFile, RefusesWhatNoHandlerCanDo) {
    EXPECT_EQ(complaint("[-1171]\nhandler_acts = true\n"),
              ":2: [-1171] handler_acts = true, but no handler can carry out fix_message; use false");
}

TEST_F(PolicyFile, RefusesACodeTwice) {
    const std::string said = complaint("[-1015]\n[-1015]\n");
    EXPECT_EQ(said.substr(0, 4), ":2: ") << said;
}

TEST_F(PolicyFile, NamesTheLineThatIsNoToml) {
    const std::string said = complaint("[-1015]\nremedy = halt\n");
    EXPECT_EQ(said.substr(0, 4), ":2: ") << said;
}

TEST_F(PolicyFile, AnErrorStaysOneLineWhateverStandsInQuotes) {
    EXPECT_EQ(complaint("[\"-1015\\n\\u001b[31m\"]\n"),
              ":1: [-1015??[31m] is no code of the catalogue; write it as [-1015]");
    EXPECT_EQ(
        complaint("[-1015]\n\"rem\\nedy\" = 1\n"),
        ":2: [-1015] key 'rem?edy' cannot be changed; use remedy, handler_acts, fate or session_effect");
    EXPECT_EQ(complaint("[-1015]\nfate = \"a\\u007f\\nb\"\n").find("fate = \"a??b\" is unknown"), 12U);
}

TEST_F(PolicyFile, MustBeReadable) {
    for (const std::string& path : {path_ + ".absent", testing::TempDir()}) {
        const auto result = PolicyTable::load(path);
        ASSERT_TRUE(std::holds_alternative<std::string>(result)) << path;
        EXPECT_EQ(std::get<std::string>(result), path + ": cannot be read; give a readable file or none");
    }
}

} // namespace
} // namespace fixguard::catalog

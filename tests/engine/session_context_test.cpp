// What the settings name is opened before anything starts, and each failure says where it was named.
#include "engine/session_context.hpp"

#include "engine/supervisor.hpp"
#include "support/test_key.hpp"
#include "support/test_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace fixguard::engine {
namespace {

using test::TempFile;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Context : public ::testing::Test {
protected:
    Context() : key(test::ed25519_key) {
        ::setenv("FIXGUARD_TEST_API_KEY", "the-api-key", 1);
        settings.name = "oe";
        settings.endpoint = {"localhost", 9000};
        settings.names = {NamePolicy::Kind::fixed, {"OE1"}};
        settings.key_file = key.path();
        settings.api_key_env = "FIXGUARD_TEST_API_KEY";
        settings.tls = false;
        settings.origin.file = "x.cfg";
        settings.origin.section = 2;
        settings.origin.lines = {{"", 8}, {"FixguardKeyFile", 9}, {"DataDictionary", 10}};
    }
    std::string refusal() const {
        const auto context = SessionContext::open(settings);
        const auto* const error = std::get_if<std::string>(&context);
        return error == nullptr ? "accepted" : *error;
    }

    TempFile key;
    SessionSettings settings;
};

TEST_F(Context, IsOpenedWhereEverythingIsThere) {
    EXPECT_EQ(refusal(), "accepted");
}

TEST_F(Context, NamesTheLineOfABadKeyFile) {
    settings.key_file = "/no/such/key";
    EXPECT_EQ(
        refusal(),
        "x.cfg:9: [SESSION 2] FixguardKeyFile: /no/such/key: cannot be read: No such file or directory");
}

// The exchange's documentation prints this key beside the signature that it makes.
constexpr auto published_key = "-----BEGIN PRIVATE KEY-----\n"
                               "MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u\n"
                               "-----END PRIVATE KEY-----\n";

TEST_F(Context, RefusesThePublishedExampleKeyOutsideThisMachine) {
    const TempFile published(published_key);
    settings.key_file = published.path();
    EXPECT_EQ(refusal(), "accepted") << "a venue on this machine may know it";
    settings.endpoint.host = "fix-oe.testnet.binance.vision";
    EXPECT_THAT(refusal(), AllOf(StartsWith("x.cfg:9: [SESSION 2] FixguardKeyFile: " + published.path()),
                                 HasSubstr("example key of the exchange's documentation")));
    settings.key_file = key.path();
    EXPECT_EQ(refusal(), "accepted") << "a key of one's own";
}

TEST_F(Context, WantsTheApiKeysVariableToBeSet) {
    settings.api_key_env = "FIXGUARD_TEST_NOT_SET";
    EXPECT_EQ(refusal(), "x.cfg:8: [SESSION 2] FixguardApiKeyEnv: the environment variable "
                         "FIXGUARD_TEST_NOT_SET is not set");
}

// Who writes the key where its place belongs must not find it in a log as well.
TEST_F(Context, DoesNotShowAKeyThatStandsInTheSettings) {
    const SessionSettings sound = settings;
    const std::string api_key = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
    const std::string private_key = "MC4CAQAwBQYDK2VwBCIEIHb/nV7rGkmcZdeJnVNYmVFe9t1FwpAkJLiCPqPPyGTe";
    settings.api_key_env = api_key;
    EXPECT_EQ(refusal(), "x.cfg:8: [SESSION 2] FixguardApiKeyEnv: holds a key itself, it seems, which must "
                         "not stand in the settings; name the file or the environment variable that has it");
    settings = sound;
    settings.api_key_env.clear();
    settings.api_key_file = "config/" + api_key;
    EXPECT_THAT(refusal(), StartsWith("x.cfg:8: [SESSION 2] FixguardApiKeyFile: holds a key itself"));
    settings = sound;
    settings.key_file = "config/" + private_key;
    EXPECT_THAT(refusal(), StartsWith("x.cfg:9: [SESSION 2] FixguardKeyFile: holds a key itself"));
    settings.key_file = "/no/such/folder/OrderEntry1/of/the/production/account/key";
    EXPECT_THAT(refusal(), HasSubstr(settings.key_file + ": cannot be read")) << "a path is shown";
    settings = sound;
    settings.api_key_env = "FIXGUARD_TEST_api_key_1_OF_THE_ORDER_ENTRY_OF_PRODUCTION";
    EXPECT_THAT(refusal(), HasSubstr("the environment variable " + settings.api_key_env + " is not set"));
}

TEST_F(Context, TakesTheApiKeyFromAPrivateFileToo) {
    settings.api_key_env.clear();
    {
        const TempFile file("  the-api-key\n");
        settings.api_key_file = file.path();
        const auto context = std::get<std::shared_ptr<const SessionContext>>(SessionContext::open(settings));
        EXPECT_EQ(context->logon.api_key.text(), "the-api-key");
    }
    const TempFile shared("the-api-key", 0644);
    settings.api_key_file = shared.path();
    EXPECT_THAT(refusal(), HasSubstr("FixguardApiKeyFile: " + shared.path() + ": others than its owner"));
}

TEST_F(Context, RefusesAnApiKeyThatCouldBreakTheMessageAndDoesNotShowIt) {
    settings.api_key_env.clear();
    for (const char* const text : {"", "two words", "new\nline", "so\x01h"}) {
        const TempFile file(text);
        settings.api_key_file = file.path();
        EXPECT_THAT(refusal(), HasSubstr("holds no API key"));
        EXPECT_THAT(refusal(), Not(HasSubstr("words")));
    }
}

TEST_F(Context, NamesTheLineOfADictionaryThatDoesNotParse) {
    const TempFile xml("<fix>");
    settings.data_dictionary = xml.path();
    EXPECT_THAT(refusal(), StartsWith("x.cfg:10: [SESSION 2] DataDictionary: " + xml.path()));
    settings.data_dictionary = "/no/such.xml";
    EXPECT_EQ(refusal(), "x.cfg:10: [SESSION 2] DataDictionary: /no/such.xml: cannot be read");
}

TEST_F(Context, NamesTheLineOfAuthoritiesThatCannotBeRead) {
    settings.tls = true;
    settings.ca_file = "/no/such/ca.pem";
    EXPECT_THAT(refusal(), StartsWith("x.cfg:8: [SESSION 2] FixguardCAFile: /no/such/ca.pem"));
}

TEST_F(Context, NamesTheLineOfAPolicyThatIsWrong) {
    const TempFile policy("[-1]\nremedy = \"pray\"\n");
    settings.policy_file = policy.path();
    EXPECT_THAT(refusal(), StartsWith("x.cfg:8: [SESSION 2] FixguardPolicyFile: " + policy.path()));
}

TEST_F(Context, NothingIsStartedWhereOneSessionCannotBe) {
    SessionSettings bad = settings;
    bad.name = "dc";
    bad.key_file = "/no/such/key";
    Observer nobody;
    const auto supervisor = Supervisor::create({{settings, bad}}, nobody);
    ASSERT_TRUE(std::holds_alternative<std::string>(supervisor));
    EXPECT_THAT(std::get<std::string>(supervisor), HasSubstr("/no/such/key"));
}

} // namespace
} // namespace fixguard::engine

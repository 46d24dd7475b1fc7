// Wrong files, keys and hosts: one clear line on stderr, exit 2, nothing half-started.
#include "cli/fixguard_program.hpp"
#include "cli/session_files.hpp"
#include "transport/certificate.hpp"
#include "venue/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace fixguard::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint16_t nobody_listens = 1;

// The refusal of `fixguard run`: what is in the line, beside that there is one line only.
void expect_refused(const std::string& config, const testing::Matcher<const std::string&>& line) {
    const Outcome outcome = run_fixguard({"run", "--config", config});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_THAT(outcome.err, line);
    EXPECT_THAT(outcome.err, testing::StartsWith("fixguard: "));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("SECRET-API-KEY")));
}

std::string pem_of(EVP_PKEY* key, const EVP_CIPHER* cipher) {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> owner(key, EVP_PKEY_free);
    char password[] = "password";
    PEM_write_bio_PKCS8PrivateKey(bio.get(), key, cipher, cipher == nullptr ? nullptr : password,
                                  cipher == nullptr ? 0 : 8, nullptr, nullptr);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

class BadKey : public testing::Test {
protected:
    void expect_refused_with(std::string_view pem, const std::string& why) {
        files.write("key.pem", pem);
        expect_refused(files.config(), AllOf(HasSubstr("key.pem"), HasSubstr("FixguardKeyFile"),
                                             HasSubstr(why), Not(HasSubstr("PRIVATE KEY-----"))));
    }
    SessionFiles files{nobody_listens};
};

TEST_F(BadKey, that_does_not_exist) {
    std::filesystem::remove(files.path("key.pem"));
    expect_refused(files.config(), AllOf(HasSubstr("key.pem"), HasSubstr("sessions.cfg:")));
}

TEST_F(BadKey, that_is_no_pem) {
    expect_refused_with("nonsense", "");
}
TEST_F(BadKey, of_rsa) {
    expect_refused_with(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}), nullptr),
                        "RSA");
}
TEST_F(BadKey, that_is_encrypted) {
    expect_refused_with(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_aes_256_cbc()),
                        "encrypted");
}
TEST_F(BadKey, that_is_public) {
    expect_refused_with(files.keys().public_pem, "public");
}
TEST_F(BadKey, that_others_may_read) {
    std::filesystem::permissions(files.path("key.pem"), std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    expect_refused(files.config(), AllOf(HasSubstr("key.pem"), HasSubstr("chmod")));
}

class BadSettings : public testing::Test {
protected:
    SessionFiles files{nobody_listens};
};

TEST_F(BadSettings, a_file_that_does_not_exist) {
    expect_refused(files.path("nowhere.cfg"), HasSubstr("nowhere.cfg"));
}
TEST_F(BadSettings, an_unknown_key) {
    expect_refused(files.config("HeartbeatInterval=5\n"),
                   AllOf(HasSubstr("sessions.cfg:13:"), HasSubstr("HeartbeatInterval")));
}
TEST_F(BadSettings, a_repeated_key) {
    expect_refused(files.config("HeartBtInt=6\n"), HasSubstr("HeartBtInt"));
}
TEST_F(BadSettings, a_port_out_of_range) {
    for (const char* const port : {"0", "65536", "-1", "https", "9000x"}) {
        files.set("SocketConnectPort", port);
        expect_refused(files.config(), AllOf(HasSubstr("sessions.cfg:"), HasSubstr("SocketConnectPort")));
    }
}
TEST_F(BadSettings, a_dictionary_that_does_not_parse) {
    files.set("DataDictionary", files.write("broken.xml", "<fix><fields>"));
    expect_refused(files.config(), AllOf(HasSubstr("broken.xml"), HasSubstr("DataDictionary")));
}
TEST_F(BadSettings, an_authority_that_is_no_certificate) {
    files.set("FixguardCAFile", files.write("ca.pem", "nonsense"));
    expect_refused(files.config(), HasSubstr("ca.pem"));
}
TEST_F(BadSettings, check_alone_reads_everything_and_connects_nowhere) {
    EXPECT_EQ(run_fixguard({"run", "--config", files.config(), "--check"}).exit_code, 0);
    files.set("FixguardKeyFile", files.path("nowhere.pem"));
    EXPECT_EQ(run_fixguard({"run", "--config", files.config(), "--check"}).exit_code, 2);
}

TEST(BadHost, that_nobody_listens_on) {
    const SessionFiles files(nobody_listens);
    expect_refused(files.config(), AllOf(HasSubstr("localhost:1"), HasSubstr("refused")));
}
TEST(BadHost, that_has_no_address) {
    SessionFiles files(nobody_listens);
    files.set("SocketConnectHost", "no-such-host.invalid");
    expect_refused(files.config(), HasSubstr("no-such-host.invalid"));
}

class WrongCertificate : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(server.start(), std::nullopt); }
    venue::Server server{venue::Config{}};
};

TEST_F(WrongCertificate, of_an_authority_that_is_not_trusted) {
    SessionFiles files(server.port(SessionKind::order_entry));
    const auto other = transport::make_server_identity({"localhost"});
    files.set("FixguardCAFile",
              files.write("ca.pem", std::get<transport::ServerIdentity>(other).ca_certificate));
    expect_refused(files.config(), HasSubstr("certificate"));
}
TEST_F(WrongCertificate, for_another_host) {
    SessionFiles files(server.port(SessionKind::order_entry));
    files.set("FixguardCAFile", files.write("ca.pem", server.ca_pem()));
    files.set("FixguardServerName", "fix-oe.example.com");
    expect_refused(files.config(), HasSubstr("fix-oe.example.com"));
}

// --- the venue's own file

void expect_venue_refused(const std::string& toml, const testing::Matcher<const std::string&>& line) {
    const SessionFiles files(nobody_listens);
    const Outcome outcome = run_fixguard({"venue", "--config", files.write("venue.toml", toml)});
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("venue.toml"), line));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

TEST(BadVenueFile, with_an_unknown_key) {
    expect_venue_refused("nonsense = 1\n", HasSubstr("nonsense"));
}
TEST(BadVenueFile, that_is_no_toml) {
    expect_venue_refused("a = = b\n", HasSubstr(":1"));
}
TEST(BadVenueFile, that_does_not_exist) {
    const Outcome outcome = run_fixguard({"venue", "--config", "nowhere.toml"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("nowhere.toml"));
}

} // namespace
} // namespace fixguard::test

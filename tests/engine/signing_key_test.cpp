// Which keys are taken, and what is said of the others.
#include "engine/signing_key.hpp"

#include "support/test_key.hpp"
#include "support/test_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace fixguard::engine {
namespace {

using test::TempFile;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(const std::string& path) {
    const auto key = SigningKey::load(path);
    const auto* const error = std::get_if<std::string>(&key);
    return error == nullptr ? "accepted" : *error;
}

std::string refusal_of(std::string_view pem, unsigned mode = 0600) {
    const TempFile file(pem, mode);
    const std::string line = refusal(file.path());
    EXPECT_THAT(line, HasSubstr(file.path()));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    return line;
}

// With the pass phrase "secret", where there is a cipher.
std::string pem_of(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
    BIO* const bio = BIO_new(BIO_s_mem());
    char phrase[] = "secret";
    PEM_write_bio_PrivateKey(bio, key, cipher, nullptr, 0, nullptr, cipher == nullptr ? nullptr : phrase);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(bio);
    EVP_PKEY_free(key);
    return pem;
}

TEST(SigningKey, IsTakenWhereItIsEd25519AndPrivate) {
    const TempFile file(test::ed25519_key);
    EXPECT_EQ(refusal(file.path()), "accepted");
}

TEST(SigningKey, SignsWithBase64AndDependsOnEachField) {
    const TempFile file(test::ed25519_key);
    const auto key = std::get<SigningKey>(SigningKey::load(file.path()));
    const std::string signature = key.sign({"ME", "SPOT", "1", "20260101-00:00:00.000000"});
    EXPECT_EQ(signature.size(), 88U);
    EXPECT_EQ(signature, key.sign({"ME", "SPOT", "1", "20260101-00:00:00.000000"}));
    EXPECT_NE(signature, key.sign({"MEX", "SPOT", "1", "20260101-00:00:00.000000"}));
    EXPECT_NE(signature, key.sign({"ME", "SPOTX", "1", "20260101-00:00:00.000000"}));
    EXPECT_NE(signature, key.sign({"ME", "SPOT", "2", "20260101-00:00:00.000000"}));
    EXPECT_NE(signature, key.sign({"ME", "SPOT", "1", "20260101-00:00:00.000001"}));
}

TEST(SigningKey, IsRefusedWhereItIsRsa) {
    EXPECT_THAT(refusal_of(pem_of(EVP_RSA_gen(2048))), HasSubstr("of type RSA; an Ed25519 private key"));
}

TEST(SigningKey, IsRefusedWhereItIsOnAnotherCurve) {
    EXPECT_THAT(refusal_of(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"))), HasSubstr("of type ED448"));
}

TEST(SigningKey, IsRefusedWhereItIsEncryptedAndNobodyIsAskedForThePhrase) {
    EXPECT_THAT(refusal_of(pem_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_aes_128_cbc())),
                HasSubstr("is encrypted"));
}

TEST(SigningKey, IsRefusedWhereItIsPublic) {
    const TempFile file(test::ed25519_key);
    const std::string pem = std::get<SigningKey>(SigningKey::load(file.path())).public_key_pem();
    EXPECT_THAT(refusal_of(pem), HasSubstr("is a public key"));
}

TEST(SigningKey, IsRefusedWhereItsFileHasNone) {
    EXPECT_THAT(refusal_of("nothing"), HasSubstr("no private key is in it"));
    EXPECT_THAT(refusal_of(""), HasSubstr("no private key is in it"));
    EXPECT_THAT(refusal_of("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
                HasSubstr("cannot be read"));
}

TEST(SigningKey, IsRefusedWhereOthersMayReadIt) {
    for (const unsigned mode : {0640U, 0604U, 0660U, 0610U, 0777U})
        EXPECT_THAT(refusal_of(test::ed25519_key, mode), HasSubstr("others than its owner"))
            << std::oct << mode;
    EXPECT_THAT(refusal_of(test::ed25519_key, 0640), HasSubstr("(mode 0640)"));
}

TEST(SigningKey, IsRefusedWhereItCannotBeRead) {
    EXPECT_EQ(refusal("/no/such/key.pem"), "/no/such/key.pem: cannot be read: No such file or directory");
    EXPECT_THAT(refusal("/dev/null"), HasSubstr("is no file"));
    EXPECT_THAT(refusal_of(std::string(100'000, 'x')), HasSubstr("too large"));
}

TEST(SigningKey, IsNeverShownInAnError) {
    std::string broken(test::ed25519_key);
    broken.replace(broken.find("END"), 3, "XXX");
    EXPECT_THAT(refusal_of(broken), Not(HasSubstr(test::ed25519_key.substr(30, 20))));
}

} // namespace
} // namespace fixguard::engine

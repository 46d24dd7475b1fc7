// Loads the key with OpenSSL and signs with it.
#include "engine/signing_key.hpp"

#include "engine/private_file.hpp"
#include "wire/frame.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>

namespace fixguard::engine {
namespace {

struct FreeBio {
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

constexpr const char* what_is_wanted = "an Ed25519 private key in PEM is wanted "
                                       "(openssl genpkey -algorithm ed25519 -out FILE)";

// The public half of the key with which the exchange's documentation shows how a Logon<A> is signed.
constexpr std::array<unsigned char, 32> published{
    0x19, 0x42, 0x0a, 0xbf, 0xd7, 0x52, 0xa5, 0x65, 0xc1, 0x56, 0x25, 0xe9, 0xda, 0x6e, 0xaf, 0x00,
    0x86, 0xfc, 0x40, 0xc1, 0x49, 0x60, 0x18, 0x32, 0x14, 0x44, 0x2c, 0x14, 0x99, 0x6a, 0x80, 0x0d};

// Says that there is no pass phrase, instead of asking for one on the terminal.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

// The reason why the text has no usable key; empty: it may have one.
std::string refusal_of(std::string_view pem) {
    const auto has = [&](std::string_view words) { return pem.find(words) != std::string_view::npos; };
    if (has("-----BEGIN ENCRYPTED PRIVATE KEY-----") || has("Proc-Type: 4,ENCRYPTED"))
        return "the key is encrypted; take the pass phrase off (openssl pkey -in FILE -out NEWFILE)";
    if (has("-----BEGIN PUBLIC KEY-----")) return std::string("this is a public key; ") + what_is_wanted;
    if (!has("PRIVATE KEY-----")) return std::string("no private key is in it; ") + what_is_wanted;
    return {};
}

std::string base64(const unsigned char* bytes, std::size_t size) {
    std::string text(4 * ((size + 2) / 3), '\0');
    // EVP_EncodeBlock writes one byte more, the NUL that a std::string has anyway.
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
    return text;
}

} // namespace

void SigningKey::Free::operator()(evp_pkey_st* key) const noexcept {
    EVP_PKEY_free(key); // wipes the private part
}

SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

std::variant<SigningKey, std::string> SigningKey::load(const std::string& path) {
    auto read = read_private_file(path);
    if (auto* const error = std::get_if<std::string>(&read)) return std::move(*error);
    const std::string& pem = std::get<Secret>(read).text();
    if (const std::string refusal = refusal_of(pem); !refusal.empty()) return path + ": " + refusal;

    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    SigningKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
    ERR_clear_error();
    if (!key.key_) return path + ": the private key cannot be read; " + what_is_wanted;
    if (EVP_PKEY_get_id(key.key_.get()) != EVP_PKEY_ED25519) {
        const char* const type = EVP_PKEY_get0_type_name(key.key_.get());
        return path + ": this is a key of type " + (type == nullptr ? "unknown" : type) + "; " +
               what_is_wanted;
    }
    return key;
}

std::string SigningKey::sign(const LogonFields& fields) const {
    std::string payload = "A";
    for (const std::string_view part :
         {fields.sender_comp_id, fields.target_comp_id, fields.msg_seq_num, fields.sending_time})
        payload.append(1, wire::soh).append(part);

    const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    std::array<unsigned char, 64> signature{};
    std::size_t size = signature.size();
    const bool done =
        context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
        EVP_DigestSign(context.get(), signature.data(), &size,
                       reinterpret_cast<const unsigned char*>(payload.data()), payload.size()) == 1;
    return done ? base64(signature.data(), size) : std::string();
}

bool SigningKey::is_published() const {
    std::array<unsigned char, published.size()> bytes{};
    std::size_t size = bytes.size();
    return EVP_PKEY_get_raw_public_key(key_.get(), bytes.data(), &size) == 1 && bytes == published;
}

std::string SigningKey::public_key_pem() const {
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(bio.get(), key_.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

} // namespace fixguard::engine

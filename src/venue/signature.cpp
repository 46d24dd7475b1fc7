// Ed25519 and base64 by OpenSSL.
#include "venue/signature.hpp"

#include "wire/frame.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace fixguard::venue {
namespace {

constexpr std::size_t signature_size = 64;
constexpr std::size_t encoded_size = 88; // of 64 bytes in base64, with padding

std::optional<std::array<unsigned char, signature_size>> decode(std::string_view base64) {
    if (base64.size() != encoded_size || !base64.ends_with("==")) return std::nullopt;
    std::array<unsigned char, encoded_size> bytes{}; // EVP_DecodeBlock also writes the padding
    const auto* const text = reinterpret_cast<const unsigned char*>(base64.data());
    if (EVP_DecodeBlock(bytes.data(), text, static_cast<int>(base64.size())) < 0) {
        ERR_clear_error();
        return std::nullopt;
    }
    std::array<unsigned char, signature_size> signature{};
    std::copy_n(bytes.begin(), signature_size, signature.begin());
    return signature;
}

} // namespace

std::variant<PublicKey, std::string> PublicKey::from_pem(std::string_view pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    EVP_PKEY* const key = memory ? PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr) : nullptr;
    ERR_clear_error();
    if (!key) return "is no public key in PEM; \"openssl pkey -in KEY -pubout\" writes one";
    const std::shared_ptr<void> owned(key, [](void* p) { EVP_PKEY_free(static_cast<EVP_PKEY*>(p)); });
    if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) return "is no Ed25519 key; the exchange takes no other";
    return PublicKey(owned);
}

bool PublicKey::verifies(std::string_view signed_text, std::string_view signature) const {
    const auto bytes = decode(signature);
    if (!bytes) return false;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    auto* const key = static_cast<EVP_PKEY*>(key_.get());
    const bool verified =
        context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
        EVP_DigestVerify(context.get(), bytes->data(), bytes->size(),
                         reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size()) == 1;
    ERR_clear_error();
    return verified;
}

std::string logon_text(std::string_view sender_comp_id, std::string_view target_comp_id,
                       std::string_view msg_seq_num, std::string_view sending_time) {
    std::string text = "A";
    for (const std::string_view field : {sender_comp_id, target_comp_id, msg_seq_num, sending_time})
        (text += wire::soh) += field;
    return text;
}

} // namespace fixguard::venue

// Signs by OpenSSL directly, so that nothing of the venue is used to judge the venue.
#include "conformance/judge.hpp"

#include "conformance/venue_setup.hpp"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdexcept>

namespace fixguard::conformance::test {
namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(BIO* memory) const { BIO_free(memory); }
};

EVP_PKEY* key() {
    static const std::unique_ptr<EVP_PKEY, Free> pair = [] {
        std::array<unsigned char, 32> seed{};
        seed.fill(9);
        return std::unique_ptr<EVP_PKEY, Free>(
            EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    }();
    return pair.get();
}

std::string sign(std::string_view text) {
    std::array<unsigned char, 64> signature{};
    std::size_t size = signature.size();
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key());
    EVP_DigestSign(context.get(), signature.data(), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::array<unsigned char, 96> base64{};
    const int length = EVP_EncodeBlock(base64.data(), signature.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

} // namespace

const Identity& identity() {
    static const Identity who{std::string(embedded_key), std::string(embedded_read_only_key),
                              std::string(embedded_powerless_key), sign};
    return who;
}

const std::string& public_key_pem() {
    static const std::string pem = [] {
        const std::unique_ptr<BIO, Free> memory(BIO_new(BIO_s_mem()));
        PEM_write_bio_PUBKEY(memory.get(), key());
        char* text = nullptr;
        const auto size = static_cast<std::size_t>(BIO_get_mem_data(memory.get(), &text));
        return std::string(text, size);
    }();
    return pem;
}

const std::vector<Scenario>& scenarios() {
    static const std::vector<Scenario> all = [] {
        auto loaded = built_in_scenarios();
        if (const auto* const error = std::get_if<std::string>(&loaded)) throw std::runtime_error(*error);
        return std::get<std::vector<Scenario>>(std::move(loaded));
    }();
    return all;
}

const Scenario& scenario(const std::string& name) {
    for (const Scenario& one : scenarios())
        if (one.name == name) return one;
    throw std::runtime_error("no scenario " + name);
}

venue::Config venue_of(const Scenario& scenario) {
    venue::Config config = embedded_venue(public_key_pem());
    for (const std::string& header : scenario.venue)
        if (const auto error = apply_setup(header, scenario.kind, config)) throw std::runtime_error(*error);
    return config;
}

std::string describe(const Scenario& scenario, const Result& result) {
    std::string text = scenario.name + ".def:" + std::to_string(result.line) + ": " + result.what +
                       "\n  rule     " + scenario.rule + "\n  sent     " + result.sent + "\n  expected " +
                       result.expected + "\n  got      " + result.got + "\n";
    for (const Difference& one : result.differences)
        text +=
            "    " + std::to_string(one.tag) + ": expected `" + one.expected + "`, got `" + one.got + "`\n";
    return text;
}

} // namespace fixguard::conformance::test

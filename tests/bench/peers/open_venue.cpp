// Accounts with one key, and limits that no load reaches.
#include "bench/peers/open_venue.hpp"

#include "support/test_key.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

namespace fixguard::bench {
namespace {

constexpr std::uint32_t endless = 100'000'000;

std::string public_pem() {
    const std::unique_ptr<BIO, decltype(&BIO_free)> in(
        BIO_new_mem_buf(test::ed25519_key.data(), static_cast<int>(test::ed25519_key.size())), BIO_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(out.get(), key.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

} // namespace

std::string api_key(std::size_t account) {
    return "KEY" + std::to_string(account);
}

venue::Config open_venue(bool tls) {
    venue::Config config;
    config.tls = tls;
    config.symbols = venue::sample_symbols();
    const std::string pem = public_pem();
    for (std::size_t number = 0; number < accounts; ++number) {
        venue::Account account;
        account.name = "account" + std::to_string(number);
        account.keys = {{api_key(number), pem, venue::Permission::fix_api}};
        account.unfilled_orders.count = endless;
        config.accounts.push_back(account);
    }
    rules::KindRules& rules = config.rules.of(SessionKind::order_entry);
    rules.messages.count = rules.attempts.count = rules.connections = endless;
    return config;
}

} // namespace fixguard::bench

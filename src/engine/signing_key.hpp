// The Ed25519 key that signs a Logon<A>.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

struct evp_pkey_st;

namespace fixguard::engine {

// What RawData(96) signs, in this order.
struct LogonFields {
    std::string_view sender_comp_id; // 49
    std::string_view target_comp_id; // 56
    std::string_view msg_seq_num;    // 34
    std::string_view sending_time;   // 52, as in the message
};

// Immutable; sign() may be called from any thread.
class SigningKey {
public:
    // A private key in PEM, not encrypted, in a file for its owner alone. The string is one line: path, what
    // is wrong (RSA, encrypted, public, readable by others, unreadable), what to do.
    static std::variant<SigningKey, std::string> load(const std::string& path);

    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

    // Base64 for RawData(96). Empty when OpenSSL fails, which it does for want of memory only.
    std::string sign(const LogonFields& fields) const;

    // "-----BEGIN PUBLIC KEY-----": what the exchange has to know. No secret.
    std::string public_key_pem() const;

    // Whether it is the example of the exchange's documentation, which everybody has.
    bool is_published() const;

private:
    struct Free {
        void operator()(evp_pkey_st* key) const noexcept;
    };
    explicit SigningKey(evp_pkey_st* key) : key_(key) {}
    std::unique_ptr<evp_pkey_st, Free> key_;
};

} // namespace fixguard::engine

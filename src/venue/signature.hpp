// Checks the Ed25519 signature of a Logon<A>.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace fixguard::venue {

// A public key, ready for use. Cheap to copy; safe from any thread.
class PublicKey {
public:
    // "-----BEGIN PUBLIC KEY-----": Ed25519 only. The string says what is wrong, without the key.
    static std::variant<PublicKey, std::string> from_pem(std::string_view pem);

    // `signature`: base64, as RawData(96) carries it.
    bool verifies(std::string_view signed_text, std::string_view signature) const;

private:
    explicit PublicKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
    std::shared_ptr<void> key_; // an EVP_PKEY; OpenSSL's headers stay in the .cpp
};

// What a Logon<A> has to sign: A, SenderCompID(49), TargetCompID(56), MsgSeqNum(34) and SendingTime(52), as
// they stand in the message, joined by SOH.
std::string logon_text(std::string_view sender_comp_id, std::string_view target_comp_id,
                       std::string_view msg_seq_num, std::string_view sending_time);

} // namespace fixguard::venue

// Any bytes as the public key of a client, as the operator of a venue gives it.
#include "fuzz/target.hpp"

#include "venue/signature.hpp"

namespace fixguard::fuzz {
namespace {

const Register target("public_key", [](std::string_view input) {
    const Exact pem(input);
    const auto key = venue::PublicKey::from_pem(pem.view());
    if (const auto* const error = std::get_if<std::string>(&key)) return require_one_line(*error, "");
    require(!std::get<venue::PublicKey>(key).verifies("text", pem.view()), "a key is no signature");
});

} // namespace
} // namespace fixguard::fuzz

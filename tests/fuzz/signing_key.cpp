// Any bytes as the file of a signing key; what is in it must not come out in an error.
#include "fuzz/memory_file.hpp"
#include "fuzz/target.hpp"

#include "engine/signing_key.hpp"
#include "venue/signature.hpp"

#include <algorithm>

namespace fixguard::fuzz {
namespace {

// Words of ours are short, lines of a key are not.
void check_secrecy(std::string_view error, std::string_view path) {
    std::string_view said = error.substr(path.size());
    while (!said.empty()) {
        const std::size_t end = std::min(said.find(' '), said.size());
        require(end <= 20, "an error shows nothing of the key", said);
        said.remove_prefix(std::min(end + 1, said.size()));
    }
}

const Register target("signing_key", [](std::string_view input) {
    const MemoryFile file(input);
    const auto loaded = engine::SigningKey::load(file.path());
    if (const auto* const error = std::get_if<std::string>(&loaded)) {
        require_one_line(*error, file.path());
        return check_secrecy(*error, file.path());
    }
    const auto& key = std::get<engine::SigningKey>(loaded);
    const auto known = venue::PublicKey::from_pem(key.public_key_pem());
    require(std::holds_alternative<venue::PublicKey>(known), "the venue knows a key that signs");
    const std::string signature = key.sign({"CLIENT", "SPOT", "1", "20260714-09:30:00.000000"});
    require(std::get<venue::PublicKey>(known).verifies(
                venue::logon_text("CLIENT", "SPOT", "1", "20260714-09:30:00.000000"), signature),
            "the venue accepts what the key signs");
});

} // namespace
} // namespace fixguard::fuzz

// An Ed25519 key for tests, made by OpenSSL's command of the same name and used nowhere else.
#pragma once

#include <string_view>

namespace fixguard::test {

inline constexpr std::string_view ed25519_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIN+uUpPBXzcYa/L7r03382mVUajPvrY5PsNldhvYNNQv\n"
    "-----END PRIVATE KEY-----\n";

} // namespace fixguard::test

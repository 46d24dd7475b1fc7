// The key with which the fuzz targets sign their Logon<A>.
#pragma once

#include "engine/signing_key.hpp"
#include "fuzz/memory_file.hpp"
#include "support/test_key.hpp"

namespace fixguard::fuzz {

inline engine::SigningKey load_logon_key() {
    const MemoryFile file(test::ed25519_key);
    return std::get<engine::SigningKey>(engine::SigningKey::load(file.path()));
}

} // namespace fixguard::fuzz

// The secrets of a demo: an Ed25519 key pair and files that vanish with their folder.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fixguard::cli {

struct KeyPair {
    std::string private_pem;
    std::string public_pem;
};

// Throws std::runtime_error where OpenSSL cannot.
KeyPair make_ed25519_pair();

// A folder that only its owner can enter, removed with all it holds. Throws std::system_error where it or a
// file in it cannot be made.
class PrivateFolder {
public:
    PrivateFolder();
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }
    // Returns the path of the new file, which only its owner can read.
    std::string write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path path_;
};

} // namespace fixguard::cli

// Makes keys with OpenSSL and keeps them in files of mode 0600.
#include "cli/demo_keys.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace fixguard::cli {
namespace {

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

std::string text_of(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw std::system_error(errno, std::generic_category(), path.string());
}

} // namespace

KeyPair make_ed25519_pair() {
    const std::unique_ptr<EVP_PKEY, FreeKey> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    const Bio secret(BIO_new(BIO_s_mem()));
    const Bio open(BIO_new(BIO_s_mem()));
    if (!key || !secret || !open ||
        PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_bio_PUBKEY(open.get(), key.get()) != 1)
        throw std::runtime_error("OpenSSL could not make an Ed25519 key");
    return {text_of(secret), text_of(open)};
}

PrivateFolder::PrivateFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "fixguard-demo-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) fail(name); // of mode 0700
    path_ = name;
}

PrivateFolder::~PrivateFolder() {
    std::error_code ignored; // nothing is left to be done about it
    std::filesystem::remove_all(path_, ignored);
}

std::string PrivateFolder::write(std::string_view name, std::string_view content) const {
    const std::filesystem::path file = path_ / name;
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) fail(file);
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    const bool whole = written == static_cast<ssize_t>(content.size());
    if (!whole && written >= 0) errno = ENOSPC; // a part of it found room
    if (!whole) fail(file);
    if (close(descriptor) != 0) fail(file);
    return file.string();
}

} // namespace fixguard::cli

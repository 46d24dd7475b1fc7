// Files with secrets: owner only, wiped after use.
#include "engine/private_file.hpp"

#include <openssl/crypto.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace fixguard::engine {
namespace {

constexpr std::size_t most_bytes = 64 * 1024;

class File {
public:
    explicit File(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

std::string system_error(const std::string& path) {
    return path + ": cannot be read: " + std::generic_category().message(errno);
}

std::string mode_text(unsigned mode) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%04o", mode & 07777U);
    return text.data();
}

} // namespace

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe();
    text_ = other.text_;
    other.wipe();
    return *this;
}

void Secret::wipe() noexcept {
    text_.resize(text_.capacity()); // trim() may have left bytes behind the end
    OPENSSL_cleanse(text_.data(), text_.size());
    text_.clear();
}

void Secret::trim() {
    constexpr const char* blanks = " \t\r\n";
    const std::size_t last = text_.find_last_not_of(blanks);
    text_.resize(last == std::string::npos ? 0 : last + 1);
    text_.erase(0, text_.find_first_not_of(blanks));
}

std::variant<Secret, std::string> read_private_file(const std::string& path) {
    const File file(path);
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return system_error(path);
    if (!S_ISREG(status.st_mode)) return path + ": is no file";
    // Asked of the open file, not of the path, which could change in between.
    if ((status.st_mode & 077U) != 0)
        return path + ": others than its owner may use it (mode " + mode_text(status.st_mode) +
               "): chmod 600 it, and take a new key if anybody else could have read it";
    if (status.st_size > static_cast<off_t>(most_bytes)) return path + ": too large for a key";
    Secret content(std::string(static_cast<std::size_t>(status.st_size), '\0'));
    auto* const bytes = const_cast<char*>(content.text().data());
    std::size_t size = 0;
    while (size < content.text().size()) {
        const ssize_t got = ::read(file.get(), bytes + size, content.text().size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return system_error(path);
        size += static_cast<std::size_t>(got);
    }
    return content;
}

} // namespace fixguard::engine

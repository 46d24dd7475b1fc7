// A file that lies in memory alone and has a path, for readers that want one.
#pragma once

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace fixguard::fuzz {

class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes = {}) : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
        if (descriptor_ < 0 || fchmod(descriptor_, 0600) != 0) throw std::runtime_error("no memory file");
        write(0, bytes);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { close(descriptor_); }

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

    void write(std::size_t offset, std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t done = pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (done <= 0) throw std::runtime_error("no room in memory");
            offset += static_cast<std::size_t>(done);
            bytes.remove_prefix(static_cast<std::size_t>(done));
        }
    }
    void resize(std::size_t size) {
        if (ftruncate(descriptor_, static_cast<off_t>(size)) != 0)
            throw std::runtime_error("no room in memory");
    }
    std::size_t size() const {
        struct stat status {};
        return fstat(descriptor_, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
    }

private:
    int descriptor_;
};

} // namespace fixguard::fuzz

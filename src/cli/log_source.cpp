// Reading: plain files are mapped, all else comes by read().
#include "cli/log_source.hpp"

#include "cli/decompress.hpp"
#include "cli/mapped_log.hpp"
#include "scan/window.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fixguard::cli {
namespace {

constexpr std::size_t read_at_once = 256 * 1024;
constexpr std::chrono::milliseconds look_again{200};

std::string failure(const std::string& path) {
    return path + ": " + std::strerror(errno);
}

class Descriptor {
public:
    explicit Descriptor(const std::string& path)
        : number_(path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor() {
        if (number_ > STDIN_FILENO) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const noexcept { return number_; }

    // Bytes read; 0 at the end; -1 with errno.
    ssize_t read_some(char* to, std::size_t size) const {
        ssize_t got;
        do
            got = read(number_, to, size);
        while (got < 0 && errno == EINTR);
        return got;
    }

private:
    int number_;
};

std::uint64_t size_of(int descriptor) {
    struct stat status {};
    return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)
               ? static_cast<std::uint64_t>(status.st_size)
               : 0;
}

// A log that comes piece by piece, and those who read it.
struct Reading {
    explicit Reading(const LogReaders& readers)
        : scanner(readers.options, readers.policies, readers.errors),
          traffic(readers.options, readers.traffic), window(scanner, readers.traffic ? &traffic : nullptr) {}

    scan::Scanner scanner;
    scan::Traffic traffic;
    scan::Window window;
};

std::optional<std::string> scan_read(const std::string& path, const Descriptor& file,
                                     const LogReaders& readers, const Progress& progress) {
    Reading reading(readers);
    scan::Window& window = reading.window;
    const Decoder::Sink sink = [&window](std::string_view piece) { window.add(piece); };
    std::vector<char> buffer(read_at_once);
    std::unique_ptr<Decoder> decoder;
    const std::uint64_t size = size_of(file.number());
    std::size_t held = 0; // until there are enough bytes to tell what they are
    for (std::uint64_t done = 0;;) {
        const ssize_t got = file.read_some(buffer.data() + held, buffer.size() - held);
        if (got < 0) return failure(path);
        held += static_cast<std::size_t>(got);
        done += static_cast<std::uint64_t>(got);
        const std::string_view piece(buffer.data(), held);
        if (!decoder && held < 4 && got > 0) continue;
        if (!decoder) decoder = make_decoder(piece);
        if (held > 0)
            if (const auto wrong = decoder->add(piece, sink)) {
                window.end(); // what could be read was read
                return path + ": " + *wrong;
            }
        held = 0;
        if (got == 0) break;
        if (size > 0) progress(std::min(done, size), size);
    }
    window.end();
    if (const auto wrong = decoder->end()) return path + ": " + *wrong;
    return std::nullopt;
}

// Whether the name stands for another file by now.
bool was_replaced(const std::string& path, int descriptor) {
    struct stat open_one {
    }, named{};
    if (fstat(descriptor, &open_one) != 0 || stat(path.c_str(), &named) != 0) return false;
    return open_one.st_ino != named.st_ino || open_one.st_dev != named.st_dev;
}

// Reads to the end and waits, until the file is another one or shorter than what was read.
std::optional<std::string> follow_one(const std::string& path, const Descriptor& file,
                                      const LogReaders& readers) {
    Reading reading(readers);
    scan::Window& window = reading.window;
    std::vector<char> buffer(read_at_once);
    bool no_more_comes = false;
    for (std::uint64_t done = 0;;) {
        const ssize_t got = file.read_some(buffer.data(), buffer.size());
        if (got < 0) return failure(path);
        const std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
        if (done == 0 && is_packed(piece)) return path + ": is packed and cannot be followed";
        done += piece.size();
        if (got > 0) {
            window.add(piece);
            continue;
        }
        if (size_of(file.number()) < done || no_more_comes) {
            window.end();
            return std::nullopt;
        }
        if (was_replaced(path, file.number())) { // something may have come before that
            no_more_comes = true;
            continue;
        }
        std::this_thread::sleep_for(look_again);
    }
}

} // namespace

std::optional<std::string> scan_log(const std::string& path, const LogReaders& readers,
                                    const Progress& progress) {
    const Descriptor file(path);
    if (file.number() < 0) return failure(path);
    struct stat status {};
    if (fstat(file.number(), &status) == 0 && S_ISDIR(status.st_mode)) return path + ": is a directory";
    char first[4]{};
    if (S_ISREG(status.st_mode) && status.st_size > 0 && lseek(file.number(), 0, SEEK_CUR) == 0 &&
        pread(file.number(), first, sizeof first, 0) >= 0 && !is_packed({first, sizeof first}) &&
        scan_mapped(file.number(), readers, progress))
        return std::nullopt;
    return scan_read(path, file, readers, progress);
}

std::optional<std::string> follow_log(const std::string& path, const LogReaders& readers) {
    for (;;) {
        const Descriptor file(path);
        if (file.number() < 0) return failure(path);
        if (path == "-") return scan_read(path, file, readers, [](std::uint64_t, std::uint64_t) {});
        if (auto wrong = follow_one(path, file, readers)) return wrong;
    }
}

} // namespace fixguard::cli

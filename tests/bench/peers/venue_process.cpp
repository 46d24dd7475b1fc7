// fork, a pipe in each direction, and /proc.
#include "bench/peers/venue_process.hpp"

#include "venue/server.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace fixguard::bench {
namespace {

struct Pipe {
    std::array<int, 2> ends{-1, -1}; // read, write
    Pipe() {
        if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe can be made");
    }
};

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t size = write(fd, bytes.data(), bytes.size());
        if (size <= 0) _exit(1);
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
}

// In the child. Says its ports and its authority, or "!" and why it has none, and waits for the end.
[[noreturn]] void be_a_venue(const venue::Config& config, int out, int lifeline) {
    venue::Server server(config);
    if (const auto error = server.start()) {
        write_all(out, "!" + *error);
        _exit(1);
    }
    std::string said;
    for (const SessionKind kind : all_session_kinds)
        said += std::to_string(server.port(kind)) + ' ';
    write_all(out, said + server.ca_pem());
    close(out);
    char nothing = 0;
    while (read(lifeline, &nothing, 1) > 0) {
    }
    _exit(0); // nobody needs an orderly end
}

std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> some;
    for (ssize_t size = 0; (size = read(fd, some.data(), some.size())) > 0;)
        text.append(some.data(), static_cast<std::size_t>(size));
    return text;
}

} // namespace

VenueProcess::VenueProcess(const venue::Config& config) {
    Pipe said, life;
    child_ = fork();
    if (child_ < 0) throw std::runtime_error("the venue cannot be forked");
    if (child_ == 0) {
        close(said.ends[0]);
        close(life.ends[1]);
        be_a_venue(config, said.ends[1], life.ends[0]);
    }
    close(said.ends[1]);
    close(life.ends[0]);
    lifeline_ = life.ends[1];
    const std::string text = read_all(said.ends[0]);
    close(said.ends[0]);
    if (text.empty() || text.front() == '!') throw std::runtime_error("the venue did not start: " + text);
    std::size_t at = 0;
    for (std::uint16_t& port : ports_) {
        const std::size_t space = text.find(' ', at);
        port = static_cast<std::uint16_t>(std::stoul(text.substr(at, space - at)));
        at = space + 1;
    }
    ca_pem_ = text.substr(at);
}

VenueProcess::~VenueProcess() {
    close(lifeline_);
    waitpid(child_, nullptr, 0);
}

std::size_t VenueProcess::resident_bytes() const {
    std::ifstream file("/proc/" + std::to_string(child_) + "/statm");
    std::size_t size = 0, resident = 0;
    file >> size >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t VenueProcess::processor_ns() const {
    // Of every thread: schedstat of the process counts its first alone.
    std::ifstream file("/proc/" + std::to_string(child_) + "/stat");
    std::string text;
    std::getline(file, text);
    text.erase(0, text.rfind(')') + 2); // the name in front may hold anything
    std::uint64_t ticks = 0;
    std::size_t at = 0;
    for (int field = 3; field <= 15; ++field) { // utime and stime are the 14th and 15th of the line
        const std::size_t space = text.find(' ', at);
        if (field >= 14) ticks += std::stoull(text.substr(at, space - at));
        at = space + 1;
    }
    return ticks * 1'000'000'000 / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
}

} // namespace fixguard::bench

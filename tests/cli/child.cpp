// fork, exec and two pipes.
#include "cli/child.hpp"

#include "support/execute.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fixguard::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
        read_end = ends[0];
        write_end = ends[1];
    }
};

// Between fork and exec: only calls that are safe there, and setenv in a process of one thread.
[[noreturn]] void become(const std::vector<std::string>& command, const ChildOptions& options, int in,
                         int out, int err) {
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    for (const auto& [name, value] : options.environment)
        value.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), value.c_str(), 1);
    if (!options.folder.empty() && chdir(options.folder.c_str()) != 0) _exit(127);
    execute(command);
}

} // namespace

Child::Child(const std::vector<std::string>& command, const ChildOptions& options)
    : deadline_(Clock::now() + options.patience) {
    const Pipe out;
    const Pipe err;
    // A file takes any input at once, so nobody has to feed a pipe.
    std::FILE* const input = std::tmpfile();
    if (input == nullptr) throw std::runtime_error("no temporary file");
    std::fwrite(options.input.data(), 1, options.input.size(), input);
    std::rewind(input);
    pid_ = fork();
    if (pid_ == 0) become(command, options, fileno(input), out.write_end, err.write_end);
    std::fclose(input);
    close(out.write_end);
    close(err.write_end);
    out_ = out.read_end;
    err_ = err.read_end;
    if (pid_ < 0) throw std::runtime_error("fork failed");
}

Child::~Child() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    if (out_ >= 0) close(out_);
    if (err_ >= 0) close(err_);
}

bool Child::read_more() {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
    pollfd streams[] = {{out_, POLLIN, 0}, {err_, POLLIN, 0}};
    if ((out_ < 0 && err_ < 0) || left.count() <= 0) return false;
    if (poll(streams, 2, static_cast<int>(left.count())) <= 0) return errno == EINTR;
    const auto take = [](const pollfd& stream, int& descriptor, std::string& text) {
        if (descriptor < 0 || stream.revents == 0) return;
        char buffer[4096];
        const ssize_t count = read(descriptor, buffer, sizeof buffer);
        if (count > 0) {
            text.append(buffer, static_cast<std::size_t>(count));
        } else {
            close(descriptor);
            descriptor = -1;
        }
    };
    take(streams[0], out_, outcome_.out);
    take(streams[1], err_, outcome_.err);
    return true;
}

bool Child::wait_for(const std::string& text) {
    const auto seen = [&] {
        return outcome_.out.find(text) != std::string::npos || outcome_.err.find(text) != std::string::npos;
    };
    while (!seen())
        if (!read_more()) return false;
    return true;
}

void Child::signal(int number) const {
    kill(pid_, number);
}

Outcome Child::wait() {
    while (read_more()) {
    }
    const bool in_time = out_ < 0 && err_ < 0;
    if (!in_time) kill(pid_, SIGKILL);
    int status = 0;
    rusage used{};
    wait4(pid_, &status, 0, &used);
    outcome_.peak_kib = used.ru_maxrss;
    pid_ = -1;
    if (!in_time)
        outcome_.exit_code = -1;
    else
        outcome_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome_;
}

Outcome run(const std::vector<std::string>& command, const ChildOptions& options) {
    return Child(command, options).wait();
}

} // namespace fixguard::test

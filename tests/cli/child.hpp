// Runs a program as a child process and keeps what it said.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace fixguard::test {

struct Outcome {
    int exit_code = -1; // 128 + the signal, where one ended it; -1: it had to be killed
    std::string out;
    std::string err;
    long peak_kib = 0; // of memory in the RAM
};

struct ChildOptions {
    std::string input{};                              // for stdin
    std::map<std::string, std::string> environment{}; // changes; an empty value unsets
    std::string folder{};                             // to start in; empty: ours
    std::chrono::seconds patience{100};               // then it is killed
};

// A program that runs while the test goes on.
class Child {
public:
    explicit Child(const std::vector<std::string>& command, const ChildOptions& options = {});
    ~Child(); // kills what still runs
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Until `text` stands in stdout or stderr; false: the program ended or the time is over first.
    bool wait_for(const std::string& text);
    const std::string& out() const { return outcome_.out; } // what was read so far
    pid_t pid() const { return pid_; }
    void signal(int number) const;
    Outcome wait(); // until it ends

private:
    bool read_more(); // false: both streams are at their end, or the time is over

    pid_t pid_ = -1;
    int out_ = -1;
    int err_ = -1;
    std::chrono::steady_clock::time_point deadline_;
    Outcome outcome_;
};

Outcome run(const std::vector<std::string>& command, const ChildOptions& options = {});

} // namespace fixguard::test

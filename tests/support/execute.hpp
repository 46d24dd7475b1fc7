// Becomes another program.
#pragma once

#include <string>
#include <unistd.h>
#include <vector>

namespace fixguard::test {

// In a child process, behind fork(). Exit code 127: it cannot be started.
[[noreturn]] inline void execute(const std::vector<std::string>& command) {
    std::vector<char*> words;
    for (const std::string& word : command)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
    ::_exit(127);
}

} // namespace fixguard::test

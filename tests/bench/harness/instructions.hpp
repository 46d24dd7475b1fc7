// Instruction counts by callgrind: the same on every run, whoever else uses the machine.
#pragma once

#include "bench/harness/bench.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace fixguard::bench {

// In a program that runs under `valgrind --tool=callgrind --instr-atstart=no`: counts some operations and
// leaves the count in a file of callgrind's, under `key`. Does the work uncounted without valgrind.
void count_instructions(const std::string& key, const std::function<void(std::size_t)>& run);

// What such a program left in `folder`; files of any other sort are passed over.
Instructions read_instructions(const std::filesystem::path& folder);

} // namespace fixguard::bench

// Instruction counts by callgrind: the same on every run, whoever else uses the machine.
#pragma once

#include "bench/harness/bench.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace fixguard::bench {

// In a program that runs under `valgrind --tool=callgrind --instr-atstart=no`: counts some operations and
// leaves the count in a file of callgrind's, under `key`. Does the work uncounted without valgrind.
void count_instructions(const std::string& key, const std::function<void(std::size_t)>& run);

// What such a program left in `folder`; files of any other sort are passed over. For each key there is also
// what the functions whose names begin with one of `watched` have cost, with all that they call, under
// part_key(): their sum for one operation.
Instructions read_instructions(const std::filesystem::path& folder,
                               const std::vector<std::string>& watched = {});
std::string part_key(const std::string& key, const std::string& watched);

} // namespace fixguard::bench

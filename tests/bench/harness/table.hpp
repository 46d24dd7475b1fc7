// The table for people and the JSON for programs.
#pragma once

#include "bench/harness/measurement.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace fixguard::bench {

void print_table(std::ostream& out, const std::vector<Group>& groups);
std::string to_json(const std::vector<Group>& groups, bool quick);

} // namespace fixguard::bench

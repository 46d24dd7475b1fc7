// The obvious checker of what the fields of one order say to each other: a map and one condition after the
// other. The tests judge the fast one by it.
#pragma once

#include "support/reference_checker.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace fixguard::test {

struct PlacedValue {
    std::string text;
    std::size_t offset = 0;
};

// Of a D, F, XCN or XAK whose structure is sound; `end` is where its last field ends. Superfluous fields are
// refused as spec/sessions.toml has them. Faults without params, each rule in the order in which it looks.
std::vector<ReferenceFault> reference_order_faults(const std::string& msg_type,
                                                   const std::map<int, PlacedValue>& fields, std::size_t end);

} // namespace fixguard::test

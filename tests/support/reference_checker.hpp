// The obvious checker of a message's structure: strings, maps, regular expressions and recursion. The tests
// judge the fast one by it.
#pragma once

#include "dictionary/dictionary.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fixguard::test {

struct ReferenceFault {
    std::string rule; // as rules::RuleDef names it
    int tag = 0;      // for RefTagID(371); 0: none
    std::size_t offset = 0;
    std::vector<std::string> params;

    friend bool operator==(const ReferenceFault&, const ReferenceFault&) = default;
};

// All structural faults of a well-framed message, in no order.
std::vector<ReferenceFault> reference_faults(const std::string& message,
                                             const dictionary::Dictionary& dictionary);

} // namespace fixguard::test

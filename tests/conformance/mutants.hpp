// Venues with one thing wrong, made by changing what a right one says or hears.
#pragma once

#include "conformance/exchange_target.hpp"
#include "conformance/target.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::conformance::test {

// One wrong venue. All parts may be empty.
struct Mutant {
    std::string name;
    std::function<void(venue::Config&)> config; // another figure or switch
    // What the client sends, '|' for SOH; nothing: it is not heard. Lengths and sums stay as they are.
    std::function<std::optional<std::string>(std::string)> hears;
    // What the venue says, '|' for SOH, without 8, 9 and 10; nothing: it is not said.
    std::function<std::optional<std::string>(std::string)> says;
    bool spoils_sum = false;   // of what it says
    std::string hint = {};     // names with it are tried first, so that the table stays quick
    bool never_closes = false; // what the right venue closes stays open
    bool shares_names = false; // a SenderCompID(49) that is in use is taken once more
    std::string confirms = {}; // MsgType(35): the first such request is confirmed and not carried out
};

const std::vector<Mutant>& mutants();

// The scenario's venue with the mutant's changes.
std::unique_ptr<Target> mutated(const Mutant& mutant, venue::Config config);

} // namespace fixguard::conformance::test

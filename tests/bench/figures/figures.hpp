// The figures: one function each, in a file of its own, called in main.cpp.
#pragma once

#include "bench/harness/bench.hpp"

namespace fixguard::bench {

// The functions whose instructions (8) counts, as they stand in callgrind's files.
std::vector<std::string> watched_functions();

void reject_to_error(Bench& bench);       // (1)
void lookup_and_text_match(Bench& bench); // (2)
void framing_and_fields(Bench& bench);    // (3)
void preflight(Bench& bench);             // (4)
void planner_step(Bench& bench);          // (5)
void journal_record(Bench& bench);        // (5)
void round_trip(Bench& bench);            // (7)
void own_cost(Bench& bench);              // (8)
void recovery_on_the_wire(Bench& bench);  // (9)
void venue_speed(Bench& bench);           // (10)
void growth(Bench& bench);                // (11)
void scan_of_a_log(Bench& bench);         // (6)
void decode_a_log(Bench& bench);          // (6)
void market_data(Bench& bench);           // (13)

} // namespace fixguard::bench

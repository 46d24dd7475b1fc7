// What a venue has shown, against what spec/ says: the changes that would make spec/ right for it.
#pragma once

#include "conformance/learning.hpp"

#include <string>
#include <vector>

namespace fixguard::cli {

struct Proposal {
    // One fact that is marked `inferred` and was seen.
    struct Fact {
        std::string key;   // "switches.interval_form", "-1178.session_effect"
        std::string ours;  // what spec/ says, as TOML; empty where the key names no single value of it
        std::string value; // what the venue showed, as TOML
        std::string evidence;
    };
    std::vector<Fact> changes;   // of spec/sessions.toml
    std::vector<Fact> of_errors; // changes of spec/errors.toml
    std::vector<Fact> confirmed; // both are the same
    std::vector<Fact> unknown;   // not learned; the evidence is the reason
};

Proposal propose(const std::vector<conformance::Learned>& learned,
                 const std::vector<conformance::Sighting>& sightings);

// In the form of spec/sessions.toml and of spec/errors.toml: as they are, a user's file; their tables can be
// taken over into spec/. With the evidence as comments.
std::string proposed_sessions(const Proposal& proposal, const std::string& target);
std::string proposed_errors(const Proposal& proposal, const std::string& target);
// The same for people.
std::string proposal_summary(const Proposal& proposal, const std::string& target);

} // namespace fixguard::cli

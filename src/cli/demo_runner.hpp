// Plays the faults one after the other and judges what came of each.
#pragma once

#include "cli/demo.hpp"
#include "cli/demo_faults.hpp"
#include "cli/demo_world.hpp"

#include <string>
#include <vector>

namespace fixguard::cli {

struct Verdict {
    const DemoFault* fault = nullptr;
    std::vector<SeenError> seen; // what the session reported, in order; the first one is judged
    bool good = false;
    std::string outcome;      // what came of it, or why it is not good
    milliseconds recovery{0}; // from the error to the good answer
};

bool plans_to_connect(const Plan& plan);

// One at a time, on the calling thread.
class DemoRunner {
public:
    DemoRunner(World& world, const DemoPatience& patience) : world_(world), patience_(patience) {}

    Verdict play(const DemoFault& fault);

    // What is not as it should be at the end; empty: all sessions are logged on, nothing is of unknown fate.
    std::string loose_ends();

private:
    struct Proof {
        bool good = false;
        std::string text;
    };

    bool provoke(const DemoFault& fault);
    void restart(SessionKind kind);
    Proof prove(SessionKind kind);
    std::size_t reconcile(SessionKind kind);
    std::string next_id(std::string_view what);

    World& world_;
    const DemoPatience patience_;
    int last_id_ = 0;
};

} // namespace fixguard::cli

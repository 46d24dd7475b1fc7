// The moment at which something happens, on both clocks.
#pragma once

#include "model/time.hpp"

namespace fixguard::venue {

// Handed into the venue with every event. `steady` never steps back; `utc` may.
struct Now {
    UtcTime utc;
    SteadyTime steady;

    Now after(microseconds time) const noexcept { return {utc + time, steady + time}; }
};

} // namespace fixguard::venue

// The heartbeat rule of the exchange.
#include "engine/liveness.hpp"

#include <algorithm>

namespace fixguard::engine {

void Liveness::start(SteadyTime now) {
    last_sent_ = last_received_ = now;
    asked_ = false;
}

std::string Liveness::ask(SteadyTime now) {
    asked_ = true;
    asked_at_ = last_sent_ = now;
    return "fixguard-" + std::to_string(++questions_);
}

void Liveness::heartbeat(std::string_view test_req_id) {
    if (asked_ && test_req_id == "fixguard-" + std::to_string(questions_)) asked_ = false;
}

Liveness::Due Liveness::due() const {
    // Our Heartbeat leaves a little early, so that it arrives before the exchange asks for it.
    const Due heartbeat{last_sent_ + heart_bt_int_ - allowance(), Duty::heartbeat};
    const Due judgement = asked_ ? Due{asked_at_ + heart_bt_int_ + allowance(), Duty::log_out}
                                 : Due{last_received_ + heart_bt_int_ + allowance(), Duty::test_request};
    return judgement.at <= heartbeat.at ? judgement : heartbeat;
}

} // namespace fixguard::engine

// When to send a Heartbeat<0>, when to ask with a TestRequest<1>, when to give the exchange up. Pure.
#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fixguard::engine {

// The exchange's rule, which is stricter than QuickFIX's: silence for HeartBtInt(108) earns a TestRequest,
// and no Heartbeat with its TestReqID(112) within another HeartBtInt a Logout<5>. QuickFIX would wait 1.2 and
// 2.4 times as long, count whole seconds of the wall clock, and leave without a Logout.
class Liveness {
public:
    enum class Duty : std::uint8_t { heartbeat, test_request, log_out };
    struct Due {
        SteadyTime at;
        Duty duty = Duty::heartbeat;
    };

    explicit Liveness(milliseconds heart_bt_int) : heart_bt_int_(heart_bt_int) {}

    void start(SteadyTime now);
    void sent(SteadyTime now) { last_sent_ = now; }
    void received(SteadyTime now) { last_received_ = now; }
    // Call when a TestRequest is sent; the TestReqID(112) it has to carry.
    std::string ask(SteadyTime now);
    // A Heartbeat<0> came, with its TestReqID(112) or none.
    void heartbeat(std::string_view test_req_id);

    // The next thing to do and when, if nothing is sent or received before.
    Due due() const;

private:
    // What a message may take on its way. The peer's own Heartbeat leaves it HeartBtInt after its last
    // message; without this a TestRequest would cross each of them.
    milliseconds allowance() const { return heart_bt_int_ / 20; }

    milliseconds heart_bt_int_;
    SteadyTime last_sent_{};
    SteadyTime last_received_{};
    bool asked_ = false;
    SteadyTime asked_at_{};
    std::uint32_t questions_ = 0;
};

} // namespace fixguard::engine

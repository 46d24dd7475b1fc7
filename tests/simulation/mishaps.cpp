// One function for each sort of misfortune.
#include "simulation/mishaps.hpp"

#include "catalog/codes.hpp"

#include <algorithm>
#include <array>

namespace fixguard::simulation {

using namespace std::chrono_literals;

std::shared_ptr<Link> Mishaps::some_link() {
    std::vector<std::shared_ptr<Link>> standing;
    for (const auto& weak : scene_.links)
        if (auto link = weak.lock()) standing.push_back(std::move(link));
    return standing.empty() ? nullptr : scene_.chance.of(standing);
}

SteadyTime Mishaps::soon(std::chrono::seconds most) {
    return scene_.time.now() + scene_.chance.between(0s, most);
}

void Mishaps::strike() {
    strike(scene_.chance.of(all_mishaps));
}

void Mishaps::strike(Mishap mishap) {
    ++count_;
    scene_.watch.note("mishap", name(mishap));
    const auto link = some_link();
    const End end = scene_.chance.one_in(2) ? End::client : End::exchange;
    switch (mishap) {
    case Mishap::split:
        scene_.weather.splits = 1 + static_cast<std::uint32_t>(scene_.chance.below(4));
        return;
    case Mishap::delay: scene_.weather.most_delay = scene_.chance.between(1ms, 200ms); return;
    case Mishap::stall:
        if (link) link->stall(end, soon(20s));
        return;
    case Mishap::reset:
        if (link) link->break_down(true, true);
        return;
    case Mishap::reset_unheard:
        if (link) link->break_down(end == End::client, end == End::exchange);
        return;
    case Mishap::half_open:
        if (!link) return;
        link->cut(end);
        if (scene_.chance.one_in(2)) link->cut(other(end));
        return;
    case Mishap::corrupt:
        if (link) link->spoil_next(end);
        return;
    case Mishap::refuse: scene_.refused_until = soon(60s); return;
    case Mishap::distrust:
        scene_.may_halt = true;
        scene_.distrusted_until = soon(60s);
        return;
    case Mishap::clock_step: return step_clock();
    case Mishap::venue_restart: return scene_.exchange.restart(soon(60s));
    case Mishap::venue_fault: return inject_fault();
    case Mishap::maintenance:
        return scene_.exchange.announce_maintenance(
            std::chrono::duration_cast<milliseconds>(scene_.chance.between(1s, 40s)));
    case Mishap::crash: return kill_and_launch(1);
    case Mishap::crash_loop: return kill_and_launch(8 + scene_.chance.below(16));
    case Mishap::stop_and_start:
        client_.stop();
        scene_.time.at(soon(5s), [this] { client_.start(); });
        return;
    case Mishap::disk_error:
        scene_.disk_fails = true;
        scene_.time.at(soon(90s), [this] { heal_disk(); });
        return;
    }
}

// A small step costs nothing, a large one the logon: SendingTime(52) is refused.
void Mishaps::step_clock() {
    scene_.may_halt = true;
    scene_.client_clock =
        scene_.chance.one_in(2) ? scene_.chance.between(-500ms, 500ms) : scene_.chance.between(-20s, 20s);
}

void Mishaps::heal_disk() {
    if (scene_.disk_fails) scene_.disk_failed_at = scene_.time.now();
    scene_.disk_fails = false;
}

void Mishaps::kill_behind_a_stall() {
    for (const auto& weak : scene_.links)
        if (const auto link = weak.lock()) link->stall(End::exchange, scene_.time.now() + 20s);
    strike(Mishap::crash);
}

// Between two events, or in the middle of one.
void Mishaps::kill() {
    if (scene_.chance.one_in(2))
        client_.kill();
    else
        client_.kill_within(1 + scene_.chance.below(100));
}

void Mishaps::kill_and_launch(std::uint64_t times) {
    kill();
    scene_.time.at(soon(2s), [this, times] {
        client_.kill(); // if it has not touched anything
        const bool again = times > 1 && !mended_;
        if (again && scene_.chance.one_in(2)) client_.kill_within(1 + scene_.chance.below(30));
        client_.launch();
        if (again) kill_and_launch(times - 1);
    });
}

void Mishaps::inject_fault() {
    using venue::FaultKind;
    constexpr std::array kinds{FaultKind::reject,       FaultKind::reject,       FaultKind::delay,
                               FaultKind::slow_engine,  FaultKind::no_answer,    FaultKind::lose_answer,
                               FaultKind::silence,      FaultKind::close,        FaultKind::log_out,
                               FaultKind::skip_seq_num, FaultKind::same_seq_num, FaultKind::garble};
    constexpr std::array order_codes{
        code::too_many_orders,   code::too_many_messages, code::unexpected_resp,      code::server_busy,
        code::invalid_timestamp, code::timeout,           code::service_shutting_down};
    constexpr std::array logon_codes{code::comp_id_in_use,        code::too_many_connections,
                                     code::invalid_timestamp,     code::server_busy,
                                     code::service_shutting_down, code::invalid_signature};
    venue::Fault fault{.kind = scene_.chance.of(kinds)};
    const bool at_logon = scene_.chance.one_in(3);
    fault.times = 1 + static_cast<std::uint32_t>(scene_.chance.below(2));
    if (venue::needs_message(fault.kind)) {
        fault.msg_type = at_logon ? "A" : "D";
        fault.code = at_logon ? scene_.chance.of(logon_codes) : scene_.chance.of(order_codes);
        fault.delay = std::chrono::duration_cast<milliseconds>(scene_.chance.between(1ms, 9s));
        if (at_logon) {
            fault.kind = FaultKind::reject;
            scene_.may_halt = true;
        }
    }
    if (fault.kind == FaultKind::log_out) fault.text = "Come back later.";
    scene_.watch.note("fault", venue::name(fault.kind));
    scene_.exchange.inject(std::move(fault));
}

void Mishaps::mend() {
    mended_ = true;
    scene_.weather = {};
    scene_.refused_until = scene_.distrusted_until = scene_.time.now();
    scene_.client_clock = microseconds{0};
    heal_disk();
    scene_.exchange.mend();
    client_.launch();
    client_.restart_halted();
    // A process that dies at this moment is launched once more, and may find itself halted.
    scene_.time.at(scene_.time.now() + 5s, [this] { client_.restart_halted(); });
}

} // namespace fixguard::simulation

// The client: a process with the production engine in it, and a user who trades through it.
#pragma once

#include "engine/crew.hpp"
#include "simulation/dying_files.hpp"
#include "simulation/scene.hpp"
#include "simulation/sim_world.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::simulation {

// How a client is set up; fixed for a run.
struct ClientSettings {
    engine::Settings engine;
    std::vector<std::shared_ptr<const engine::SessionContext>> contexts; // one for each session
    std::string journal_folder; // empty: nothing outlives the process
    milliseconds lease_renewal = engine::Account::usual_renewal;
};

class Client final : engine::Delivery, engine::Observer {
public:
    Client(Scene& scene, ClientSettings settings, std::string order_prefix);
    ~Client() override { kill(); }

    void launch(); // a process, and start() for all sessions; again later where the journal cannot be opened
    void kill();   // kill -9
    // kill -9 when the process touches the world outside for the so manieth time from here, be it in the
    // middle of an event.
    void kill_within(std::uint64_t borders);
    void stop();
    void start();
    void restart_halted();

    void send_order();
    void look_into_files(); // for secrets
    void reconcile();       // the user asks elsewhere what became of the requests of unknown fate

    bool is_up() const;              // every session is
    std::string whereabouts() const; // of the sessions, for people
    bool lists(std::string_view request) const;

private:
    // --- engine::Delivery
    void put(Event event) override;
    // --- engine::Observer
    void on_state(const engine::SessionState& state) override;
    void on_error(std::string_view session, const SessionError& error, const Plan& plan) override;
    void on_message(std::string_view session, wire::MessageView message) override;
    void on_fate(std::string_view session, const RequestRef& request, RequestFate fate) override;
    void on_recovered(const engine::Recovery& recovery) override;

    void border();
    void die();
    bool runs() const noexcept { return crew_ && !dying_; }
    void lose_files(); // what a planted bug forgets
    std::variant<std::unique_ptr<engine::Crew>, std::string> make_crew();

    Scene& scene_;
    const ClientSettings settings_;
    const std::string order_prefix_;
    std::unique_ptr<SimWorld> world_;
    std::unique_ptr<engine::Crew> crew_;
    std::optional<DyingFiles> dying_;    // it is dead, and the event in which it died is not over
    std::uint64_t borders_to_death_ = 0; // 0: none is planned
    std::uint64_t orders_ = 0;
    std::uint64_t lives_ = 0;
};

} // namespace fixguard::simulation

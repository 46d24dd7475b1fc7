// Makes things go wrong, and mends them.
#pragma once

#include "simulation/client.hpp"
#include "simulation/scene.hpp"

namespace fixguard::simulation {

class Mishaps {
public:
    Mishaps(Scene& scene, Client& client) : scene_(scene), client_(client) {}

    void strike(); // one, by chance
    void strike(Mishap mishap);
    void kill_behind_a_stall(); // the exchange hears of it 20 s later
    void mend();                // all of them, but for connections that are broken already
    std::uint64_t count() const noexcept { return count_; }

private:
    std::shared_ptr<Link> some_link();
    SteadyTime soon(std::chrono::seconds most);
    void step_clock();
    void heal_disk();
    void inject_fault();
    void kill();
    void kill_and_launch(std::uint64_t times);

    Scene& scene_;
    Client& client_;
    std::uint64_t count_ = 0;
    bool mended_ = false;
};

} // namespace fixguard::simulation

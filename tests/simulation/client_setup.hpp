// The ways in which clients are set up, and the account they use.
#pragma once

#include "simulation/chance.hpp"
#include "simulation/client.hpp"
#include "venue/config.hpp"

namespace fixguard::simulation {

inline constexpr const char* api_key = "SIMULATEDAPIKEY";

// Sessions, names and heartbeats as chance will have them. `fixed_names`: the names stand in the settings.
ClientSettings draw_client(Chance& chance, bool long_run, std::string journal_folder, Canary canary,
                           std::optional<milliseconds> close_notice = std::nullopt);
venue::Config exchange_config(std::uint64_t seed);

} // namespace fixguard::simulation

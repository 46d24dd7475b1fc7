// Messages on their way out of the engine: a body, and whom it is for.
#pragma once

#include "model/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fixguard::venue {

// A body starts with 35=; the session it goes to puts the header in front.
struct Outgoing {
    std::string body;
    bool for_requester =
        true; // the session whose request is being answered gets it in any ResponseMode(25036)
    std::optional<std::size_t> for_account =
        std::nullopt; // and so does every other session of it that wants reports
    std::optional<std::size_t> refused_for =
        std::nullopt; // an order of that account was refused: a switch tells its drop copies too
};

using Outbox = std::vector<Outgoing>;

} // namespace fixguard::venue

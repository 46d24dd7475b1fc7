// What the exchange sends that its dictionary does not have: said once for each new thing.
#pragma once

#include "dictionary/dictionary.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::engine {

// Nobody's message is refused for it. Not thread-safe.
class Drift {
public:
    // `known` outlives the object.
    explicit Drift(const dictionary::Dictionary& known) : known_(known) {}

    // What is new in an application message whose framing is right, as lines for people: mostly nothing.
    std::vector<std::string> look(std::string_view message);

private:
    static constexpr std::size_t most_things =
        200; // a peer that sends nothing sound must not fill the memory

    bool is_like_one_before(std::string_view message);

    const dictionary::Dictionary& known_;
    std::set<std::string> told_;
    // Shapes of messages that were looked at, each at a place of its own: the newest of those that fall
    // there.
    std::array<std::uint64_t, 1024> shapes_{};
};

} // namespace fixguard::engine

// Chance from a seed: the same numbers on every machine.
#pragma once

#include "model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <random>

namespace fixguard::simulation {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : random_(seed) {}

    std::uint64_t below(std::uint64_t bound) { return random_() % bound; } // a bias nobody sees
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    microseconds between(microseconds least, microseconds most) {
        return least + microseconds(below(static_cast<std::uint64_t>((most - least).count()) + 1));
    }
    std::uint32_t any() { return static_cast<std::uint32_t>(random_() >> 32); }
    template <typename Items>
    const auto& of(const Items& items) {
        return items[static_cast<std::size_t>(below(items.size()))];
    }

private:
    std::mt19937_64 random_;
};

} // namespace fixguard::simulation

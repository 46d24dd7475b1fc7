// Quartiles of a list of values.
#include "bench/harness/measurement.hpp"

#include <algorithm>

namespace fixguard::bench {

Spread spread_of(std::vector<double> values) {
    std::ranges::sort(values);
    const auto at = [&](double part) {
        const double place = part * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        return values[below] + (values[above] - values[below]) * (place - static_cast<double>(below));
    };
    return {at(0.25), at(0.5), at(0.75)};
}

} // namespace fixguard::bench

// Fixed, pooled and fresh SenderCompIDs, and their locks.
#include "engine/names.hpp"

#include <algorithm>

namespace fixguard::engine {
namespace {

// Letters and digits alone: the documents also allow '-' and '_'.
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr int most_draws = 64; // then the pattern has too few names, and one has to be waited for

std::string draw(std::string name, const NameBook::Random& random) {
    for (char& letter : name)
        if (letter == '?') letter = alphabet[random() % alphabet.size()];
    return name;
}

} // namespace

SteadyTime NameBook::free_at(const std::string& name) const {
    const auto found = taken_until_.find(name);
    return found == taken_until_.end() ? SteadyTime::min() : found->second;
}

std::variant<std::string, SteadyTime> NameBook::take_listed(const NamePolicy& policy, NameChoice choice,
                                                            const std::string& last, SteadyTime now) {
    const std::string* best = nullptr;
    SteadyTime earliest = SteadyTime::max();
    for (const std::string& name : policy.names) {
        const SteadyTime free = free_at(name);
        earliest = std::min(earliest, free);
        if (free > now) continue;
        const bool wanted = (name == last) == (choice == NameChoice::same);
        if (best == nullptr || (wanted && *best != name)) best = &name;
        if (wanted) break;
    }
    if (best == nullptr) return earliest;
    taken_until_[*best] = SteadyTime::max();
    return *best;
}

std::variant<std::string, SteadyTime> NameBook::take(const NamePolicy& policy, NameChoice choice,
                                                     const std::string& last, SteadyTime now,
                                                     const Random& random) {
    std::erase_if(taken_until_, [now](const auto& entry) { return entry.second <= now; });
    if (policy.kind != NamePolicy::Kind::pattern) return take_listed(policy, choice, last, now);
    SteadyTime earliest = SteadyTime::max();
    for (int i = 0; i < most_draws; ++i) {
        std::string name = draw(policy.names.front(), random);
        const SteadyTime free = free_at(name);
        earliest = std::min(earliest, free);
        if (free > now) continue;
        taken_until_[name] = SteadyTime::max();
        return name;
    }
    return earliest;
}

void NameBook::release(const std::string& name, SteadyTime free_at) {
    taken_until_[name] = free_at;
}

} // namespace fixguard::engine

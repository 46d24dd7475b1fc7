// Builds one lazy regular expression for each pattern and tries them all.
#include "support/slow_text_match.hpp"

namespace fixguard::test {

SlowTextMatcher::SlowTextMatcher() {
    static const std::regex special(R"([.^$|()\[\]{}*+?\\])");
    static const std::regex param("%[sd]");
    const auto add = [this](std::span<const catalog::Text> texts) {
        for (const catalog::Text& text : texts) {
            const std::string pattern(text.pattern);
            const std::string escaped = std::regex_replace(pattern, special, R"(\$&)");
            const auto params = std::size_t(std::distance(
                std::sregex_iterator(pattern.begin(), pattern.end(), param), std::sregex_iterator()));
            candidates_.push_back({&text, std::regex(std::regex_replace(escaped, param, R"(([\s\S]*?))")),
                                   pattern.size() - 2 * params, params});
        }
    };
    for (const catalog::Entry& entry : catalog::entries())
        add(entry.texts);
    add(catalog::engine_messages());
    add(catalog::filter_failures());
}

std::optional<SlowTextMatcher::Match> SlowTextMatcher::match(const std::string& text, ErrorCode code) const {
    const std::optional<Match> match = of_code(text, code);
    return match ? match : of_any(text);
}

std::optional<SlowTextMatcher::Match> SlowTextMatcher::of_code(const std::string& text,
                                                               ErrorCode code) const {
    for (const Candidate& candidate : candidates_) {
        std::smatch groups;
        if (code && candidate.text->code == code && std::regex_match(text, groups, candidate.expression))
            return match_of(candidate, groups);
    }
    return std::nullopt;
}

std::optional<SlowTextMatcher::Match> SlowTextMatcher::of_any(const std::string& text) const {
    const Candidate* best = nullptr;
    std::smatch best_groups;
    for (const Candidate& candidate : candidates_) {
        std::smatch groups;
        if (!std::regex_match(text, groups, candidate.expression)) continue;
        if (best == nullptr || candidate.literal_bytes > best->literal_bytes ||
            (candidate.literal_bytes == best->literal_bytes && candidate.params < best->params)) {
            best = &candidate;
            best_groups = groups;
        }
    }
    if (best == nullptr) return std::nullopt;
    return match_of(*best, best_groups);
}

SlowTextMatcher::Match SlowTextMatcher::match_of(const Candidate& candidate, const std::smatch& groups) {
    Match match{candidate.text, {}};
    for (std::size_t i = 1; i < groups.size(); ++i)
        match.params.push_back(groups[i].str());
    return match;
}

} // namespace fixguard::test

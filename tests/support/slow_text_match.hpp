// The obvious text matcher: every pattern of the catalogue as a regular expression. It judges the fast one.
#pragma once

#include "catalog/catalog.hpp"

#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace fixguard::test {

class SlowTextMatcher {
public:
    struct Match {
        const catalog::Text* text = nullptr;
        std::vector<std::string> params;
    };

    SlowTextMatcher();

    // By the words of catalog::match_text.
    std::optional<Match> match(const std::string& text, ErrorCode code = {}) const;

    // The two halves of it: the first text of the code that fits, and of all texts the one that fits best.
    std::optional<Match> of_code(const std::string& text, ErrorCode code) const;
    std::optional<Match> of_any(const std::string& text) const;

private:
    struct Candidate {
        const catalog::Text* text = nullptr;
        std::regex expression;
        std::size_t literal_bytes = 0;
        std::size_t params = 0;
    };
    static Match match_of(const Candidate& candidate, const std::smatch& groups);

    std::vector<Candidate> candidates_; // in the order of spec/errors.toml
};

} // namespace fixguard::test

// The obvious diagnosis: strings, regular expressions and one search for each field. It judges the fast one.
#pragma once

#include "diagnosis/diagnose.hpp"
#include "support/slow_text_match.hpp"

#include <map>
#include <optional>
#include <string>

namespace fixguard::test {

// All that a SessionError says, in one line that can be compared and read; "nothing" for none.
std::string told(const std::optional<SessionError>& error);

class SlowDiagnosis {
public:
    // The line that told() makes of what diagnosis::diagnose() has to find.
    std::string of(const std::string& message, const diagnosis::Context& context);

private:
    using Match = std::optional<SlowTextMatcher::Match>;
    Match match(const std::string& text, ErrorCode code);

    SlowTextMatcher texts_;
    std::map<std::string, Match> of_any_; // what was asked before, for the sake of the tests' time
};

} // namespace fixguard::test

// What every fuzz target is made of: a name, a function over any bytes, and checks that say what broke.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::fuzz {

// Takes any bytes. Throws Broken where a promise of the library does not hold; all else that escapes, and
// every report of a sanitizer, is a finding too.
using Run = void (*)(std::string_view input);

struct Target {
    std::string_view name;
    Run run;
};

// The targets that are linked into this program.
std::vector<Target>& targets();

// One per file: `const Register venue("venue", [](std::string_view input) { ... });`
struct Register {
    Register(std::string_view name, Run run) { targets().push_back({name, run}); }
};

class Broken : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

inline void require(bool holds, const char* promise) {
    if (!holds) throw Broken(promise);
}
void require(bool holds, const char* promise, std::string_view seen);

// An error message of the library: one line without control characters, which names its origin first.
void require_one_line(std::string_view error, std::string_view origin);

// A copy on the heap of exactly that size, so that a read behind its end is seen.
class Exact {
public:
    explicit Exact(std::string_view bytes) : bytes_(new char[bytes.size()]), size_(bytes.size()) {
        bytes.copy(bytes_.get(), size_);
    }
    std::string_view view() const { return {bytes_.get(), size_}; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

// Readable bytes for a message of Broken.
std::string shown(std::string_view bytes);

// The lines of a script, without their ends. At most `most` of them: a script has to end in time.
std::vector<std::string_view> lines_of(std::string_view input, std::size_t most = 200);

// A line of a script as wire bytes: "35=..|" is a body and gets its 8, 9 and 10; all else stays as it stands.
// '|' is SOH in both.
std::string wire_bytes(std::string_view line);

} // namespace fixguard::fuzz

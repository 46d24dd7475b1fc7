// Any bytes as a log: the same errors are found however it is cut, and each is where it is said to be.
#include "fuzz/target.hpp"

#include "scan/scanned.hpp"

#include <algorithm>

namespace fixguard::fuzz {
namespace {

using test::Scanned;

std::vector<Scanned> scanned(std::string_view log, std::size_t piece) {
    std::vector<Scanned> all;
    scan::Options options;
    options.look_back = 600; // shorter than the logs
    scan::Scanner scanner(options, test::no_policies(), test::into(all));
    scan::Window window(scanner);
    for (; !log.empty(); log.remove_prefix(std::min(piece, log.size()))) {
        const Exact part(log.substr(0, piece));
        window.add(part.view());
    }
    window.end();
    return all;
}

const Register target("log", [](std::string_view input) {
    const std::vector<Scanned> whole = scanned(input, std::max<std::size_t>(input.size(), 1));
    for (const Scanned& found : whole) {
        require(found.offset < input.size(), "an error lies in the log");
        const auto before = input.substr(0, found.offset);
        require(found.line == 1U + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')),
                "an error is in its line", before);
        require(found.error.carrier <= Carrier::news, "a message is the carrier");
    }
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, std::size_t{200}})
        require(input.size() / piece > 3000 || scanned(input, piece) == whole, "any cut gives the same");
});

} // namespace
} // namespace fixguard::fuzz

// Any bytes as a scenario file; what is accepted can be sent and compared.
#include "fuzz/target.hpp"

#include "conformance/comparison.hpp"
#include "conformance/macros.hpp"
#include "conformance/scenario.hpp"

namespace fixguard::fuzz {
namespace {

using namespace conformance;

const Identity& identity() {
    static const Identity known{"key", "reader", "", [](std::string_view) { return std::string("c2ln"); }};
    return known;
}

void check_step(const Step& step) {
    require(step.cid >= 0 && step.cid <= 9, "a connection is one of ten");
    require(step.repeat >= 1, "a step is done once at least");
    const MacroValues values{identity(), [](int cid) { return "C" + std::to_string(cid); },
                             UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}}, step.cid, 7};
    if (step.kind == StepKind::send) {
        require(!bad_macro(step.text, true), "what is read has no unknown macro", step.text);
        const std::string message = make_message(step.text, values);
        require(compare(message, message, false).size() < 1'000'000, "a message can be compared");
    }
    if (step.kind != StepKind::expect) return;
    require(!bad_macro(step.text, false), "what is read has no unknown macro", step.text);
    const std::string expected = fill_expectation(step.text, values);
    for (const bool any_order : {false, true})
        require(compare(expected, "", any_order).size() < 1'000'000, "a message can be compared");
}

const Register target("scenario", [](std::string_view input) {
    const auto read = parse_scenario(input, "some.def");
    if (const auto* const error = std::get_if<std::string>(&read))
        return require_one_line(*error, "some.def");
    for (const Step& step : std::get<Scenario>(read).steps)
        check_step(step);
});

} // namespace
} // namespace fixguard::fuzz

// The fast checker against the slow one, over sound messages that chance has spoilt.
#include "rules/samples.hpp"
#include "rules/spoiler.hpp"
#include "rules/structure.hpp"
#include "support/reference_checker.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fixguard::rules::test {
namespace {

using fixguard::test::reference_faults;

// Both kinds of findings as lines, sorted.
std::vector<std::string> lines(const std::vector<Finding>& findings) {
    std::vector<std::string> result;
    for (const Finding& finding : findings) {
        const Violation& violation = finding.violation;
        std::string line = std::string(definition(finding.rule).name) +
                           " 371=" + std::to_string(violation.ref_tag_id.value_or(0)) + " at " +
                           std::to_string(violation.offset);
        for (const auto& param : violation.params)
            if (!param.empty()) line += " [" + std::string(param) + ']';
        result.push_back(line);
    }
    std::ranges::sort(result);
    return result;
}

std::vector<std::string> lines(const std::vector<fixguard::test::ReferenceFault>& faults) {
    std::vector<std::string> result;
    for (const auto& fault : faults) {
        std::string line =
            fault.rule + " 371=" + std::to_string(fault.tag) + " at " + std::to_string(fault.offset);
        for (const std::string& param : fault.params)
            line += " [" + param + ']';
        result.push_back(line);
    }
    std::ranges::sort(result);
    return result;
}

class Reference : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Reference, finds_the_same_faults) {
    Spoiler spoiler(GetParam());
    for (int round = 0; round < 12; ++round)
        for (const Sample& sample : all_samples()) {
            const std::string text = spoiler.spoil(sample.message, *dictionary::built_in(sample.kind));
            const Message message(text);
            const RuleSet rules = rule_set(sample.kind);
            const auto all = all_structure_violations(message.frame(), rules);
            ASSERT_EQ(lines(all), lines(reference_faults(std::string(message.bytes()), rules.dictionary)))
                << text;
            const auto first = first_structure_violation(message.frame(), rules);
            ASSERT_EQ(first.has_value(), !all.empty()) << text;
            if (first) {
                ASSERT_EQ(*first, all.front().violation) << text;
            }
        }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Reference, testing::Range(1u, 9u));

} // namespace
} // namespace fixguard::rules::test

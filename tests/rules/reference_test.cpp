// The fast checker against the slow one, over sound messages that chance has spoilt.
#include "rules/samples.hpp"
#include "rules/structure.hpp"
#include "support/reference_checker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

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

// Spoils the fields of a message, each one "tag=value".
class Spoiler {
public:
    explicit Spoiler(std::uint32_t seed) : random_(seed) {}

    std::string spoil(const std::string& readable, const dictionary::Dictionary& dictionary) {
        std::vector<std::string> fields;
        for (std::size_t at = 0; at < readable.size();) {
            const std::size_t end = readable.find('|', at);
            fields.push_back(readable.substr(at, end - at));
            at = end + 1;
        }
        for (std::size_t times = 1 + below(4); times > 0; --times)
            once(fields, dictionary);
        std::string message;
        for (const std::string& field : fields)
            message += field + '|';
        return message;
    }

private:
    std::size_t below(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }

    // Anything but CheckSum(10), which framing takes for the end of the message.
    std::string any_tag(const dictionary::Dictionary& dictionary) {
        static const std::vector<std::string> bad{"0", "-1",  "011",       "a",          "",
                                                  "8", "9",   "35",        "1234567890", "43",
                                                  "1", "55 ", "999999999", "4294967351", "5\xC3\xA9"};
        if (below(4) == 0) return bad[below(bad.size())];
        const dictionary::FieldDef& any = dictionary.fields()[below(dictionary.fields().size())];
        return any.part == dictionary::Part::trailer ? any_tag(dictionary) : std::to_string(any.tag);
    }

    std::string any_value() {
        static const std::vector<std::string> values{"",
                                                     "0",
                                                     "1",
                                                     "2",
                                                     "3",
                                                     "4",
                                                     "-1",
                                                     "-0",
                                                     "00",
                                                     "007",
                                                     "Y",
                                                     "N",
                                                     "X",
                                                     "a b",
                                                     "1.5",
                                                     ".5",
                                                     "5.",
                                                     ".",
                                                     "-",
                                                     "--1",
                                                     "1.1.1",
                                                     "1e3",
                                                     "P",
                                                     "U",
                                                     "99",
                                                     "\t",
                                                     "\x7F",
                                                     "\xC3",
                                                     "\xC3\xA9",
                                                     "\xC2\x80",
                                                     "\xED\xA0\x80",
                                                     "\xF4\x90\x80\x80",
                                                     "\xE2\x82\xAC",
                                                     "\xF0\x9F\x98\x80",
                                                     "\xC0\xAF",
                                                     "0.00000001",
                                                     "0.000000001",
                                                     "0.1000000000",
                                                     "60000.1234",
                                                     "92233720368.54775807",
                                                     "92233720368.54775808",
                                                     "9223372036854775807",
                                                     "9223372036854775808",
                                                     "18446744073709551617",
                                                     "-9223372036854775808",
                                                     "-9223372036854775809",
                                                     "2147483647",
                                                     "2147483648",
                                                     "4294967295",
                                                     "4294967296",
                                                     "20260714-09:30:00",
                                                     "20260714-09:30:00.123",
                                                     "20260714-09:30:00.12",
                                                     "20260229-00:00:00",
                                                     "20280229-23:59:60",
                                                     "20260714-24:00:00",
                                                     "20260714-09:30:00.1234567",
                                                     std::string(36, 'z'),
                                                     std::string(37, 'z'),
                                                     "CLIENT_9",
                                                     "CLIENT-99",
                                                     "FIX.4.4",
                                                     "BTCUSDT"};
        return values[below(values.size())];
    }

    void once(std::vector<std::string>& fields, const dictionary::Dictionary& dictionary) {
        if (fields.size() < 3) return;
        const std::size_t at = 1 + below(fields.size() - 1); // the first is MsgType(35), seen by framing
        const std::size_t other = 1 + below(fields.size() - 1);
        const std::string tag = fields[at].substr(0, fields[at].find('='));
        const auto place = [&](std::size_t index) {
            return fields.begin() + static_cast<std::ptrdiff_t>(index);
        };
        switch (below(10)) {
        case 0: fields.erase(place(at)); break;
        case 1: fields.insert(place(other), std::string(fields[at])); break;
        case 2: std::swap(fields[at], fields[other]); break;
        case 3: std::swap(fields[at], fields[std::min(at + 1, fields.size() - 1)]); break;
        case 4:
            fields[at] = any_tag(dictionary) + fields[at].substr(std::min(tag.size(), fields[at].size()));
            break;
        case 5: fields.insert(place(at), any_tag(dictionary) + '=' + any_value()); break;
        case 6: fields.insert(place(at), any_tag(dictionary)); break;
        case 7: fields[0] = "35=" + std::string(any_message(dictionary)); break;
        default: fields[at] = tag + '=' + any_value(); break;
        }
    }

    std::string_view any_message(const dictionary::Dictionary& dictionary) {
        if (below(8) == 0) return below(2) == 0 ? "" : "?";
        return dictionary.messages()[below(dictionary.messages().size())].msg_type;
    }

    std::mt19937 random_;
};

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

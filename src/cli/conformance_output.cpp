// Writes the outcomes of scenarios.
#include "cli/conformance_output.hpp"

#include "dictionary/dictionary.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace fixguard::cli {
namespace {

using conformance::Difference;
using conformance::Verdict;

std::string_view word(Verdict verdict) {
    switch (verdict) {
    case Verdict::passed: return "passed";
    case Verdict::failed: return "failed";
    case Verdict::skipped: return "skipped";
    }
    return "?";
}

std::string field_name(const Difference& difference, SessionKind kind) {
    if (difference.tag == 0) return "order of the fields";
    const dictionary::FieldDef* const field = dictionary::built_in(kind)->field(difference.tag);
    const std::string tag = "(" + std::to_string(difference.tag) + ")";
    return field == nullptr ? "tag" + tag : std::string(field->name) + tag;
}

// Control characters of a peer would reach the terminal or break the XML.
std::string clean(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

std::string escaped(const std::string& text) {
    std::string xml;
    for (const char c : clean(text)) {
        if (c == '&')
            xml += "&amp;";
        else if (c == '<')
            xml += "&lt;";
        else if (c == '>')
            xml += "&gt;";
        else if (c == '"')
            xml += "&quot;";
        else
            xml += c;
    }
    return xml;
}

std::size_t count(const std::vector<ConformanceOutcome>& outcomes, Verdict verdict) {
    return static_cast<std::size_t>(
        std::count_if(outcomes.begin(), outcomes.end(),
                      [&](const ConformanceOutcome& one) { return one.result.verdict == verdict; }));
}

} // namespace

std::string conformance_failure(const ConformanceOutcome& outcome) {
    const auto& [scenario, result, seconds] = outcome;
    std::string text = "FAILED " + scenario->name + ".def:" + std::to_string(result.line) + ": " +
                       result.what + "\n  about     " + scenario->about + "\n  rule      " + scenario->rule +
                       "\n  source    " + scenario->source + "\n  sent      " + clean(result.sent) + "\n";
    if (!result.expected.empty()) text += "  expected  " + clean(result.expected) + "\n";
    text += "  got       " + (result.got.empty() ? "nothing" : clean(result.got)) + "\n";
    std::size_t name_width = 0, expected_width = 0;
    for (const Difference& one : result.differences) {
        name_width = std::max(name_width, field_name(one, scenario->kind).size());
        expected_width = std::max(expected_width, std::min<std::size_t>(one.expected.size(), 40));
    }
    for (const Difference& one : result.differences) {
        std::string name = field_name(one, scenario->kind), expected = clean(one.expected);
        name.resize(std::max(name.size(), name_width), ' ');
        expected.resize(std::max(expected.size(), expected_width), ' ');
        text += "    " + name + "  expected " + expected + "  got " + clean(one.got) + "\n";
    }
    return text;
}

std::string conformance_json(const std::vector<ConformanceOutcome>& outcomes, const std::string& target) {
    nlohmann::ordered_json all;
    all["target"] = clean(target);
    for (const Verdict verdict : {Verdict::passed, Verdict::failed, Verdict::skipped})
        all[std::string(word(verdict))] = count(outcomes, verdict);
    all["scenarios"] = nlohmann::ordered_json::array();
    for (const auto& [scenario, result, seconds] : outcomes) {
        nlohmann::ordered_json one;
        one["name"] = scenario->name;
        one["session"] = short_name(scenario->kind);
        one["verdict"] = word(result.verdict);
        one["rule"] = scenario->rule;
        one["covers"] = scenario->covers;
        if (!result.what.empty()) one["what"] = clean(result.what);
        if (result.verdict == Verdict::failed) {
            one["line"] = result.line;
            one["sent"] = clean(result.sent);
            one["expected"] = clean(result.expected);
            one["got"] = clean(result.got);
            one["differences"] = nlohmann::ordered_json::array();
            for (const Difference& difference : result.differences)
                one["differences"].push_back({{"tag", difference.tag},
                                              {"name", field_name(difference, scenario->kind)},
                                              {"expected", clean(difference.expected)},
                                              {"got", clean(difference.got)}});
        }
        all["scenarios"].push_back(std::move(one));
    }
    return all.dump(2) + "\n";
}

std::string conformance_junit(const std::vector<ConformanceOutcome>& outcomes) {
    std::ostringstream xml;
    xml << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"fixguard conformance\" tests=\""
        << outcomes.size() << "\" failures=\"" << count(outcomes, Verdict::failed) << "\" skipped=\""
        << count(outcomes, Verdict::skipped) << "\">\n";
    for (const ConformanceOutcome& outcome : outcomes) {
        const auto& [scenario, result, seconds] = outcome;
        xml << "  <testcase classname=\"" << short_name(scenario->kind) << "\" name=\""
            << escaped(scenario->name) << "\" time=\"" << seconds << "\">";
        if (result.verdict == Verdict::skipped)
            xml << "<skipped message=\"" << escaped(result.what) << "\"/>";
        if (result.verdict == Verdict::failed) {
            xml << "<failure message=\"" << escaped(result.what) << "\">";
            std::istringstream lines(conformance_failure(outcome));
            for (std::string line; std::getline(lines, line);)
                xml << escaped(line) << '\n';
            xml << "</failure>";
        }
        xml << "</testcase>\n";
    }
    xml << "</testsuite>\n";
    return xml.str();
}

} // namespace fixguard::cli

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

// The end of the conversation, as far as a terminal has use for it.
std::string transcript_text(const ConformanceOutcome& outcome) {
    constexpr std::size_t most_lines = 24;
    const auto& lines = outcome.transcript;
    const std::size_t from = lines.size() > most_lines ? lines.size() - most_lines : 0;
    std::string text = from == 0 ? "" : "    (" + std::to_string(from) + " lines before)\n";
    for (std::size_t i = from; i < lines.size(); ++i)
        text += "    " + lines[i].time + "  connection " + std::to_string(lines[i].connection) +
                (lines[i].by_client ? "  client  " : "  venue   ") + clean(lines[i].text) + "\n";
    return text;
}

} // namespace

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

std::size_t count(const std::vector<ConformanceOutcome>& outcomes, Verdict verdict) {
    return static_cast<std::size_t>(
        std::count_if(outcomes.begin(), outcomes.end(),
                      [&](const ConformanceOutcome& one) { return one.verdict == verdict; }));
}

std::string conformance_failure(const ConformanceOutcome& outcome) {
    std::string text = "FAILED " + (outcome.place.empty() ? outcome.name : outcome.place) + ": " +
                       clean(outcome.what) + "\n  about     " + outcome.about + "\n  rule      " +
                       outcome.rule + "\n  source    " + outcome.source + "\n";
    for (std::size_t i = 1; i < outcome.findings.size(); ++i)
        text += "  also      " + clean(outcome.findings[i]) + "\n";
    if (outcome.place.empty()) return text + transcript_text(outcome); // a client
    text += "  sent      " + clean(outcome.sent) + "\n";
    if (!outcome.expected.empty()) text += "  expected  " + clean(outcome.expected) + "\n";
    text += "  got       " + (outcome.got.empty() ? "nothing" : clean(outcome.got)) + "\n";
    std::size_t name_width = 0, expected_width = 0;
    for (const Difference& one : outcome.differences) {
        name_width = std::max(name_width, field_name(one, outcome.kind).size());
        expected_width = std::max(expected_width, std::min<std::size_t>(one.expected.size(), 40));
    }
    for (const Difference& one : outcome.differences) {
        std::string name = field_name(one, outcome.kind), expected = clean(one.expected);
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
    for (const ConformanceOutcome& outcome : outcomes) {
        nlohmann::ordered_json one;
        one["name"] = outcome.name;
        one["session"] = short_name(outcome.kind);
        one["verdict"] = word(outcome.verdict);
        one["rule"] = outcome.rule;
        one["source"] = outcome.source;
        one["covers"] = outcome.covers;
        if (!outcome.what.empty()) one["what"] = clean(outcome.what);
        if (!outcome.findings.empty()) one["findings"] = outcome.findings;
        if (outcome.verdict == Verdict::failed && !outcome.place.empty()) {
            one["place"] = outcome.place;
            one["sent"] = clean(outcome.sent);
            one["expected"] = clean(outcome.expected);
            one["got"] = clean(outcome.got);
            one["differences"] = nlohmann::ordered_json::array();
            for (const Difference& difference : outcome.differences)
                one["differences"].push_back({{"tag", difference.tag},
                                              {"name", field_name(difference, outcome.kind)},
                                              {"expected", clean(difference.expected)},
                                              {"got", clean(difference.got)}});
        }
        if (outcome.verdict == Verdict::failed)
            for (const TranscriptLine& line : outcome.transcript)
                one["transcript"].push_back({{"time", line.time},
                                             {"connection", line.connection},
                                             {"by", line.by_client ? "client" : "venue"},
                                             {"text", clean(line.text)}});
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
        xml << "  <testcase classname=\"" << short_name(outcome.kind) << "\" name=\"" << escaped(outcome.name)
            << "\" time=\"" << outcome.seconds << "\">";
        if (outcome.verdict == Verdict::skipped)
            xml << "<skipped message=\"" << escaped(outcome.what) << "\"/>";
        if (outcome.verdict == Verdict::failed) {
            xml << "<failure message=\"" << escaped(outcome.what) << "\">";
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

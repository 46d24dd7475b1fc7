// Writes the page. Style and escaping are those of every page of the program.
#include "cli/conformance_page.hpp"

#include "catalog/catalog.hpp"
#include "cli/conformance_output.hpp"
#include "conformance/coverage.hpp"
#include "dictionary/dictionary.hpp"
#include "report/page.hpp"
#include "report/style.hpp"
#include "wire/message_view.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>

namespace fixguard::cli {
namespace {

using conformance::Verdict;

// What the pages have in common does not know of this one.
constexpr std::string_view own_css = R"(
.sums { display: flex; flex-wrap: wrap; gap: 0.8rem; margin: 1rem 0; }
.sums div { min-width: 7rem; } .sums b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
.share { display: flex; height: 0.6rem; border-radius: 3px; overflow: hidden; background: var(--line); }
.share i { display: block; } .share .p { background: var(--good); } .share .f { background: var(--error); }
.share .s { background: var(--wait); }
section.panel { margin: 0.8rem 0; }
section.panel h3 { margin-top: 0; }
tr.differs td { background: var(--error-soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.4rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
summary { cursor: pointer; padding: 0.2rem 0; }
.sides td { overflow-wrap: anywhere; } .sides td:first-child { white-space: nowrap; } .sides td:nth-child(n+2) { width: 40%; }
)";

std::string text(std::string_view raw) {
    return report::html_text(report::printable(raw));
}

struct ShownField {
    std::string tag;
    std::string value;
    bool paired = false;
};

std::vector<ShownField> fields_of(std::string_view readable) {
    std::vector<ShownField> fields;
    while (!readable.empty()) {
        const std::size_t end = std::min(readable.find('|'), readable.size());
        const std::string_view field = readable.substr(0, end);
        const std::size_t equals = std::min(field.find('='), field.size());
        if (!field.empty())
            fields.push_back({std::string(field.substr(0, equals)),
                              std::string(field.substr(std::min(equals + 1, field.size()))), false});
        readable.remove_prefix(std::min(end + 1, readable.size()));
    }
    return fields;
}

std::string name_of(const std::string& tag, SessionKind kind) {
    const auto number = wire::parse_int(tag);
    if (!number) return text(tag); // <MORE>, or bytes that are no field
    return text(field_name({static_cast<tag::Tag>(*number), {}, {}}, kind));
}

std::string side_by_side(const ConformanceOutcome& outcome) {
    const std::vector<ShownField> expected = fields_of(outcome.expected);
    std::vector<ShownField> got = fields_of(outcome.got);
    const auto differs = [&](const std::string& tag) {
        return std::any_of(outcome.differences.begin(), outcome.differences.end(),
                           [&](const auto& one) { return std::to_string(one.tag) == tag; });
    };
    std::string rows;
    const auto row = [&](const std::string& tag, std::string_view left, std::string_view right) {
        rows += std::string(differs(tag) ? "<tr class=\"differs\">" : "<tr>") + "<td>" +
                name_of(tag, outcome.kind) + "</td><td class=\"mono\">" + text(left) +
                "</td><td class=\"mono\">" + text(right) + "</td></tr>\n";
    };
    for (const ShownField& field : expected) {
        const auto partner = std::find_if(got.begin(), got.end(), [&](const ShownField& other) {
            return !other.paired && other.tag == field.tag;
        });
        if (partner != got.end()) partner->paired = true;
        row(field.tag, field.value, partner == got.end() ? "" : partner->value);
    }
    for (const ShownField& field : got)
        if (!field.paired) row(field.tag, "", field.value);
    return "<div class=\"scroll\"><table class=\"sides\">\n<thead><tr><th>field</th><th>expected</th><th>got"
           "</th></tr></thead>\n<tbody>\n" +
           rows + "</tbody></table></div>\n";
}

std::string conversation(const ConformanceOutcome& outcome) {
    std::string rows;
    for (const TranscriptLine& line : outcome.transcript)
        rows += "<tr><td class=\"nowrap\">" + text(line.time) + "</td><td class=\"number\">" +
                std::to_string(line.connection) + "</td><td>" + (line.by_client ? "client" : "venue") +
                "</td><td class=\"mono value\">" + text(line.text) + "</td></tr>\n";
    return "<details><summary>what was said</summary><div class=\"scroll\"><table>\n<thead><tr><th>time</th>"
           "<th>connection</th><th>by</th><th>message</th></tr></thead>\n<tbody>\n" +
           rows + "</tbody></table></div></details>\n";
}

std::string failure(const ConformanceOutcome& outcome) {
    std::string html = "<section class=\"panel\">\n<h3><span class=\"error\">failed</span> " +
                       text(outcome.place.empty() ? outcome.name : outcome.place) + "</h3>\n<p><b>" +
                       text(outcome.what) + "</b></p>\n";
    for (std::size_t i = 1; i < outcome.findings.size(); ++i)
        html += "<p><b>" + text(outcome.findings[i]) + "</b></p>\n";
    html += "<dl><dt>about</dt><dd>" + text(outcome.about) + "</dd><dt>rule</dt><dd>" + text(outcome.rule) +
            "</dd><dt>documented</dt><dd>" + text(outcome.source) + "</dd>";
    if (!outcome.sent.empty())
        html += "<dt>sent</dt><dd class=\"mono value\">" + text(outcome.sent) + "</dd>";
    html += "</dl>\n";
    if (!outcome.transcript.empty()) html += conversation(outcome);
    if (outcome.place.empty()) return html + "</section>\n"; // a client
    if (outcome.got.empty()) html += "<p>Nothing came.</p>\n";
    return html + side_by_side(outcome) + "</section>\n";
}

std::string_view colour(Verdict verdict) {
    switch (verdict) {
    case Verdict::passed: return "good";
    case Verdict::failed: return "error";
    case Verdict::skipped: return "soft";
    }
    return "soft";
}

std::string all_of_them(const std::vector<ConformanceOutcome>& outcomes) {
    std::string rows;
    for (const ConformanceOutcome& one : outcomes)
        rows += "<tr><td class=\"" + std::string(colour(one.verdict)) + "\">" +
                std::string(word(one.verdict)) + "</td><td class=\"nowrap\">" + text(one.name) + "</td><td>" +
                text(one.about) + (one.verdict == Verdict::skipped ? " <i>" + text(one.what) + "</i>" : "") +
                "</td></tr>\n";
    return "<h2>All</h2>\n<details><summary>" + std::to_string(outcomes.size()) +
           " outcomes</summary><div class=\"scroll\"><table>\n" + rows + "</table></div></details>\n";
}

// Passed, failed and skipped of everything that says `# covers:` of one thing.
struct Covered {
    std::array<std::size_t, 3> count{};
};

std::string numbers(const Covered& covered) {
    std::string cells;
    constexpr std::array<std::string_view, 3> colours{"good", "error", "soft"};
    for (std::size_t i = 0; i < 3; ++i)
        cells += "<td class=\"number " + std::string(covered.count[i] ? colours[i] : "soft") + "\">" +
                 (covered.count[i] ? std::to_string(covered.count[i]) : "") + "</td>";
    return cells;
}

std::string coverage(const std::vector<ConformanceOutcome>& outcomes) {
    std::map<std::string, Covered> covered;
    for (const ConformanceOutcome& one : outcomes)
        for (const std::string& what : one.covers)
            ++covered[what].count[static_cast<std::size_t>(one.verdict)];
    const std::string head = "<th class=\"number\">passed</th><th class=\"number\">failed</th>"
                             "<th class=\"number\">skipped</th></tr></thead>\n<tbody>\n";
    std::string codes, cases;
    for (const catalog::Entry& entry : catalog::entries())
        for (const catalog::Text& one : entry.texts) {
            const auto found =
                covered.find(std::to_string(entry.code.value) + "." + std::to_string(one.index));
            if (found != covered.end())
                codes += "<tr><td class=\"nowrap\">" + std::to_string(entry.code.value) + "</td><td>" +
                         text(one.pattern) + "</td>" + numbers(found->second) + "</tr>\n";
        }
    for (const conformance::SessionCase& one : conformance::session_cases()) {
        const auto found = covered.find(std::string(one.id));
        cases += "<tr><td>" + text(one.id) + "</td><td>" + (one.of_client ? "client" : "venue") +
                 "</td><td class=\"nowrap\">" + text(one.outcome) + "</td><td>" + text(one.note) + "</td>" +
                 numbers(found == covered.end() ? Covered{} : found->second) + "</tr>\n";
    }
    std::string html = "<h2>Coverage</h2>\n";
    if (!codes.empty())
        html += "<details open><summary>codes and texts</summary><div "
                "class=\"scroll\"><table>\n<thead><tr><th>code</th>"
                "<th>text</th>" +
                head + codes + "</tbody></table></div></details>\n";
    return html +
           "<details><summary>session-layer test cases of the FIX Trading Community</summary><div "
           "class=\"scroll\">"
           "<table>\n<thead><tr><th>id</th><th>of</th><th>outcome</th><th>here</th>" +
           head + cases + "</tbody></table></div></details>\n";
}

std::string summary(const std::vector<ConformanceOutcome>& outcomes) {
    std::string sums, share;
    for (const Verdict verdict : {Verdict::passed, Verdict::failed, Verdict::skipped}) {
        const std::size_t number = count(outcomes, verdict);
        const std::string name(word(verdict));
        sums += "<div class=\"panel\"><b class=\"" + std::string(number ? colour(verdict) : "soft") + "\">" +
                std::to_string(number) + "</b>" + name + "</div>\n";
        if (number)
            share +=
                "<i class=\"" + name.substr(0, 1) + "\" style=\"flex:" + std::to_string(number) + "\"></i>";
    }
    return "<div class=\"sums\">\n" + sums + "</div>\n<div class=\"share\" aria-hidden=\"true\">" + share +
           "</div>\n";
}

} // namespace

std::string conformance_page(const std::vector<ConformanceOutcome>& outcomes, const std::string& target) {
    std::string page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                       "'unsafe-inline'\">\n<title>FIX session conformance</title>\n<style>\n" +
                       std::string(report::page_css) + std::string(own_css) +
                       "</style>\n</head>\n<body>\n<h1>FIX session conformance</h1>\n<p class=\"soft\">of " +
                       text(target) + "</p>\n<main>\n" + summary(outcomes);
    std::string failures;
    for (const ConformanceOutcome& one : outcomes)
        if (one.verdict == Verdict::failed) failures += failure(one);
    if (!failures.empty()) page += "<h2>Failures</h2>\n" + failures;
    return page + coverage(outcomes) + all_of_them(outcomes) + "</main>\n</body>\n</html>\n";
}

} // namespace fixguard::cli

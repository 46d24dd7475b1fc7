// Compares what was learned with the tables that are built in.
#include "cli/conformance_proposal.hpp"

#include "catalog/catalog.hpp"
#include "report/style.hpp"
#include "rules/session_table.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fixguard::cli {
namespace {

using conformance::Learned;
using conformance::Sighting;
using Fact = Proposal::Fact;

// "switches.x" -> [switches.x] value = v; "common.x" -> [common] x = { value = v };
// "superfluous_fields.k.tag" -> [superfluous_fields] k = { tag = v }; all else -> [table] key = v.
std::string as_table(const std::string& key, const std::string& value) {
    const std::size_t dot = key.find('.');
    const std::string table = key.substr(0, dot), rest = key.substr(dot + 1);
    if (table == "switches") return "[" + key + "]\nvalue = " + value + "\n";
    if (table == "common") return "[common]\n" + rest + " = { value = " + value + " }\n";
    if (table == "superfluous_fields") {
        const std::size_t second = rest.find('.');
        return "[superfluous_fields]\n" + rest.substr(0, second) + " = { " + rest.substr(second + 1) + " = " +
               value + " }\n";
    }
    return "[" + table + "]\n" + rest + " = " + value + "\n";
}

// The order of these says nothing.
rules::SessionTable sorted(rules::SessionTable table) {
    std::ranges::sort(table.superfluous_fields, {}, [](const rules::SuperfluousField& field) {
        return std::pair(static_cast<int>(field.kind), field.tag);
    });
    return table;
}

bool is_what_we_have(const std::string& key, const std::string& value) {
    const auto changed = rules::SessionTable::parse(as_table(key, value), "learned");
    const auto* const table = std::get_if<rules::SessionTable>(&changed);
    return table != nullptr && sorted(*table) == sorted(rules::SessionTable::built_in());
}

void add_learned(const std::vector<Learned>& learned, Proposal& proposal) {
    for (const Learned& one : learned) {
        const Fact fact{one.key, {}, one.value, one.evidence};
        if (one.value.empty())
            proposal.unknown.push_back(fact);
        else if (is_what_we_have(one.key, one.value))
            proposal.confirmed.push_back(fact);
        else
            proposal.changes.push_back(fact);
    }
}

std::string evidence(const Sighting& sighting) {
    return "35=" + sighting.carrier + " 25016=" + std::to_string(sighting.code.value) +
           (sighting.reason ? " 373=" + std::to_string(*sighting.reason) : "") + " 58=" + sighting.text;
}

// SessionRejectReason(373) by code and text. A key names the code where all of its texts go the same way.
void add_reasons(const std::vector<Sighting>& sightings, Proposal& proposal) {
    struct Seen {
        std::int64_t reason;
        std::string evidence;
    };
    std::map<std::int32_t, std::map<std::uint8_t, Seen>> seen;
    for (const Sighting& one : sightings) {
        const auto match = catalog::match_text(one.text, one.code);
        if (one.carrier != "3" || !one.reason || !match) continue;
        seen[one.code.value].insert({match->text->index, {*one.reason, evidence(one)}});
    }
    const rules::SessionTable& table = rules::SessionTable::built_in();
    for (const auto& [code, texts] : seen) {
        const auto ours = [&, number = code](std::uint8_t text) {
            return table.session_reject_reason(ErrorCode{number}, text);
        };
        std::set<std::int64_t> reasons;
        bool all_differ = true;
        for (const auto& [text, one] : texts) {
            reasons.insert(one.reason);
            all_differ = all_differ && one.reason != ours(text);
        }
        const bool as_one = all_differ && reasons.size() == 1;
        for (const auto& [text, one] : texts) {
            const std::string key = "session_reject_reasons." + (as_one ? std::to_string(code)
                                                                        : "\"" + std::to_string(code) + "." +
                                                                              std::to_string(text) + "\"");
            const Fact fact{key, std::to_string(ours(text)), std::to_string(one.reason), one.evidence};
            (one.reason == ours(text) ? proposal.confirmed : proposal.changes).push_back(fact);
            if (as_one) break;
        }
    }
}

// What becomes of the session behind a code. A refused Logon<A> always ends its connection, so there only an
// open one tells something.
void add_effects(const std::vector<Sighting>& sightings, Proposal& proposal) {
    std::map<std::int32_t, Fact> found;
    for (const Sighting& one : sightings) {
        const catalog::Entry* const entry = catalog::find(one.code);
        if (entry == nullptr || one.after == Sighting::After::unknown) continue;
        const SessionEffect ours = entry->policy.session_effect;
        const bool open = one.after == Sighting::After::open;
        if (!open && !one.logged_on) continue;
        const bool differs =
            (ours == SessionEffect::ends && open) || (ours == SessionEffect::stays_open && !open);
        if (!differs) continue;
        const std::string word =
            "\"" + std::string(name(open ? SessionEffect::stays_open : SessionEffect::ends)) + "\"";
        const auto [fact, is_new] = found.try_emplace(
            one.code.value, Fact{std::to_string(one.code.value) + ".session_effect",
                                 "\"" + std::string(name(ours)) + "\"", word, evidence(one)});
        if (!is_new && fact->second.value != word) fact->second.value = "\"may_end\"";
    }
    for (auto& [code, fact] : found)
        proposal.of_errors.push_back(std::move(fact));
}

std::string comment(const std::string& text) {
    return "# seen: " + report::printable(text) + "\n";
}

std::string head(const std::string& file, const std::string& target) {
    return "# Proposed changes of spec/" + file + ", as " + report::printable(target) +
           " behaves. Read the evidence before you take them over.\n";
}

std::string paragraph(const std::string& title, const std::vector<Fact>& facts) {
    std::string text = "## " + title + "\n\n";
    if (facts.empty()) return text + "None.\n\n";
    for (const Fact& fact : facts) {
        text += "- `" + fact.key + "`";
        if (!fact.value.empty()) text += " is " + fact.value;
        if (!fact.ours.empty() && fact.ours != fact.value) text += ", spec says " + fact.ours;
        text += ". Seen: `" + report::printable(fact.evidence) + "`\n";
    }
    return text + "\n";
}

} // namespace

Proposal propose(const std::vector<Learned>& learned, const std::vector<Sighting>& sightings) {
    Proposal proposal;
    add_learned(learned, proposal);
    add_reasons(sightings, proposal);
    add_effects(sightings, proposal);
    return proposal;
}

std::string proposed_sessions(const Proposal& proposal, const std::string& target) {
    std::string text = head("sessions.toml", target);
    std::vector<Fact> facts = proposal.changes;
    std::ranges::stable_sort(facts, {},
                             [](const Fact& fact) { return fact.key.substr(0, fact.key.find('.')); });
    std::string open_table; // TOML allows each table once
    for (const Fact& fact : facts) {
        std::string table = as_table(fact.key, fact.value);
        const std::string header = table.substr(0, table.find('\n') + 1);
        if (header != open_table) text += "\n" + header;
        open_table = header;
        text += comment(fact.evidence) + table.substr(header.size());
    }
    return text;
}

std::string proposed_errors(const Proposal& proposal, const std::string& target) {
    std::string text = head("errors.toml", target);
    for (const Fact& fact : proposal.of_errors) {
        const std::size_t dot = fact.key.find('.');
        text += "\n[" + fact.key.substr(0, dot) + "]\n" + comment(fact.evidence) + fact.key.substr(dot + 1) +
                " = " + fact.value + "\n";
    }
    return text;
}

std::string proposal_summary(const Proposal& proposal, const std::string& target) {
    return "# What " + report::printable(target) + " has shown\n\n" +
           paragraph("Proposed changes of spec/sessions.toml", proposal.changes) +
           paragraph("Proposed changes of spec/errors.toml", proposal.of_errors) +
           paragraph("Confirmed", proposal.confirmed) + paragraph("Not learned", proposal.unknown);
}

} // namespace fixguard::cli

// Compares what was learned with the tables that are built in.
#include "cli/conformance_proposal.hpp"

#include "catalog/catalog.hpp"
#include "model/session_kind.hpp"
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

// "switches.x" -> [switches.x] value = v; "common.x" -> [common] x = { value = v }, and so for a kind;
// "superfluous_fields.k.tag" -> [superfluous_fields] k = { tag = v }; all else -> [table] key = v.
std::string as_table(const std::string& key, const std::string& value) {
    const std::size_t dot = key.find('.');
    const std::string table = key.substr(0, dot), rest = key.substr(dot + 1);
    if (table == "switches") return "[" + key + "]\nvalue = " + value + "\n";
    if (table == "common" || session_kind(table))
        return "[" + table + "]\n" + rest + " = { value = " + value + " }\n";
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
            proposal.unknown.push_back({one.key, {}, {}, "the answer settles nothing: " + one.evidence});
        else if (is_what_we_have(one.key, one.value))
            proposal.confirmed.push_back(fact);
        else
            proposal.changes.push_back(fact);
    }
}

// What was not asked for, each with the reason.
void add_not_asked(const std::vector<Learned>& learned, Proposal& proposal) {
    std::set<std::string> asked;
    for (const Learned& one : learned)
        asked.insert(one.key);
    for (const conformance::Probe& probe : conformance::probes())
        if (!asked.contains(probe.key))
            proposal.unknown.push_back(
                {probe.key, {}, {}, "a question for --session " + std::string(short_name(probe.kind))});
    for (const conformance::NotAsked& one : conformance::not_asked())
        proposal.unknown.push_back({std::string(one.key), {}, {}, std::string(one.reason)});
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

// The pairings of spec/sessions.toml that nothing was seen of.
void add_unseen_reasons(const std::vector<Sighting>& sightings, Proposal& proposal) {
    const rules::SessionTable& table = rules::SessionTable::built_in();
    const auto is_seen = [&](const rules::ReasonPairing& pairing) {
        return std::any_of(sightings.begin(), sightings.end(), [&](const Sighting& one) {
            const auto match = catalog::match_text(one.text, one.code);
            return one.carrier == "3" && one.reason && one.code == pairing.code && match &&
                   (!pairing.text || match->text->index == *pairing.text);
        });
    };
    const auto is_paired = [&](const Sighting& one) {
        return std::any_of(table.reasons.begin(), table.reasons.end(),
                           [&](const rules::ReasonPairing& pairing) { return pairing.code == one.code; });
    };
    constexpr const char* unseen = "no Reject<3> with it came";
    for (const rules::ReasonPairing& pairing : table.reasons) {
        if (is_seen(pairing)) continue;
        const std::string code = std::to_string(pairing.code.value);
        const std::string key =
            pairing.text ? "\"" + code + "." + std::to_string(*pairing.text) + "\"" : code;
        proposal.unknown.push_back({"session_reject_reasons." + key, {}, {}, unseen});
    }
    const auto other = std::find_if(sightings.begin(), sightings.end(), [&](const Sighting& one) {
        return one.carrier == "3" && one.reason == table.other_reason && !is_paired(one);
    });
    const std::string key = "session_reject_reasons.other";
    if (other != sightings.end())
        proposal.confirmed.push_back({key, {}, std::to_string(table.other_reason), evidence(*other)});
    else
        proposal.unknown.push_back({key, {}, {}, unseen});
}

// What becomes of the session behind a code. A refused Logon<A> always ends its connection, so there only an
// open one tells something.
void add_effects(const std::vector<Sighting>& sightings, Proposal& proposal) {
    struct Seen {
        bool open = false, closed = false;
        std::string evidence;
    };
    std::map<std::int32_t, Seen> seen;
    for (const Sighting& one : sightings) {
        const bool open = one.after == Sighting::After::open;
        if (one.after == Sighting::After::unknown || (!open && !one.logged_on)) continue;
        Seen& code = seen[one.code.value];
        (open ? code.open : code.closed) = true;
        if (code.evidence.empty()) code.evidence = evidence(one);
    }
    for (const catalog::Entry& entry : catalog::entries()) {
        const std::string key = std::to_string(entry.code.value) + ".session_effect";
        const SessionEffect ours = entry.policy.session_effect;
        const auto code = seen.find(entry.code.value);
        const bool inferred = entry.policy.session_effect_basis == Basis::inferred;
        if (code == seen.end()) {
            if (inferred) proposal.unknown.push_back({key, {}, {}, "no refusal with the code came"});
            continue;
        }
        const auto& [open, closed, what] = code->second;
        const auto word = [](SessionEffect effect) { return "\"" + std::string(name(effect)) + "\""; };
        const bool differs =
            (ours == SessionEffect::ends && open) || (ours == SessionEffect::stays_open && closed);
        const SessionEffect effect = open && closed ? SessionEffect::may_end
                                     : open         ? SessionEffect::stays_open
                                                    : SessionEffect::ends;
        if (differs)
            proposal.of_errors.push_back({key, word(ours), word(effect), what});
        else if (inferred)
            proposal.confirmed.push_back({key, word(ours), word(ours), what});
    }
}

// FIX has no request for the state of an order, so that the fate of what was refused shows nowhere.
void add_fates(Proposal& proposal) {
    for (const catalog::Entry& entry : catalog::entries())
        if (entry.policy.fate_basis == Basis::inferred)
            proposal.unknown.push_back({std::to_string(entry.code.value) + ".fate",
                                        {},
                                        {},
                                        "FIX has no request for the state of an order"});
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
        text += "- `" + fact.key + "` is " + fact.value;
        if (!fact.ours.empty() && fact.ours != fact.value) text += ", spec says " + fact.ours;
        text += ". Seen: `" + report::printable(fact.evidence) + "`\n";
    }
    return text + "\n";
}

// Those with the same reason together.
std::string not_learned(const std::vector<Fact>& facts) {
    std::string text = "## Not learned\n\n";
    if (facts.empty()) return text + "None.\n\n";
    std::vector<std::string> reasons;
    std::map<std::string, std::string> keys;
    for (const Fact& fact : facts) {
        std::string& of_reason = keys[fact.evidence];
        if (of_reason.empty()) reasons.push_back(fact.evidence);
        of_reason += (of_reason.empty() ? "`" : ", `") + fact.key + "`";
    }
    for (const std::string& reason : reasons)
        text += "- " + keys[reason] + ": " + report::printable(reason) + "\n";
    return text + "\n";
}

} // namespace

Proposal propose(const std::vector<Learned>& learned, const std::vector<Sighting>& sightings) {
    Proposal proposal;
    add_learned(learned, proposal);
    add_not_asked(learned, proposal);
    add_reasons(sightings, proposal);
    add_unseen_reasons(sightings, proposal);
    add_effects(sightings, proposal);
    add_fates(proposal);
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
           paragraph("Confirmed", proposal.confirmed) + not_learned(proposal.unknown);
}

} // namespace fixguard::cli

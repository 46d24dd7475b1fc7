// Reading faults: which keys go with which kind, and their ranges.
#include "venue/fault_reader.hpp"

#include "rules/session_table.hpp"

#include <algorithm>

namespace fixguard::venue {
namespace {

using rules::TomlSection;

constexpr std::array<FaultKey, 15> keys{{
    {"kind", "what goes wrong; the only key that is always needed"},
    {"session", "oe, dc or md; left out: all"},
    {"sender_comp_id", "SenderCompID(49) of the client; left out: any"},
    {"msg_type", "MsgType(35) of the client's message that it strikes; left out: any, also a Logon<A>"},
    {"skip", "so many fitting messages pass first; 0"},
    {"times", "then it strikes so many times; 1, and 0 is always"},
    {"after_ms", "strikes at a time instead of at a message: every session that is logged on and fits"},
    {"code", "reject: ErrorCode(25016), such as -1015; any"},
    {"carrier", "reject: MsgType(35) of the answer, 3 8 9 N XAR r Y; left out: the usual one"},
    {"text", "reject, log_out: Text(58); left out: the code's own"},
    {"delay_ms", "delay, slow_engine: how long"},
    {"countdown_ms", "maintenance: from the first News<B> to the close"},
    {"down_ms", "maintenance: so long behind it new connections are closed at once; 0"},
    {"offset_ms", "clock_offset: the venue's clock is so far ahead; less than 0: behind"},
    {"certificate", "certificate: renewed, other_authority, expired or other_host"},
}};

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

// The kinds that a key says something to; nothing: all.
bool goes_with(std::string_view key, FaultKind kind) {
    if (key == "code" || key == "carrier") return kind == FaultKind::reject;
    if (key == "text") return kind == FaultKind::reject || kind == FaultKind::log_out;
    if (key == "delay_ms") return kind == FaultKind::delay || kind == FaultKind::slow_engine;
    if (key == "countdown_ms" || key == "down_ms") return kind == FaultKind::maintenance;
    if (key == "offset_ms") return kind == FaultKind::clock_offset;
    if (key == "certificate") return kind == FaultKind::certificate;
    if (key == "after_ms") return !needs_message(kind);
    if (key == "sender_comp_id" || key == "session")
        return kind != FaultKind::certificate && kind != FaultKind::clock_offset;
    return true;
}

void refuse_keys_of_other_kinds(TomlSection& section, FaultKind kind) {
    for (const FaultKey& key : keys)
        if (section.has(key.name) && !goes_with(key.name, kind))
            section.fail(key.name, "does not go with kind " + std::string(name(kind)));
}

void read_duration(TomlSection& section, std::string_view key, milliseconds& out, std::int64_t min) {
    std::int64_t count = out.count();
    if (section.integer(key, count, min, day_ms)) out = milliseconds{count};
}

template <class All>
std::string names_of(const All& all) {
    std::string text;
    for (const auto one : all)
        text.append(text.empty() ? "" : ", ").append(name(one));
    return text;
}

// A text that names one of `all`.
template <class All, class Enum>
bool read_name(TomlSection& section, std::string_view key, const All& all, Enum& out) {
    std::string text;
    if (!section.text(key, text)) return false;
    const auto found = std::find_if(all.begin(), all.end(), [&](Enum one) { return name(one) == text; });
    if (found == all.end())
        section.fail(key, "\"" + text + "\" is none of " + names_of(all));
    else
        out = *found;
    return found != all.end();
}

void read_msg_type(TomlSection& section, Fault& fault) {
    if (!section.text("msg_type", fault.msg_type)) return;
    const rules::SessionTable table = rules::SessionTable::built_in();
    const bool known = std::any_of(all_session_kinds.begin(), all_session_kinds.end(),
                                   [&](SessionKind kind) { return table.of(kind).allows(fault.msg_type); });
    if (!known) section.fail("msg_type", "\"" + fault.msg_type + "\" is no MsgType(35) that a client sends");
}

void read_carrier(TomlSection& section, Fault& fault) {
    if (!section.text("carrier", fault.carrier)) return;
    constexpr std::array<std::string_view, 7> carriers{"3", "8", "9", "N", "XAR", "r", "Y"};
    if (std::find(carriers.begin(), carriers.end(), fault.carrier) == carriers.end())
        section.fail("carrier", "\"" + fault.carrier + "\" is none of 3, 8, 9, N, XAR, r, Y");
}

void read_whom(TomlSection& section, Fault& fault) {
    std::string text;
    if (section.text("session", text)) {
        fault.session = session_kind(text);
        if (!fault.session) section.fail("session", "\"" + text + "\" is none of oe, dc, md");
    }
    section.text("sender_comp_id", fault.sender_comp_id);
    read_msg_type(section, fault);
    section.integer("skip", fault.skip, 0, 1'000'000'000);
    section.integer("times", fault.times, 0, 1'000'000'000);
    milliseconds after{0};
    read_duration(section, "after_ms", after, 0);
    const bool at_a_message = section.has("msg_type") || section.has("skip") || section.has("times");
    if (section.has("after_ms") && at_a_message)
        section.fail("after_ms", "strikes at a time: msg_type, skip and times do not go with it");
    // A fault of the venue waits for a message only where it is told to.
    if (section.has("after_ms") || (is_of_venue(fault.kind) && !at_a_message)) fault.after = after;
}

} // namespace

std::span<const FaultKey> fault_keys() noexcept {
    return keys;
}

Fault read_fault(TomlSection& section) {
    Fault fault;
    section.require("kind");
    if (!read_name(section, "kind", all_fault_kinds, fault.kind)) return fault;
    refuse_keys_of_other_kinds(section, fault.kind);
    if (fault.kind == FaultKind::reject) section.require("code");
    if (fault.kind == FaultKind::delay || fault.kind == FaultKind::slow_engine) section.require("delay_ms");
    if (fault.kind == FaultKind::clock_offset) section.require("offset_ms");
    if (fault.kind == FaultKind::certificate) section.require("certificate");
    read_whom(section, fault);
    section.integer("code", fault.code.value, -999'999, -1);
    read_carrier(section, fault);
    section.text("text", fault.text);
    read_duration(section, "delay_ms", fault.delay, 0);
    read_duration(section, "countdown_ms", fault.countdown, 0);
    read_duration(section, "down_ms", fault.down, 0);
    read_duration(section, "offset_ms", fault.offset, -day_ms);
    read_name(section, "certificate", all_certificate_changes, fault.certificate);
    section.refuse_other_keys();
    return fault;
}

toml::table to_toml(const Fault& fault) {
    toml::table table;
    const auto add = [&](std::string_view key, auto value, bool given) {
        if (given) table.insert(key, value);
    };
    const FaultKind kind = fault.kind;
    add("kind", std::string(name(kind)), true);
    if (fault.session) add("session", std::string(short_name(*fault.session)), true);
    add("sender_comp_id", fault.sender_comp_id, !fault.sender_comp_id.empty());
    add("msg_type", fault.msg_type, !fault.msg_type.empty());
    add("skip", std::int64_t{fault.skip}, fault.skip != 0);
    add("times", std::int64_t{fault.times}, fault.times != 1);
    if (fault.after) add("after_ms", fault.after->count(), true);
    add("code", std::int64_t{fault.code.value}, kind == FaultKind::reject);
    add("carrier", fault.carrier, !fault.carrier.empty());
    add("text", fault.text, !fault.text.empty());
    add("delay_ms", fault.delay.count(), kind == FaultKind::delay || kind == FaultKind::slow_engine);
    add("countdown_ms", fault.countdown.count(), kind == FaultKind::maintenance);
    add("down_ms", fault.down.count(), fault.down.count() != 0);
    add("offset_ms", fault.offset.count(), kind == FaultKind::clock_offset);
    add("certificate", std::string(name(fault.certificate)), kind == FaultKind::certificate);
    return table;
}

} // namespace fixguard::venue

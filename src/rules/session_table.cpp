// Reads spec/sessions.toml and files of its form.
#include "rules/session_table.hpp"

#include "catalog/codes.hpp"
#include "model/policy.hpp"
#include "rules/order.hpp"
#include "rules/session_table_reader.hpp"
#include "wire/message_view.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace fixguard::rules {

extern const std::string_view built_in_sessions_toml;

namespace {

constexpr std::int64_t longest_ms = 24LL * 3600 * 1000;

// A table whose keys are facts, each { value = .., basis = .. } or the like.
class Facts {
public:
    Facts(TomlSection section, TableForm form) : section_(std::move(section)), form_(form) {}

    template <class Read>
    void fact(std::string_view key, Read&& read) {
        if (form_ == TableForm::complete) section_.require(key);
        std::optional<TomlSection> fact = section_.section(key);
        if (!fact) return;
        read(*fact);
        read_basis(*fact, form_);
        fact->refuse_other_keys();
    }

    static void read_basis(TomlSection& fact, TableForm form) {
        if (form == TableForm::complete) fact.require("basis");
        Basis basis{};
        fact.choice("basis", basis, {{"documented", Basis::documented}, {"inferred", Basis::inferred}});
        std::string about;
        fact.text("about", about);
    }

    template <class Int>
    void integer(std::string_view key, Int& out, std::int64_t min, std::int64_t max) {
        fact(key, [&](TomlSection& fact) {
            fact.require("value");
            fact.integer("value", out, min, max);
        });
    }
    void duration(std::string_view key, milliseconds& out) {
        std::int64_t count = out.count();
        integer(key, count, 0, longest_ms);
        out = milliseconds{count};
    }
    void code(std::string_view key, ErrorCode& out) { integer(key, out.value, -999'999, -1); }
    void flag(std::string_view key, bool& out) {
        fact(key, [&](TomlSection& fact) {
            fact.require("value");
            fact.flag("value", out);
        });
    }
    void window(std::string_view key, WindowLimit& out) {
        fact(key, [&](TomlSection& fact) {
            fact.require("count");
            fact.require("window_ms");
            fact.integer("count", out.count, 1, 10'000'000);
            std::int64_t window = out.window.count();
            fact.integer("window_ms", window, 1, longest_ms);
            out.window = milliseconds{window};
        });
    }
    TomlSection& section() noexcept { return section_; }

private:
    TomlSection section_;
    TableForm form_;
};

void read_kind(Facts facts, KindRules& kind) {
    facts.window("messages", kind.messages);
    facts.window("attempts", kind.attempts);
    facts.integer("connections", kind.connections, 1, 1'000'000);
    facts.integer("streams", kind.streams, 0, 1'000'000);
    facts.duration("report_delay_ms", kind.report_delay);
    facts.flag("read_only_key_enough", kind.read_only_key_enough);
    facts.fact("msg_types", [&](TomlSection& fact) {
        fact.require("value");
        fact.texts("value", kind.msg_types);
    });
    facts.section().refuse_other_keys();
}

void read_common(Facts facts, CommonRules& common) {
    facts.integer("heart_bt_int_min_s", common.heart_bt_int_min, 1, 3600);
    facts.integer("heart_bt_int_max_s", common.heart_bt_int_max, 1, 3600);
    facts.duration("recv_window_default_ms", common.recv_window_default);
    facts.duration("recv_window_max_ms", common.recv_window_max);
    facts.duration("clock_ahead_max_ms", common.clock_ahead_max);
    facts.integer("sender_comp_id_lock_factor", common.sender_comp_id_lock_factor, 0, 100);
    facts.integer("silence_factor", common.silence_factor, 1, 100);
    facts.duration("transit_max_ms", common.transit_max);
    facts.fact("target_comp_id", [&](TomlSection& fact) {
        fact.require("value");
        fact.text("value", common.target_comp_id);
    });
    facts.duration("engine_timeout_ms", common.engine_timeout);
    facts.duration("maintenance_interval_ms", common.maintenance_interval);
    facts.integer("market_depth_max", common.market_depth_max, 1, 1'000'000);
    facts.duration("logon_timeout_ms", common.logon_timeout);
    if (common.heart_bt_int_min > common.heart_bt_int_max)
        facts.section().fail("heart_bt_int_min_s", "is above heart_bt_int_max_s");
    facts.section().refuse_other_keys();
}

void read_switches(Facts facts, Switches& switches) {
    const auto window_type = [&](std::string_view key, WindowType& out) {
        facts.fact(key, [&](TomlSection& fact) {
            fact.require("value");
            fact.choice("value", out, {{"sliding", WindowType::sliding}, {"fixed", WindowType::fixed}});
        });
    };
    facts.flag("framing_fault_ends_session", switches.framing_fault_ends_session);
    facts.flag("content_fault_ends_session", switches.content_fault_ends_session);
    facts.flag("second_logon_ends_session", switches.second_logon_ends_session);
    facts.flag("bad_sender_comp_id_ends_session", switches.bad_sender_comp_id_ends_session);
    facts.flag("bad_msg_seq_num_ends_session", switches.bad_msg_seq_num_ends_session);
    facts.flag("logout_before_refusal_closes", switches.logout_before_refusal_closes);
    facts.flag("server_close_locks_sender_comp_id", switches.server_close_locks_sender_comp_id);
    facts.flag("refused_message_uses_msg_seq_num", switches.refused_message_uses_msg_seq_num);
    facts.flag("garbled_message_uses_msg_seq_num", switches.garbled_message_uses_msg_seq_num);
    facts.flag("binary_header_is_encoding_fault", switches.binary_header_is_encoding_fault);
    window_type("message_window", switches.message_window);
    window_type("attempt_window", switches.attempt_window);
    facts.fact("interval_form", [&](TomlSection& fact) {
        fact.require("value");
        fact.choice("value", switches.interval_form,
                    {{"short_form", IntervalForm::short_form}, {"words", IntervalForm::words}});
    });
    facts.code("bad_heart_bt_int", switches.bad_heart_bt_int);
    facts.code("bad_target_comp_id", switches.bad_target_comp_id);
    facts.code("bad_encrypt_method", switches.bad_encrypt_method);
    facts.code("unknown_msg_type", switches.unknown_msg_type);
    facts.code("unknown_order", switches.unknown_order);
    facts.code("excess_decimals", switches.excess_decimals);
    facts.code("bad_no_orders", switches.bad_no_orders);
    facts.code("list_orders_differ", switches.list_orders_differ);
    facts.code("bad_working_order_type", switches.bad_working_order_type);
    facts.flag("absent_reset_flag_is_continuation", switches.absent_reset_flag_is_continuation);
    facts.flag("otoco_release_may_be_action_1", switches.otoco_release_may_be_action_1);
    facts.flag("timeout_in_reject", switches.timeout_in_reject);
    facts.flag("bad_symbol_in_request_reject", switches.bad_symbol_in_request_reject);
    facts.flag("list_error_in_group", switches.list_error_in_group);
    facts.flag("address_limit_waits_for_message", switches.address_limit_waits_for_message);
    facts.flag("maintenance_ends_with_logout", switches.maintenance_ends_with_logout);
    facts.flag("drop_copy_hears_refusals", switches.drop_copy_hears_refusals);
    facts.flag("trigger_is_reported", switches.trigger_is_reported);
    facts.flag("cancelled_leg_expires", switches.cancelled_leg_expires);
    facts.flag("fill_lowers_unfilled_orders", switches.fill_lowers_unfilled_orders);
    facts.section().refuse_other_keys();
}

void read_expiry_reasons(TomlSection section, ExpiryReasons& reasons, TableForm form) {
    Facts::read_basis(section, form);
    const auto reason = [&](std::string_view key, int& out) {
        if (form == TableForm::complete) section.require(key);
        section.integer(key, out, 0, 99);
    };
    reason("unfilled_ioc", reasons.unfilled_ioc);
    reason("unfilled_fok", reasons.unfilled_fok);
    reason("no_liquidity", reasons.no_liquidity);
    reason("oco_leg", reasons.oco_leg);
    reason("oto_pending", reasons.oto_pending);
    reason("refused_on_release", reasons.refused_on_release);
    section.refuse_other_keys();
}

// One key: the tag of a field that an order of this type has no use for.
void read_superfluous_field(TomlSection& section, const std::string& key, OrderKind kind,
                            std::vector<SuperfluousField>& fields) {
    constexpr std::array codes{code::params_bad_combo, code::param_not_required,
                               code::unknown_order_composition, ErrorCode{}};
    const auto tag = wire::parse_int(key).value_or(0);
    SuperfluousField field{kind, 0, {}};
    if (PlaceTable<order_tags>::find(static_cast<Tag>(tag)) != PlaceTable<order_tags>::none)
        field.tag = static_cast<std::int32_t>(tag);
    if (!section.integer(key, field.code.value, -999'999, 0)) return;
    if (field.tag == 0) return section.fail(key, "the tag of a field of an order is wanted");
    if (std::ranges::find(codes, field.code) == codes.end())
        return section.fail(key, "-1182, -1106, -1014 or, for a field that is ignored, 0 is wanted");
    std::erase_if(
        fields, [&](const SuperfluousField& old) { return old.kind == field.kind && old.tag == field.tag; });
    fields.push_back(field);
}

void read_superfluous_fields(TomlSection section, SessionTable& table, TableForm form) {
    Facts::read_basis(section, form);
    for (const OrderKind kind : all_order_kinds) {
        if (form == TableForm::complete) section.require(key(kind));
        std::optional<TomlSection> fields = section.section(key(kind));
        if (!fields) continue;
        for (const std::string& tag : fields->keys())
            read_superfluous_field(*fields, tag, kind, table.superfluous_fields);
    }
    section.refuse_other_keys();
}

// A list that names each of `all` once.
template <class Check, std::size_t size>
void read_check_order(TomlSection& section, std::string_view key, const std::array<Check, size>& all,
                      std::array<Check, size>& order, TableForm form) {
    if (form == TableForm::complete) section.require(key);
    std::vector<std::string> names;
    if (!section.texts(key, names)) return;
    std::vector<Check> checks;
    for (const std::string& text : names) {
        const auto found = std::ranges::find(all, text, [](Check check) { return name(check); });
        if (found == all.end()) return section.fail(key, "\"" + text + "\" is no check");
        checks.push_back(*found);
    }
    if (!std::ranges::is_permutation(checks, all)) return section.fail(key, "each check is wanted once");
    std::ranges::copy(checks, order.begin());
}

void read_precedence(TomlSection section, SessionTable& table, TableForm form) {
    Facts::read_basis(section, form);
    if (form == TableForm::complete) section.require("first");
    std::vector<std::string> names;
    if (section.texts("first", names)) table.first_rules.clear();
    for (const std::string& name : names) {
        const auto rule = std::ranges::find(rule_order, name, &RuleDef::name);
        if (rule == rule_order.end()) return section.fail("first", "\"" + name + "\" is no rule");
        table.first_rules.push_back(rule->rule);
    }
    read_check_order(section, "logon", all_logon_checks, table.logon_checks, form);
    read_check_order(section, "order", all_order_checks, table.order_checks, form);
    section.refuse_other_keys();
}

// "-1102" or "-1102.4": a code, and which of its texts. Nothing for any other form.
std::optional<ReasonPairing> pairing_of(const std::string& key) {
    ReasonPairing pairing;
    std::size_t end = 0;
    try {
        pairing.code.value = std::stoi(key, &end);
        if (end < key.size() && key[end] == '.') {
            const std::string index = key.substr(end + 1);
            const int text = std::stoi(index, &end);
            if (end != index.size() || text < 0 || text > 99) return std::nullopt;
            pairing.text = static_cast<std::uint8_t>(text);
        } else if (end != key.size()) {
            return std::nullopt;
        }
    } catch (const std::logic_error&) {
        return std::nullopt;
    }
    return pairing;
}

// Every key is a code; a pairing that is there already is replaced.
void read_reasons(TomlSection section, SessionTable& table, TableForm form) {
    Facts::read_basis(section, form);
    if (form == TableForm::complete) section.require("other");
    section.integer("other", table.other_reason, 0, 99);
    for (const std::string& key : section.keys()) {
        if (key == "basis" || key == "about" || key == "other") continue;
        std::optional<ReasonPairing> pairing = pairing_of(key);
        if (!pairing) {
            section.fail(key, "a code is wanted, as \"-1102\" or, for one of its texts, \"-1102.4\"");
            return;
        }
        section.integer(key, pairing->reason, 0, 99);
        std::erase_if(table.reasons, [&](const ReasonPairing& old) {
            return old.code == pairing->code && old.text == pairing->text;
        });
        table.reasons.push_back(*pairing);
    }
    section.refuse_other_keys();
}

std::variant<SessionTable, std::string> read(std::string_view toml, std::string_view origin,
                                             SessionTable table, TableForm form) {
    auto parsed = parse_toml(toml, origin);
    if (auto* error = std::get_if<std::string>(&parsed)) return std::move(*error);
    TomlReport report(origin);
    TomlSection top(report, std::get<toml::table>(parsed));
    read_session_table(top, table, form);
    if (report.failed()) return report.error();
    return table;
}

} // namespace

void read_session_table(TomlSection& section, SessionTable& table, TableForm form) {
    const auto facts = [&](std::string_view key) -> std::optional<Facts> {
        if (form == TableForm::complete) section.require(key);
        std::optional<TomlSection> found = section.section(key);
        if (!found) return std::nullopt;
        return Facts(*found, form);
    };
    for (const SessionKind kind : all_session_kinds)
        if (auto found = facts(name(kind))) read_kind(*found, table.of(kind));
    if (auto found = facts("common")) read_common(*found, table.common);
    if (auto found = facts("switches")) read_switches(*found, table.switches);
    if (auto found = facts("expiry_reasons"))
        read_expiry_reasons(found->section(), table.expiry_reasons, form);
    if (auto found = facts("superfluous_fields")) read_superfluous_fields(found->section(), table, form);
    if (auto found = facts("precedence")) read_precedence(found->section(), table, form);
    if (auto found = facts("session_reject_reasons")) read_reasons(found->section(), table, form);
    section.refuse_other_keys();
}

std::int32_t SessionTable::session_reject_reason(ErrorCode code, std::uint8_t text) const noexcept {
    std::int32_t found = other_reason;
    for (const ReasonPairing& pairing : reasons) {
        if (pairing.code != code) continue;
        if (pairing.text == text) return pairing.reason;
        if (!pairing.text) found = pairing.reason;
    }
    return found;
}

const SessionTable& SessionTable::built_in() {
    static const SessionTable table =
        std::get<SessionTable>(parse_complete(built_in_sessions_toml, "spec/sessions.toml"));
    return table;
}

std::variant<SessionTable, std::string> SessionTable::parse_complete(std::string_view toml,
                                                                     std::string_view origin) {
    return read(toml, origin, SessionTable{}, TableForm::complete);
}

std::variant<SessionTable, std::string> SessionTable::parse(std::string_view toml, std::string_view origin) {
    return read(toml, origin, built_in(), TableForm::changes);
}

std::variant<SessionTable, std::string> SessionTable::load(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) return path + ": cannot be read";
    return parse(text.str(), path);
}

} // namespace fixguard::rules

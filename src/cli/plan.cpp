// fixguard plan: what would be done about a code, or about a session that is lost, and why.
#include "catalog/catalog.hpp"
#include "catalog/policy_table.hpp"
#include "cli/program.hpp"
#include "cli/terminal.hpp"
#include "diagnosis/diagnose.hpp"
#include "recovery/planner.hpp"
#include "report/codes.hpp"
#include "wire/message_view.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <optional>
#include <variant>

namespace fixguard::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto footer = R"(
WHAT is a code, its name, or how a session goes wrong without one: connect_failed, tls_failed, closed, reset,
silence, sequence_gap, garbled, news, logout. The plan is the one that a session would carry out: the same planner
is asked, with the settings' defaults, a SenderCompID(49) to change to, and a session that has been up for long.

STATE is where the session stands: idle, connecting, logging_on, up, draining, waiting, halted. Without --state the
states are shown in which it makes a difference.

Examples:
  fixguard plan -1033
  fixguard plan -1181 --text "Too many messages; current limit is '60' messages per '60s'." --state up
  fixguard plan news
  fixguard plan -1015 --policy mine.toml --json | jq -r '.plans[] | .state + ": " + .plan'

Exit codes: 0 done, 1 no such code or name, 2 misuse.)";

struct Request {
    std::string what;
    std::string state;
    std::string text;
    std::string policy_file;
    bool as_json = false;
};

struct Silence {
    std::string_view word;
    Carrier carrier;
};
constexpr std::array silences{Silence{"connect_failed", Carrier::connect_failed},
                              Silence{"tls_failed", Carrier::tls_failed},
                              Silence{"closed", Carrier::closed},
                              Silence{"reset", Carrier::reset},
                              Silence{"silence", Carrier::silence},
                              Silence{"sequence_gap", Carrier::sequence_gap},
                              Silence{"garbled", Carrier::garbled},
                              Silence{"news", Carrier::news},
                              Silence{"logout", Carrier::logout}};

std::optional<Carrier> silence_of(std::string_view word) {
    for (const Silence& silence : silences)
        if (silence.word == word) return silence.carrier;
    return std::nullopt;
}

// A carrier that means the end of the stream, not a message on one that stands.
bool ends_stream(Carrier carrier) {
    return carrier == Carrier::connect_failed || carrier == Carrier::tls_failed ||
           carrier == Carrier::closed || carrier == Carrier::reset;
}

const catalog::Entry* entry_of(std::string text) {
    if (const auto value = wire::parse_int(text)) {
        if (*value < -100'000 || *value > 100'000) return nullptr;
        return catalog::find(ErrorCode{static_cast<std::int32_t>(*value > 0 ? -*value : *value)});
    }
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return catalog::find(text);
}

// A Reject<3> with this code and text, as the exchange would send it.
SessionError error_of(const catalog::Entry& entry, const std::string& text,
                      const catalog::PolicyTable& policies) {
    SessionError error;
    error.code = entry.code;
    error.code_source = CodeSource::error_code_field;
    error.code_name = entry.name;
    error.policy = policies.of(entry.code);
    error.text.assign(text);
    const auto match = text.empty() ? std::nullopt : catalog::match_text(text, entry.code);
    for (std::size_t i = 0; match && i < match->text->param_count; ++i) {
        const auto offset = static_cast<std::uint16_t>(match->params[i].data() - text.data());
        const auto size = static_cast<std::uint16_t>(match->params[i].size());
        error.param_spans[error.param_count++] = {offset, size};
    }
    return error;
}

// About a request of ours where there can be one.
SessionError in_state(SessionError error, Phase phase) {
    const bool of_request = error.policy.fate != RequestFate::none && error.code;
    if (!of_request || (phase != Phase::up && phase != Phase::draining)) return error;
    error.found_by = FoundBy::ref_seq_num;
    error.request = {2, "D", 11, "order"};
    return error;
}

recovery::Step plan_in(Phase phase, const SessionError& error) {
    recovery::State state;
    state.phase = phase;
    state.wanted = phase != Phase::idle && phase != Phase::halted;
    state.next_planned = phase == Phase::waiting;
    const recovery::Options options;
    const SteadyTime now = state.up_since + options.healthy_after;
    const SessionError told = in_state(error, phase);
    const EventKind kind = ends_stream(error.carrier) ? EventKind::ended : EventKind::error;
    return recovery::step(state, {kind, &told}, now, 0, options);
}

std::string_view because(const Policy& policy) {
    switch (policy.remedy) {
    case Remedy::fix_message: return "the message was built wrong, and sending it again would fail again";
    case Remedy::fix_configuration: return "the settings are wrong, and no attempt can mend them";
    case Remedy::wait_and_retry: return "the exchange cannot serve now";
    case Remedy::new_session: return "this session cannot go on, a new one can";
    case Remedy::other_sender_comp_id: return "the SenderCompID(49) is in use, another one is not";
    case Remedy::other_endpoint:
        return "this server serves sessions of another kind, or the Logon<A> asked it for another kind";
    case Remedy::throttle: return "a limit was broken: its window has to pass";
    case Remedy::resubscribe: return "the subscriptions differ from what was believed";
    case Remedy::reconcile:
        return "nobody knows whether the request was carried out: it must not be sent again";
    case Remedy::sync_clock: return "the clocks differ: how far is measured first";
    case Remedy::surface: return "it is a matter of trading, or unknown: the user has to look";
    case Remedy::halt: return "every further attempt would fail and cost from the account's limits";
    }
    return "";
}

// Where the state does not change and nothing is done there is nothing to say, unless somebody asked.
bool says_something(Phase phase, const recovery::Step& step) {
    return !step.plan.empty() || step.state.phase != phase;
}

Json json_of(Phase phase, const recovery::Step& step) {
    Json actions = Json::array();
    for (const Action& action : step.plan) {
        Json one{{"action", name(action.kind)}};
        if (action.kind == ActionKind::connect || action.kind == ActionKind::hold_requests ||
            action.kind == ActionKind::hold_orders)
            one["delay_ms"] = action.delay.count();
        if (action.kind == ActionKind::connect || action.kind == ActionKind::connect_beside)
            one["sender_comp_id"] = action.sender_comp_id == NameChoice::same ? "same" : "other";
        if (action.kind == ActionKind::settle_request) one["fate"] = name(action.fate);
        if (action.ask != Ask::nothing) one["ask"] = name(action.ask);
        actions.push_back(std::move(one));
    }
    return {{"state", name(phase)},
            {"next_state", name(step.state.phase)},
            {"plan", recovery::describe(step.plan)},
            {"actions", std::move(actions)}};
}

int print_plans(const Request& request, const SessionError& error, const catalog::Entry* entry) {
    std::string page = entry == nullptr ? std::string(name(error.carrier))
                                        : std::to_string(entry->code.value) + " " + std::string(entry->name);
    page += "\n  why:    " + std::string(because(error.policy)) +
            "\n  remedy: " + std::string(name(error.policy.remedy)) +
            (error.policy.handler_acts ? ", carried out by itself" : ", the user is asked") + "; request " +
            std::string(name(error.policy.fate)) + ", session " +
            std::string(name(error.policy.session_effect)) + "\n";
    if (entry != nullptr) page += "  advice: " + std::string(entry->advice) + "\n";
    Json plans = Json::array();
    for (const Phase phase : all_phases) {
        if (!request.state.empty() && request.state != name(phase)) continue;
        const recovery::Step step = plan_in(phase, error);
        if (request.state.empty() && !says_something(phase, step)) continue;
        plans.push_back(json_of(phase, step));
        std::string row = "  " + std::string(name(phase));
        row.resize(std::max<std::size_t>(row.size() + 1, 14), ' ');
        page += row + recovery::describe(step.plan) + "; then " + std::string(name(step.state.phase)) + "\n";
    }
    if (!request.as_json) {
        std::cout << page;
        return exit_ok;
    }
    const Json code = entry == nullptr ? Json(nullptr) : Json(entry->code.value);
    const Json code_name = entry == nullptr ? Json(nullptr) : Json(entry->name);
    std::cout << report::json_line({{"code", code},
                                    {"name", code_name},
                                    {"carrier", name(error.carrier)},
                                    {"remedy", name(error.policy.remedy)},
                                    {"handler_acts", error.policy.handler_acts},
                                    {"fate", name(error.policy.fate)},
                                    {"session_effect", name(error.policy.session_effect)},
                                    {"why", because(error.policy)},
                                    {"advice", entry == nullptr ? Json(nullptr) : Json(entry->advice)},
                                    {"plans", plans}})
              << '\n';
    return exit_ok;
}

std::variant<catalog::PolicyTable, std::string> policies_of(const Request& request) {
    if (request.policy_file.empty()) return catalog::PolicyTable();
    return catalog::PolicyTable::load(request.policy_file);
}

int plan(const Request& request) {
    const auto loaded = policies_of(request);
    if (const auto* const error = std::get_if<std::string>(&loaded)) return misuse(*error);
    const auto& policies = std::get<catalog::PolicyTable>(loaded);
    if (const auto carrier = silence_of(request.what)) {
        const diagnosis::SentLog nothing_sent(1);
        const diagnosis::Context context{SessionKind::order_entry, nothing_sent, policies};
        return print_plans(request, diagnosis::diagnose_silence(*carrier, request.text, context), nullptr);
    }
    const catalog::Entry* const entry = entry_of(request.what);
    if (entry == nullptr) {
        complain("no code or name is '" + request.what.substr(0, 200) + "'; fixguard codes lists them");
        return exit_failed;
    }
    return print_plans(request, error_of(*entry, request.text, policies), entry);
}

} // namespace

void add_plan(CLI::App& app, int& exit_code) {
    CLI::App* const sub = app.add_subcommand("plan", "Shows what would be done about a code, and why");
    const auto request = std::make_shared<Request>();
    std::vector<std::string> states;
    states.reserve(all_phases.size());
    for (const Phase phase : all_phases)
        states.emplace_back(name(phase));
    sub->add_option("WHAT", request->what, "CODE, NAME, or a way in which a session is lost")->required();
    sub->add_option("--state", request->state, "Where the session stands; default: every state it matters in")
        ->check(CLI::IsMember(states));
    sub->add_option("--text", request->text, "Text(58) that comes with it; limits name their window there");
    sub->add_option("--policy", request->policy_file, "Policies of your own, as FixguardPolicyFile")
        ->type_name("FILE");
    sub->add_flag("--json", request->as_json, "One JSON object");
    sub->footer(footer);
    sub->callback([request, &exit_code] { exit_code = plan(*request); });
}

} // namespace fixguard::cli

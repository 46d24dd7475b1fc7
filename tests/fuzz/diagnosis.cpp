// Any bytes as an answer of the exchange, after some messages of ours; and what is planned for it.
#include "fuzz/target.hpp"

#include "catalog/catalog.hpp"
#include "diagnosis/diagnose.hpp"
#include "recovery/planner.hpp"

#include <algorithm>

namespace fixguard::fuzz {
namespace {

using diagnosis::Context;

void check_code(const SessionError& error, const catalog::PolicyTable& policies) {
    const catalog::Entry* const entry = error.code ? catalog::find(error.code) : nullptr;
    require((error.code_source == CodeSource::none) == !error.code, "a code has a source");
    require(error.code_known() == (entry != nullptr), "a known code has its name");
    require(entry == nullptr || error.code_name == entry->name, "a known code has its name");
    require(!error.conflicting_code || (error.code && error.code != error.conflicting_code),
            "a conflict is one between two codes");
    if (entry == nullptr) return;
    Policy expected = policies.of(error.code);
    // Of a request that another message settles, or that nothing has to settle, this error says no fate.
    if (error.found_by != FoundBy::nothing && error.policy.fate == RequestFate::none)
        expected.fate = RequestFate::none;
    require(error.policy == expected, "the policy is the code's");
}

// The text with its parameters has to be the text that was sent.
void check_params(const SessionError& error) {
    require(error.param_count <= max_text_params, "at most three parameters");
    for (std::size_t i = 0; i < error.param_count; ++i) {
        const auto span = error.param_spans[i];
        require(span.offset + std::size_t{span.size} <= error.text.size(), "parameters lie in the text",
                error.text);
    }
    if (error.param_count == 0 || error.text.truncated() || error.carrier == Carrier::news) return;
    const auto match = catalog::match_text(error.text, error.code);
    require(match && match->text->param_count == error.param_count, "parameters come from a known text",
            error.text);
    std::vector<std::string_view> params;
    for (std::size_t i = 0; i < error.param_count; ++i)
        params.push_back(error.param(i));
    require(catalog::fill(*match->text, params) == error.text.view(), "the parameters make up the text",
            error.text);
}

void check_plans(const SessionError& error) {
    for (const Phase phase : all_phases)
        for (const EventKind kind : {EventKind::error, EventKind::ended}) {
            recovery::State state;
            state.phase = phase;
            state.wanted = true;
            const auto step = recovery::step(state, {kind, &error}, SteadyTime{}, 40'000, {});
            require(!recovery::describe(step.plan).empty(), "a plan can be told");
            for (const Action& action : step.plan)
                require(action.delay >= milliseconds{0}, "no plan lies in the past");
        }
    const auto window = recovery::window_of(error);
    require(!window || *window > milliseconds{0}, "a window is a stretch of time", error.text);
}

void check(std::string_view message, const Context& context, const std::vector<RequestRef>& sent) {
    const wire::MessageView view(message);
    const auto was_sent = [&](const RequestRef& request) {
        return std::find(sent.begin(), sent.end(), request) != sent.end();
    };
    const auto settled = diagnosis::judge(view, context).settlement;
    require(!settled || was_sent(settled->request), "only what was sent is settled", message);

    const auto error = diagnosis::diagnose(view, context);
    if (!error) return;
    require(error->carrier <= Carrier::news, "a message is the carrier", message);
    const auto text = view.find(error->carrier == Carrier::news ? tag::Headline : tag::Text);
    require(text.value_or("").starts_with(error->text.view()), "the text is the one sent", message);
    require(error->text.truncated() || text.value_or("").size() == error->text.size(), "a cut text says so",
            message);
    check_code(*error, context.policies);
    check_params(*error);
    require((error->found_by == FoundBy::nothing) ? error->request == RequestRef{} : was_sent(error->request),
            "only what was sent is blamed", message);
    require(error->found_by != FoundBy::ref_seq_num || error->request.msg_seq_num == error->ref_seq_num,
            "RefSeqNum(45) names the request", message);
    check_plans(*error);
}

const Register target("diagnosis", [](std::string_view input) {
    static const catalog::PolicyTable policies;
    diagnosis::SentLog log(8); // small: it has to forget
    std::vector<RequestRef> sent;
    SessionKind kind = SessionKind::order_entry;
    for (const std::string_view line : lines_of(input)) {
        if (const auto named = session_kind(line)) {
            kind = *named;
        } else if (line.starts_with('>')) { // ours
            const std::string bytes = wire_bytes(line.substr(1));
            log.record(bytes);
            const auto number = wire::MessageView(bytes).find_seq_num(tag::MsgSeqNum);
            const RequestRef* const request = number ? log.by_seq_num(*number) : nullptr;
            if (request != nullptr) sent.push_back(*request);
        } else {
            const std::string bytes = wire_bytes(line);
            const Exact message(bytes);
            const Context context{kind, log, policies};
            check(message.view(), context, sent);
            check_plans(diagnosis::diagnose_silence(Carrier::garbled, message.view(), context));
        }
    }
});

} // namespace
} // namespace fixguard::fuzz

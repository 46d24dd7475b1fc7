// All questions, and what is not asked.
#include "conformance/probe_talk.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::conformance {
namespace {

const std::vector<Question>& questions() {
    static const std::vector<Question> all = [] {
        std::vector<Question> made = session_questions();
        for (Question& question : order_questions())
            made.push_back(std::move(question));
        return made;
    }();
    return all;
}

} // namespace

const std::vector<Probe>& probes() {
    static const std::vector<Probe> all = [] {
        std::vector<Probe> made;
        for (const Question& question : questions())
            made.push_back(question.probe);
        return made;
    }();
    return all;
}

const std::vector<NotAsked>& not_asked() {
    static constexpr std::string_view limit =
        "who tells its two positions apart breaks a limit on purpose, and may "
        "be banned for it";
    static constexpr std::string_view trade =
        "only a trade shows it, and a trade of ours would be one with others";
    static const std::vector<NotAsked> all{
        {"common.transit_max_ms", "only a network that delivers late shows it"},
        {"switches.attempt_window", limit},
        {"switches.address_limit_waits_for_message", limit},
        {"switches.timeout_in_reject", "only a matching engine that does not answer shows it"},
        {"switches.maintenance_ends_with_logout", "only a maintenance shows it"},
        {"switches.trigger_is_reported", trade},
        {"switches.cancelled_leg_expires", trade},
        {"switches.fill_lowers_unfilled_orders", trade},
        {"expiry_reasons.no_liquidity",
         "only an empty book shows it, and a market order against any other trades"},
        {"expiry_reasons.oco_leg", trade},
        {"expiry_reasons.refused_on_release", trade},
    };
    return all;
}

Learned ask(const Probe& probe, Target& target, const Identity& identity, const std::string& name) {
    Learned learned{probe.key, {}, "there is no such probe"};
    for (const Question& question : questions()) {
        if (question.probe.key != probe.key) continue;
        Talk talk(target, identity, name, probe.kind);
        learned.value = question.ask(talk).value_or("");
        learned.evidence = talk.last().empty() ? "nothing came" : wire::to_readable(talk.last());
        if (learned.value.empty() && !probe.wants.empty())
            learned.evidence = "it wants " + std::string(probe.wants);
    }
    return learned;
}

} // namespace fixguard::conformance

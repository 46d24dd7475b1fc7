// Writes recovery::step() as a table in C and its words in Promela, so that the model runs the planner
// itself.
#include "../recovery/errors.hpp"
#include "catalog/codes.hpp"
#include "recovery/planner.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace fixguard::recovery {
namespace {

// What the model tells a planner, one word for each kind of thing that can happen.
struct Happening {
    std::string word;
    EventKind kind;
    std::optional<SessionError> error;
};

std::vector<Happening> happenings() {
    std::vector<Happening> all;
    for (const EventKind kind : all_event_kinds)
        if (kind != EventKind::error) all.push_back({std::string(name(kind)), kind, std::nullopt});
    const auto error = [&all](const std::string& word, const SessionError& what) {
        all.push_back({"error_" + word, EventKind::error, what});
        all.push_back({"ended_" + word, EventKind::ended, what});
    };
    SessionError news = test::silent(Carrier::news);
    news.policy.session_effect = SessionEffect::may_end;
    error("lost", test::silent(Carrier::closed));
    error("distrusted", test::silent(Carrier::tls_failed));
    error("in_use", test::about_nothing(code::comp_id_in_use));
    error("bad_signature", test::about_nothing(code::invalid_signature));
    error("too_many_connections", test::about_nothing(code::too_many_connections));
    error("clock", test::about_nothing(code::invalid_timestamp));
    error("unavailable", test::about_nothing(code::service_shutting_down));
    error("too_many_messages", test::about_nothing(code::too_many_messages));
    error("news", news);
    return all;
}

// A guard that is dropped: these events are judged as if the state were always as the guard wants it.
struct Dropped {
    std::string events; // a word, or its beginning with a '*'
    std::string state;

    bool concerns(const Happening& happening) const {
        if (events.ends_with('*')) return happening.word.starts_with(events.substr(0, events.size() - 1));
        return happening.word == events;
    }
    // false: there is no such state.
    bool apply(State& of, Options& options) const {
        if (state == "successor")
            of.successor = true;
        else if (state == "no_successor")
            of.successor = false;
        else if (state == "wanted")
            of.wanted = true;
        else if (state == "not_wanted")
            of.wanted = false;
        else if (state == "no_other_name")
            options.other_name_available = false;
        else
            return state.empty();
        return true;
    }
};

constexpr std::array flags{false, true};
constexpr std::uint16_t refused_logons = 3; // 0..2: at the third a session halts

std::string row(State state, const Happening& happening, const Dropped& dropped) {
    const Event event{happening.kind, happening.error ? &*happening.error : nullptr};
    const SteadyTime now{std::chrono::hours(1)};
    Options options;
    if (dropped.concerns(happening)) dropped.apply(state, options);
    const Step soon = step(state, event, now, 0, options);
    const Step late = step(state, event, now, 65'535, options);
    const auto has = [&late](ActionKind kind) {
        return std::any_of(late.plan.begin(), late.plan.end(),
                           [kind](const Action& action) { return action.kind == kind; });
    };
    const auto connect = [](const Step& of) {
        return std::find_if(of.plan.begin(), of.plan.end(),
                            [](const Action& action) { return action.kind == ActionKind::connect; });
    };
    std::int64_t least = 0;
    std::int64_t most = 0;
    bool other_name = false;
    if (has(ActionKind::connect)) {
        least = connect(soon)->delay.count();
        most = connect(late)->delay.count();
        other_name = connect(late)->sender_comp_id == NameChoice::other;
    }
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "{%d,%d,%d,%d,%d,%d, %d,%d,%d,%d,%d,%d,%d,%d, %lld,%lld,%d},",
                  static_cast<int>(late.state.phase), late.state.wanted, late.state.next_planned,
                  late.state.endpoint_changes, late.state.refused_logons, late.state.successor,
                  has(ActionKind::log_out), has(ActionKind::close), has(ActionKind::halt),
                  has(ActionKind::connect), has(ActionKind::connect_beside), has(ActionKind::switch_over),
                  has(ActionKind::close_successor), has(ActionKind::promote_successor),
                  static_cast<long long>(least), static_cast<long long>(most), other_name);
    return text.data();
}

std::vector<State> states() {
    std::vector<State> all;
    for (const Phase phase : all_phases)
        for (const bool wanted : flags)
            for (const bool planned : flags)
                for (std::uint16_t changes = 0; changes < 2; ++changes)
                    for (const bool successor : flags)
                        for (std::uint16_t refused = 0; refused < refused_logons; ++refused) {
                            State& state = all.emplace_back();
                            state.phase = phase;
                            state.wanted = wanted;
                            state.next_planned = planned;
                            state.endpoint_changes = changes;
                            state.successor = successor;
                            state.refused_logons = refused;
                            state.failures = 9; // the back-off at its longest
                        }
    return all;
}

void write_table(std::ofstream& out, const std::vector<Happening>& events, const Dropped& dropped) {
    out << "/* Made by tests/protocol/planner_table.cpp from recovery::step(). */\n"
           "struct planner_row {\n"
           "    unsigned char phase, wanted, planned, endpoint_changes, refused_logons, successor;\n"
           "    unsigned char log_out, close, halt, connect;\n"
           "    unsigned char connect_beside, switch_over, close_successor, promote_successor;\n"
           "    unsigned least_ms, most_ms;\n"
           "    unsigned char other_name;\n"
           "};\n"
           "#define planner_events "
        << events.size()
        << "\n"
           "/* by phase, wanted, planned, endpoint_changes, successor, refused_logons, event */\n"
           "static const struct planner_row planner[] = {\n";
    for (const State& state : states())
        for (const Happening& happening : events)
            out << row(state, happening, dropped) << " /* " << name(state.phase) << " " << happening.word
                << " */\n";
    out << "};\n";
}

void write_words(std::ofstream& out, const std::vector<Happening>& events) {
    out << "/* Made by tests/protocol/planner_table.cpp from recovery::step(). */\n";
    for (const Phase phase : all_phases)
        out << "#define phase_" << name(phase) << " " << static_cast<int>(phase) << "\n";
    for (std::size_t i = 0; i < events.size(); ++i)
        out << "#define on_" << events[i].word << " " << i << "\n";
}

} // namespace
} // namespace fixguard::recovery

// planner_table FOLDER [EVENTS GUARD]: planner_table.h and planner_table.pml there, of a planner without this
// guard for these events.
int main(int count, char** arguments) {
    if (count != 2 && count != 4) return 2;
    fixguard::recovery::Dropped dropped;
    if (count == 4) dropped = {arguments[2], arguments[3]};
    fixguard::recovery::State any;
    fixguard::recovery::Options usual;
    if (!dropped.apply(any, usual)) return 2;
    const auto events = fixguard::recovery::happenings();
    std::ofstream table(std::string(arguments[1]) + "/planner_table.h");
    std::ofstream words(std::string(arguments[1]) + "/planner_table.pml");
    fixguard::recovery::write_table(table, events, dropped);
    fixguard::recovery::write_words(words, events);
    return table.flush() && words.flush() ? 0 : 1;
}

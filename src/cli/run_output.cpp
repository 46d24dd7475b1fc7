// Two observers: one writes through spdlog for people, one writes JSON lines for programs.
#include "cli/run_output.hpp"

#include "catalog/catalog.hpp"
#include "cli/secrets.hpp"
#include "recovery/planner.hpp"
#include "report/errors.hpp"
#include "wire/utc_timestamp.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace fixguard::cli {
namespace {

using Json = nlohmann::ordered_json;

// 2026-07-01T12:00:00.000001Z
std::string now_text() {
    const auto now = std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
    const std::string fix(wire::format_utc_timestamp(now).view()); // 20260701-12:00:00.000001
    return fix.substr(0, 4) + "-" + fix.substr(4, 2) + "-" + fix.substr(6, 2) + "T" + fix.substr(9) + "Z";
}

bool needs_a_person(const Plan& plan) {
    return std::any_of(plan.begin(), plan.end(), [](const Action& action) {
        return action.kind == ActionKind::tell_user || action.kind == ActionKind::halt;
    });
}

// Lets each line pass above the live ones.
class AboveLiveLines final : public spdlog::sinks::sink {
public:
    AboveLiveLines(std::shared_ptr<spdlog::sinks::sink> inner, LiveLines& live)
        : inner_(std::move(inner)), live_(live) {}
    void log(const spdlog::details::log_msg& message) override {
        live_.above([&] {
            inner_->log(message);
            inner_->flush();
        });
    }
    void flush() override { inner_->flush(); }
    void set_pattern(const std::string& pattern) override { inner_->set_pattern(pattern); }
    void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override {
        inner_->set_formatter(std::move(formatter));
    }

private:
    const std::shared_ptr<spdlog::sinks::sink> inner_;
    LiveLines& live_;
};

std::shared_ptr<spdlog::logger> make_logger(LiveLines* live) {
    const char* const no_color = std::getenv("NO_COLOR");
    const bool plain = no_color != nullptr && *no_color != '\0';
    std::shared_ptr<spdlog::sinks::sink> sink = std::make_shared<spdlog::sinks::stdout_color_sink_st>(
        plain ? spdlog::color_mode::never : spdlog::color_mode::automatic);
    if (live != nullptr) sink = std::make_shared<AboveLiveLines>(std::move(sink), *live);
    auto logger = std::make_shared<spdlog::logger>("fixguard", std::move(sink));
    logger->set_pattern("%Y-%m-%d %T.%e %^%-5l%$ %v", spdlog::pattern_time_type::utc);
    logger->flush_on(spdlog::level::info);
    return logger;
}

class TextOutput : public RunOutput {
public:
    TextOutput(bool messages, LiveLines* live) : logger_(make_logger(live)), messages_(messages) {}

    void on_state(const engine::SessionState& state) override {
        std::string line(name(state.phase));
        if (!state.sender_comp_id.empty()) line += " as " + report::printable(state.sender_comp_id);
        if (state.phase == Phase::connecting) line += ", attempt " + std::to_string(state.attempt);
        if (state.phase == Phase::waiting)
            line += ", next attempt in " + std::to_string(state.next_attempt.count()) + " ms";
        logger_->log(state.phase == Phase::halted ? spdlog::level::err : spdlog::level::info, "{}: {}",
                     state.session, line);
    }

    void on_error(std::string_view session, const SessionError& error, const Plan& plan) override {
        logger_->log(needs_a_person(plan) ? spdlog::level::err : spdlog::level::warn, "{}: {}; plan: {}",
                     session, report::error_line(error, report::Style()), recovery::describe(plan));
        if (!error.code_known() || !needs_a_person(plan)) return;
        if (const catalog::Entry* const entry = catalog::find(error.code))
            logger_->log(spdlog::level::err, "{}: what to do: {}", session, entry->advice);
    }

    void on_message(std::string_view session, wire::MessageView message) override {
        if (messages_) logger_->info("{}: {}", session, report::printable(without_secrets(message)));
    }

    void on_fate(std::string_view session, const RequestRef& request, RequestFate fate) override {
        logger_->log(fate == RequestFate::unknown ? spdlog::level::err : spdlog::level::info,
                     "{}: {} {} is {}", session, report::printable(request.msg_type),
                     report::printable(request.id), name(fate));
    }

    void on_clock(std::string_view session, const engine::ClockReading& reading) override {
        logger_->info("{}: the exchange's clock is {} us from ours, give or take {} us", session,
                      reading.offset.count(), reading.uncertainty.count());
    }

    void on_recovered(const engine::Recovery& recovery) override {
        logger_->info("{}: recovered from {} in {} ms", recovery.session, report::code_label(recovery.error),
                      recovery.took.count());
    }

    void on_stream(const engine::StreamEvent& event) override {
        if (event.fault == StreamFault::session_stopped) return; // the session's own line says so
        std::string line = report::printable(event.symbol) + " " + std::string(name(event.kind)) + " is " +
                           std::string(name(event.state));
        if (event.fault != StreamFault::none) line += ": " + std::string(name(event.fault));
        if (event.code) line += ": " + std::to_string(event.code.value);
        if (event.update_id)
            line += (event.state == StreamState::good ? ", from update " : ", last update ") +
                    std::to_string(*event.update_id);
        const bool bad = event.state == StreamState::broken || event.state == StreamState::refused;
        logger_->log(bad ? spdlog::level::warn : spdlog::level::info, "{}: {}",
                     event.session.empty() ? "market data" : event.session, line);
    }

    void unsettled(const Unsettled& request) override {
        logger_->error("{}: {} MsgSeqNum(34) {} {} is not settled: look whether the exchange has it",
                       request.session, report::printable(request.request.msg_type),
                       request.request.msg_seq_num, report::printable(request.request.id));
    }

private:
    const std::shared_ptr<spdlog::logger> logger_;
    bool messages_;
};

class JsonOutput : public RunOutput {
public:
    explicit JsonOutput(bool messages) : messages_(messages) {}

    void on_state(const engine::SessionState& state) override {
        Json line = begin(state.session, "state");
        line["kind"] = name(state.kind);
        line["phase"] = name(state.phase);
        line["sender_comp_id"] = state.sender_comp_id.view();
        line["attempt"] = state.attempt;
        line["next_attempt_ms"] = state.next_attempt.count();
        print(line);
    }

    void on_error(std::string_view session, const SessionError& error, const Plan& plan) override {
        Json line = begin(session, "error");
        line.update(report::error_json(error));
        line["plan"] = recovery::describe(plan);
        print(line);
    }

    void on_message(std::string_view session, wire::MessageView message) override {
        if (!messages_) return;
        Json line = begin(session, "message");
        line["msg_type"] = message.msg_type();
        line["message"] = report::printable(without_secrets(message));
        print(line);
    }

    void on_fate(std::string_view session, const RequestRef& request, RequestFate fate) override {
        Json line = begin(session, "fate");
        line["msg_seq_num"] = request.msg_seq_num;
        line["msg_type"] = request.msg_type.view();
        line["id"] = request.id.view();
        line["fate"] = name(fate);
        print(line);
    }

    void on_recovered(const engine::Recovery& recovery) override {
        Json line = begin(recovery.session, "recovered");
        line["code"] = recovery.error.code ? Json(recovery.error.code.value) : Json(nullptr);
        line["took_ms"] = recovery.took.count();
        print(line);
    }

    void on_clock(std::string_view session, const engine::ClockReading& reading) override {
        Json line = begin(session, "clock");
        line["offset_us"] = reading.offset.count();
        line["uncertainty_us"] = reading.uncertainty.count();
        line["round_trip_us"] = reading.round_trip.count();
        print(line);
    }

    void on_stream(const engine::StreamEvent& event) override {
        Json line = begin(event.session, "stream");
        line["symbol"] = event.symbol;
        line["stream"] = name(event.kind);
        line["state"] = name(event.state);
        line["fault"] = event.fault == StreamFault::none ? Json(nullptr) : Json(name(event.fault));
        line["code"] = event.code ? Json(event.code.value) : Json(nullptr);
        line["update_id"] = event.update_id ? Json(*event.update_id) : Json(nullptr);
        print(line);
    }

    void unsettled(const Unsettled& request) override {
        Json line = begin(request.session, "unsettled");
        line["msg_seq_num"] = request.request.msg_seq_num;
        line["msg_type"] = request.request.msg_type.view();
        line["id"] = request.request.id.view();
        print(line);
    }

private:
    static Json begin(std::string_view session, std::string_view event) {
        return {{"time", now_text()}, {"session", session}, {"event", event}};
    }

    static void print(const Json& line) { std::cout << report::json_line(line) << '\n' << std::flush; }

    bool messages_;
};

} // namespace

std::unique_ptr<RunOutput> make_run_output(const RunOutputOptions& options, LiveLines* live) {
    if (options.as_json) return std::make_unique<JsonOutput>(options.messages);
    return std::make_unique<TextOutput>(options.messages, live);
}

} // namespace fixguard::cli

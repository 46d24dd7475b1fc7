// Counters in, families of metrics out.
#include "cli/run_metrics.hpp"

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <prometheus/metric_family.h>

#include <map>
#include <mutex>
#include <tuple>
#include <utility>
#include <vector>

namespace fixguard::cli {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

class Family {
public:
    Family(std::string name, std::string help, MetricType type) {
        family_.name = std::move(name);
        family_.help = std::move(help);
        family_.type = type;
    }
    void add(Labels labels, double value) {
        ClientMetric metric;
        metric.label = std::move(labels);
        if (family_.type == MetricType::Counter)
            metric.counter.value = value;
        else
            metric.gauge.value = value;
        family_.metric.push_back(std::move(metric));
    }
    MetricFamily take() && { return std::move(family_); }

private:
    MetricFamily family_;
};

Labels of(std::string_view session) {
    return {{"session", std::string(session)}};
}

// What the supervisor tells of one session, each as a family of its own.
struct Figure {
    const char* name;
    const char* help;
    MetricType type;
    double (*value)(const engine::SessionStatus&);
};

constexpr Figure figures[]{
    {"fixguard_session_up", "1: logged on and requests may be sent", MetricType::Gauge,
     [](const engine::SessionStatus& status) { return status.phase == Phase::up ? 1.0 : 0.0; }},
    {"fixguard_session_halted", "1: no attempt until a person says so", MetricType::Gauge,
     [](const engine::SessionStatus& status) { return status.phase == Phase::halted ? 1.0 : 0.0; }},
    {"fixguard_attempts_total", "connection attempts begun", MetricType::Counter,
     [](const engine::SessionStatus& status) { return static_cast<double>(status.attempts); }},
    {"fixguard_next_outbound_seq_num", "MsgSeqNum(34) of our next message", MetricType::Gauge,
     [](const engine::SessionStatus& status) { return static_cast<double>(status.next_outbound); }},
    {"fixguard_next_inbound_seq_num", "MsgSeqNum(34) of the exchange's next message", MetricType::Gauge,
     [](const engine::SessionStatus& status) { return static_cast<double>(status.next_inbound); }},
    {"fixguard_requests_in_flight", "requests that wait for their fate", MetricType::Gauge,
     [](const engine::SessionStatus& status) { return static_cast<double>(status.in_flight); }},
    {"fixguard_requests_unknown", "requests whose fate is unknown and not settled", MetricType::Gauge,
     [](const engine::SessionStatus& status) { return static_cast<double>(status.unknown); }},
    {"fixguard_hold_seconds", "requests are refused for so long", MetricType::Gauge,
     [](const engine::SessionStatus& status) { return static_cast<double>(status.held_for.count()) / 1000; }},
};

} // namespace

class Metrics::Parts final : public prometheus::Collectable {
public:
    std::vector<MetricFamily> Collect() const override {
        const std::lock_guard lock(mutex_);
        std::vector<MetricFamily> families;
        if (supervisor_ != nullptr) {
            std::vector<engine::SessionStatus> sessions;
            for (const std::string& name : supervisor_->session_names())
                sessions.push_back(supervisor_->status(name));
            for (const Figure& figure : figures) {
                Family family(figure.name, figure.help, figure.type);
                for (const engine::SessionStatus& session : sessions)
                    family.add(of(session.name), figure.value(session));
                families.push_back(std::move(family).take());
            }
        }
        Family errors("fixguard_errors_total", "errors, by the exchange's code and who carried it",
                      MetricType::Counter);
        for (const auto& [key, count] : errors_) {
            const auto& [session, code, carrier] = key;
            errors.add({{"session", session}, {"code", std::to_string(code)}, {"carrier", carrier}}, count);
        }
        families.push_back(std::move(errors).take());
        Family fates("fixguard_fates_total", "requests by what became of them", MetricType::Counter);
        for (const auto& [key, count] : fates_)
            fates.add({{"session", key.first}, {"fate", key.second}}, count);
        families.push_back(std::move(fates).take());
        Family recoveries("fixguard_recoveries_total", "disturbances that are over", MetricType::Counter);
        for (const auto& [session, count] : recoveries_)
            recoveries.add(of(session), count);
        families.push_back(std::move(recoveries).take());
        return families;
    }

    mutable std::mutex mutex_;
    const engine::Supervisor* supervisor_ = nullptr;
    std::map<std::tuple<std::string, std::int32_t, std::string>, double> errors_;
    std::map<std::pair<std::string, std::string>, double> fates_;
    std::map<std::string, double> recoveries_;
    std::unique_ptr<prometheus::Exposer> exposer_;
    std::shared_ptr<prometheus::Collectable> self_; // as the exposer wants it; owned by Metrics
};

Metrics::Metrics(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Metrics::~Metrics() {
    stop();
    parts_->exposer_.reset(); // no request is answered behind this
}

std::variant<std::unique_ptr<Metrics>, std::string> Metrics::listen(std::uint16_t port) {
    auto parts = std::make_unique<Parts>();
    const std::string address = "127.0.0.1:" + std::to_string(port);
    try {
        parts->exposer_ = std::make_unique<prometheus::Exposer>(address, 1);
    } catch (const std::exception& error) {
        return "cannot listen on " + address + ": " + error.what();
    }
    parts->self_ = std::shared_ptr<prometheus::Collectable>(parts.get(), [](prometheus::Collectable*) {});
    parts->exposer_->RegisterCollectable(parts->self_);
    return std::unique_ptr<Metrics>(new Metrics(std::move(parts)));
}

void Metrics::start(const engine::Supervisor& supervisor) {
    const std::lock_guard lock(parts_->mutex_);
    parts_->supervisor_ = &supervisor;
}

void Metrics::stop() {
    const std::lock_guard lock(parts_->mutex_);
    parts_->supervisor_ = nullptr;
}

void Metrics::on_error(std::string_view session, const SessionError& error) {
    const std::lock_guard lock(parts_->mutex_);
    ++parts_->errors_[{std::string(session), error.code.value, std::string(name(error.carrier))}];
}

void Metrics::on_fate(std::string_view session, RequestFate fate) {
    const std::lock_guard lock(parts_->mutex_);
    ++parts_->fates_[{std::string(session), std::string(name(fate))}];
}

void Metrics::on_recovered(std::string_view session) {
    const std::lock_guard lock(parts_->mutex_);
    ++parts_->recoveries_[std::string(session)];
}

} // namespace fixguard::cli

// The numbers of `fixguard run --metrics PORT`, as Prometheus reads them.
#pragma once

#include "engine/supervisor.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace fixguard::cli {

// Counts what it is told and asks the supervisor for the rest when it is asked itself. Served over HTTP on
// loopback only, at /metrics. What it tells holds no secret: names of sessions, codes, counts.
class Metrics {
public:
    // The string is one line: the port cannot be had, and why.
    static std::variant<std::unique_ptr<Metrics>, std::string> listen(std::uint16_t port);
    ~Metrics();

    // `supervisor` is asked from other threads, until stop().
    void start(const engine::Supervisor& supervisor);
    void stop();

    // From the observer.
    void on_error(std::string_view session, const SessionError& error);
    void on_fate(std::string_view session, RequestFate fate);
    void on_recovered(std::string_view session);

private:
    class Parts;
    explicit Metrics(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

} // namespace fixguard::cli

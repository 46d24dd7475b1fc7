// (11) What time and memory do when there is ten and a hundred times as much of something.
#include "bench/figures/figures.hpp"
#include "bench/peers/big_log.hpp"
#include "bench/peers/crowd.hpp"
#include "bench/peers/open_venue.hpp"
#include "bench/peers/venue_process.hpp"
#include "diagnosis/diagnose.hpp"
#include "engine/in_flight.hpp"
#include "journal/request_log.hpp"
#include "market/market_data.hpp"
#include "support/temp_dir.hpp"
#include "wire/message_writer.hpp"

#include <array>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace fixguard::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array factors{1.0, 10.0, 100.0};

template <typename Call>
double ns_of(Call call) {
    const Clock::time_point begin = Clock::now();
    call();
    return std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
}

// One step of `things` when it does `turn` of them; the first round warms up.
template <typename Things>
Spread ns_per_step(Things& things, int turn, std::size_t rounds) {
    std::vector<double> times;
    for (std::size_t round = 0; round <= rounds; ++round) {
        const double ns = ns_of([&] {
            for (int step = 0; step < turn; ++step)
                things.step();
        });
        if (round > 0) times.push_back(ns / turn);
    }
    return spread_of(std::move(times));
}

double own_resident_kib() {
    std::ifstream file("/proc/self/statm");
    double size = 0, resident = 0;
    file >> size >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

// Of one thing at 1, 10 and 100 times its number.
struct Grown {
    std::string what, item; // "sessions", "order"
    std::array<Spread, 3> ns_per_item;
    std::array<double, 3> kib; // of all together

    // 1: time grows as the number does; 0: not at all.
    double exponent() const {
        return 1 + std::log10(ns_per_item[2].median / ns_per_item[0].median) / std::log10(factors[2]);
    }
};

void report(Bench& bench, const Grown& grown, const std::array<std::string, 3>& names) {
    Group time{"11", grown.what + ": time for one " + grown.item, {}},
        memory{"11", grown.what + ": memory", {}};
    for (std::size_t i = 0; i < names.size(); ++i) {
        time.sides.push_back({names[i], "ns", grown.ns_per_item[i], {}, {}, {}, {}});
        memory.sides.push_back({names[i], "KiB", {grown.kib[i], grown.kib[i], grown.kib[i]}, {}, {}, {}, {}});
    }
    const double exponent = grown.exponent();
    time.sides.push_back(
        {"exponent of all the time over the number", "", {exponent, exponent, exponent}, {}, {}, {}, {}});
    bench.report(std::move(time));
    bench.report(std::move(memory));
}

// ---- requests in flight

// Each step sends one more request and answers the oldest: written down, remembered, judged, settled.
class InFlightSteps {
public:
    InFlightSteps(std::size_t in_flight, const test::TempDir& folder) : in_flight_(in_flight) {
        auto opened = journal::RequestLog::open(folder.file("requests" + std::to_string(in_flight)), "bench");
        if (const auto* const error = std::get_if<std::string>(&opened)) throw std::runtime_error(*error);
        log_.emplace(std::get<journal::RequestLog>(std::move(opened)));
        wire::MessageWriter writer;
        for (std::size_t i = 0; i < cycle; ++i) {
            const std::string id = "o-" + std::to_string(100'000 + i);
            requests_.emplace_back(writer.begin("D")
                                       .add(tag::MsgSeqNum, i + 2)
                                       .add(tag::ClOrdID, id)
                                       .add(tag::Symbol, "BTCUSDT")
                                       .finish());
            reports_.emplace_back(writer.begin("8")
                                      .add(tag::MsgSeqNum, i + 2)
                                      .add(tag::ClOrdID, id)
                                      .add(tag::ExecType, '0')
                                      .add(tag::Symbol, "BTCUSDT")
                                      .finish());
        }
        for (std::size_t i = 0; i < in_flight; ++i)
            send();
    }
    void step() {
        send();
        answer();
    }

private:
    static constexpr std::size_t cycle =
        32'768; // a multiple of what the log remembers: its places stay in a row

    void send() {
        const std::string& bytes = requests_[sent_++ % cycle];
        const RequestRef request = diagnosis::request_in(wire::MessageView(bytes)).value();
        const auto slot = log_->add(request, "CLIENT", {});
        sent_log_.record(bytes);
        open_.add({request, true, slot.value(), 0, {}});
    }
    void answer() {
        const auto judged = diagnosis::judge(wire::MessageView(reports_[answered_++ % cycle]),
                                             {SessionKind::order_entry, sent_log_, policies_});
        const auto entry = judged.settlement ? open_.settle(judged.settlement->request) : std::nullopt;
        if (!entry) throw std::runtime_error("(11) a report found no request");
        log_->settle(*entry->slot, RequestFate::accepted);
    }

    std::size_t in_flight_, sent_ = 0, answered_ = 0;
    std::optional<journal::RequestLog> log_;
    diagnosis::SentLog sent_log_{16'384};
    engine::InFlight open_;
    catalog::PolicyTable policies_;
    std::vector<std::string> requests_, reports_;
};

Grown requests_in_flight(std::size_t rounds) {
    Grown grown{"requests in flight", "request sent and answered", {}, {}};
    const test::TempDir folder;
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const double before = own_resident_kib();
        InFlightSteps steps(static_cast<std::size_t>(100 * factors[i]), folder);
        grown.kib[i] = own_resident_kib() - before;
        grown.ns_per_item[i] = ns_per_step(steps, 20'000, rounds);
    }
    return grown;
}

// ---- subscriptions

// A book of each stream, and a refresh of ten levels for one after the other.
class Streams {
public:
    explicit Streams(std::size_t count)
        : data_(market::Limits::of(rules::SessionTable::built_in()), nobody_) {
        data_.subscriptions().connected(0, {});
        SteadyTime now{};
        for (std::size_t i = 0; i < count; ++i)
            data_.subscriptions().subscribe({"S" + std::to_string(i) + "USDT", StreamKind::depth}, levels,
                                            now);
        wire::MessageWriter writer;
        for (int minute = 0; ids_.size() < count && minute < 60; ++minute) {
            now += std::chrono::minutes{1}; // the exchange takes so many requests in a while
            while (const auto request = data_.subscriptions().next(0, now)) {
                ids_.push_back(request->md_req_id);
                symbols_.push_back(request->key.symbol);
                take(snapshot(writer, ids_.size() - 1));
            }
        }
        for (std::size_t i = 0; i < count; ++i)
            refreshes_.push_back(refresh(writer, i));
    }
    double kib() const {
        double bytes = 0;
        for (const std::string& symbol : symbols_)
            bytes += static_cast<double>(
                data_.subscriptions().find(market::StreamKey{symbol, StreamKind::depth})->book->memory());
        return bytes / 1024;
    }
    void step() {
        const std::size_t i = steps_++ % ids_.size();
        if (i == 0) ++update_;
        std::string& message = refreshes_[i];
        std::string id = std::to_string(update_);
        id.insert(0, id_digits - id.size(), '0');
        message.replace(message.find("25043=") + 6, id_digits, id);
        message.replace(message.find("25044=") + 6, id_digits, id);
        take(message);
    }

private:
    static constexpr std::size_t levels = 50, id_digits = 12;

    void take(std::string_view message) {
        if (!data_.on_message(0, wire::MessageView(message), {}))
            throw std::runtime_error("(11) a refresh belongs to no stream");
    }
    static std::string price(bool bid, std::size_t i) {
        return std::to_string(bid ? 999 - i : 1'000 + i) + ".00000000";
    }
    std::string snapshot(wire::MessageWriter& writer, std::size_t i) const {
        writer.begin("W").add(tag::MDReqID, ids_[i]).add(tag::Symbol, symbols_[i]);
        writer.add(tag::LastBookUpdateID, 1).add(tag::NoMDEntries, 2 * levels);
        for (const bool bid : {true, false})
            for (std::size_t level = 0; level < levels; ++level)
                writer.add(tag::MDEntryType, bid ? '0' : '1')
                    .add(tag::MDEntryPx, price(bid, level))
                    .add(tag::MDEntrySize, "1.00000000");
        return std::string(writer.finish());
    }
    std::string refresh(wire::MessageWriter& writer, std::size_t i) const {
        writer.begin("X").add(tag::MDReqID, ids_[i]).add(tag::NoMDEntries, 10);
        for (std::size_t entry = 0; entry < 10; ++entry) {
            const bool bid = entry % 2 == 0;
            writer.add(tag::MDUpdateAction, '1').add(tag::MDEntryPx, price(bid, entry * 3));
            writer.add(tag::MDEntrySize, "2.00000000").add(tag::MDEntryType, bid ? '0' : '1');
            if (entry == 0)
                writer.add(tag::Symbol, symbols_[i])
                    .add(tag::FirstBookUpdateID, std::string(id_digits, '0'))
                    .add(tag::LastBookUpdateID, std::string(id_digits, '0'));
        }
        return std::string(writer.finish());
    }

    market::MarketListener nobody_;
    market::MarketData data_;
    std::vector<std::string> ids_, symbols_, refreshes_;
    std::size_t steps_ = 0, update_ = 1;
};

Grown subscriptions(std::size_t rounds) {
    Grown grown{"subscriptions", "refresh of ten levels", {}, {}};
    for (std::size_t i = 0; i < factors.size(); ++i) {
        Streams streams(static_cast<std::size_t>(10 * factors[i]));
        grown.kib[i] = streams.kib();
        grown.ns_per_item[i] = ns_per_step(streams, 10'000, rounds);
    }
    return grown;
}

// ---- sessions

Grown sessions(std::size_t rounds) {
    Grown grown{"sessions", "order and its two reports", {}, {}};
    const VenueProcess venue(open_venue(false));
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const double before = own_resident_kib();
        Crowd crowd(venue.port(SessionKind::order_entry), static_cast<std::size_t>(factors[i]));
        grown.kib[i] = own_resident_kib() - before;
        constexpr std::size_t orders = 700,
                              window = 100; // all rounds within the message limit of one session
        std::vector<double> times;
        for (std::size_t round = 0; round <= rounds; ++round) {
            const double ns = ns_of([&] { crowd.run(orders, window); });
            if (round > 0) times.push_back(ns / orders);
        }
        grown.ns_per_item[i] = spread_of(std::move(times));
    }
    return grown;
}

// ---- logs

Grown log_size(std::size_t rounds) {
    Grown grown{"size of a log, scan with causes", "megabyte", {}, {}};
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const double megabytes = 10 * factors[i];
        const BigLog log(static_cast<std::size_t>(megabytes * 1e6));
        const Command command{FIXGUARD_PROGRAM, "scan", "--threads", "1", log.path()};
        grown.kib[i] = most_resident_kib(command);
        std::vector<double> times;
        for (std::size_t round = 0; round < rounds; ++round)
            times.push_back(log.to_gigabytes(cost_of(command).cpu_ms) * 1e6 / 1e3);
        grown.ns_per_item[i] = spread_of(std::move(times));
    }
    return grown;
}

Plot plot_of(const std::vector<Grown>& all) {
    Panel time{"Time for one, as a multiple of the time at x 1",
               "how many times as much",
               "times",
               "(1, 10, 100)",
               {}};
    Panel memory{"Memory of all together", "how many times as much", "KiB", "(1, 10, 100)", {}};
    for (const Grown& grown : all) {
        Curve times{grown.what, {}}, kib{grown.what, {}};
        for (std::size_t i = 0; i < factors.size(); ++i) {
            times.points.emplace_back(factors[i], grown.ns_per_item[i].median / grown.ns_per_item[0].median);
            kib.points.emplace_back(factors[i], std::max(grown.kib[i], 1.0));
        }
        time.curves.push_back(std::move(times));
        memory.curves.push_back(std::move(kib));
    }
    return {"growth", {std::move(time), std::move(memory)}};
}

} // namespace

void growth(Bench& bench) {
    if (!bench.wants("11") || bench.counts_only()) return;
    const std::size_t rounds = bench.is_quick() ? 3 : 11;
    const std::vector<Grown> all{sessions(rounds), subscriptions(rounds), requests_in_flight(rounds),
                                 log_size(rounds)};
    report(bench, all[0], {"1", "10", "100"});
    report(bench, all[1], {"10", "100", "1,000"});
    report(bench, all[2], {"100", "1,000", "10,000"});
    report(bench, all[3], {"10 MB", "100 MB", "1 GB"});
    bench.plot(plot_of(all));
}

} // namespace fixguard::bench

// The window, the clock and the checks of a load.
#include "bench/peers/order_session.hpp"

#include <cstdio>
#include <stdexcept>

namespace fixguard::bench {
namespace {

constexpr std::chrono::seconds patience{60};

// "o-000000000017"
void name_order(std::string& id, std::size_t number) {
    id.assign("o-000000000000");
    for (std::size_t at = id.size(); number > 0; number /= 10)
        id[--at] = static_cast<char>('0' + number % 10);
}

void mix(std::uint64_t& digest, std::string_view text) {
    for (const char byte : text)
        digest = (digest ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
}

} // namespace

OrderSession::Run OrderSession::run(std::size_t orders, std::size_t window) {
    std::unique_lock lock(mutex_);
    orders_ = orders;
    sent_ = accepted_ = ended_ = 0;
    sent_at_.assign(orders, {});
    run_ = {};
    run_.latency_us.reserve(orders);
    const Clock::time_point begin = Clock::now();
    while (sent_ < orders && sent_ < window)
        send_next();
    const bool done =
        over_.wait_for(lock, patience, [this] { return ended_ == orders_ || !trouble_.empty(); });
    if (!trouble_.empty()) throw std::runtime_error("order session: " + trouble_);
    if (!done)
        throw std::runtime_error("order session: " + std::to_string(orders_ - ended_) + " of " +
                                 std::to_string(orders_) + " orders got no answer");
    run_.seconds = std::chrono::duration<double>(ended_at_ - begin).count();
    return std::move(run_);
}

void OrderSession::send_next() {
    name_order(order_.cl_ord_id, sent_ + 1);
    sent_at_[sent_++] = Clock::now();
    if (send(order_)) return;
    trouble_ = order_.cl_ord_id + " was not sent";
    over_.notify_one();
}

void OrderSession::on_report(const SeenReport& report) {
    const std::lock_guard lock(mutex_);
    const bool accepted = report.exec_type == "0";
    std::string expected;
    name_order(expected, (accepted ? accepted_ : ended_) + 1);
    if (report.cl_ord_id != expected || (!accepted && report.exec_type != "C") || report.order_id.empty()) {
        trouble_ = "a report of " + std::string(report.cl_ord_id) + " with ExecType(150) " +
                   std::string(report.exec_type) + " instead of " + expected;
        return over_.notify_one();
    }
    for (const std::string_view text : {report.cl_ord_id, report.exec_type, report.quantity, report.symbol})
        mix(run_.digest, text);
    if (accepted) {
        const Clock::duration took = Clock::now() - sent_at_[accepted_++];
        run_.latency_us.push_back(std::chrono::duration<double, std::micro>(took).count());
        if (sent_ < orders_) send_next();
    } else if (++ended_ == orders_) {
        ended_at_ = Clock::now();
        over_.notify_one();
    }
}

} // namespace fixguard::bench

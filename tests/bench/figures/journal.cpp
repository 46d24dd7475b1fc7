// (5) The record of a request that has to survive kill -9, against a log call on the session's thread.
#include "bench/figures/figures.hpp"
#include "bench/samples.hpp"
#include "diagnosis/diagnose.hpp"
#include "journal/request_log.hpp"
#include "support/temp_dir.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <array>
#include <fstream>
#include <stdexcept>

namespace fixguard::bench {
namespace {

constexpr std::string_view sender_comp_id = "qNXO12fH";
constexpr std::size_t in_flight = 64; // requests that wait for their answer at any time

journal::RequestLog open_log(const std::string& path) {
    auto opened = journal::RequestLog::open(path, "bench");
    if (const auto* const error = std::get_if<std::string>(&opened)) throw std::runtime_error(*error);
    return std::get<journal::RequestLog>(std::move(opened));
}

// A request comes and the oldest one is answered.
class Journal {
public:
    explicit Journal(journal::RequestLog& log) : log_(log) {
        for (auto& slot : slots_)
            slot = log_.add(RequestRef{}, sender_comp_id, UtcTime{}).value();
    }

    journal::RequestLog::Slot record(std::size_t i, const RequestRef& request, UtcTime now) {
        auto& slot = slots_[i % in_flight];
        log_.settle(slot, RequestFate::accepted);
        slot = log_.add(request, sender_comp_id, now).value();
        return slot;
    }

private:
    journal::RequestLog& log_;
    std::array<journal::RequestLog::Slot, in_flight> slots_{};
};

// One line for each request, as a program would log it. A flush after each line gives it to the kernel, which
// is what lets it survive the death of the process.
class Logger {
public:
    Logger(const std::string& path, bool flush)
        : logger_("bench", std::make_shared<spdlog::sinks::basic_file_sink_st>(path)) {
        if (flush) logger_.flush_on(spdlog::level::info);
    }

    std::size_t record(const RequestRef& request) {
        logger_.info("sent 34={} 35={} {}={} 49={}", request.msg_seq_num, request.msg_type.view(),
                     request.id_tag, request.id.view(), sender_comp_id);
        return request.msg_seq_num;
    }
    void flush() { logger_.flush(); }

private:
    spdlog::logger logger_;
};

std::string last_line(const std::string& path) {
    std::ifstream file(path);
    std::string last;
    for (std::string line; std::getline(file, line);)
        last = line;
    return last;
}

} // namespace

void journal_record(Bench& bench) {
    if (!bench.wants("5")) return;
    const test::TempDir folder;
    journal::RequestLog log = open_log(folder.file("requests"));
    Journal journal(log);
    Logger buffered(folder.file("buffered.log"), false);
    Logger flushed(folder.file("flushed.log"), true);
    std::vector<RequestRef> requests;
    for (const std::string& message : sent_requests())
        requests.push_back(diagnosis::request_in(wire::MessageView(message)).value());

    const UtcTime now = std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
    const auto ours = [&](std::size_t i) { return journal.record(i, requests[i % variants], now); };
    const auto with_clock = [&](std::size_t i) {
        const auto read = std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
        return journal.record(i, requests[i % variants], read);
    };
    const auto by_buffer = [&](std::size_t i) { return buffered.record(requests[i % variants]); };
    const auto by_flush = [&](std::size_t i) { return flushed.record(requests[i % variants]); };
    const auto difference = [&]() -> std::string {
        for (std::size_t i = 0; i < variants; ++i) {
            const auto slot = ours(i);
            by_buffer(i);
            by_flush(i);
            buffered.flush();
            const std::string line = last_line(folder.file("buffered.log"));
            for (const auto& listed : log.open_requests()) {
                if (listed.slot != slot) continue;
                if (listed.open.request != requests[i]) return "the journal lost " + line;
                if (!line.ends_with(fmt::format("34={} 35={} 11={} 49={}", listed.open.request.msg_seq_num,
                                                listed.open.request.msg_type.view(),
                                                listed.open.request.id.view(), sender_comp_id)) ||
                    last_line(folder.file("flushed.log")).substr(30) != line.substr(30))
                    return line;
            }
        }
        return {};
    };
    bench.compare(
        {"5",
         "record of a request: add and settle, or one log call",
         difference,
         {side("fixguard", ours), side("fixguard, the clock read as well", with_clock),
          side("spdlog, one thread, buffered", by_buffer, 6), side("spdlog, one thread, flushed", by_flush)},
         {}});
}

} // namespace fixguard::bench

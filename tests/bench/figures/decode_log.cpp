// (6) All fields of all messages of a log, framing and CheckSum(10) judged.
#include "bench/figures/figures.hpp"
#include "bench/harness/contest.hpp"
#include "bench/peers/big_log.hpp"
#include "bench/peers/field_sum.hpp"
#include "bench/peers/quickfix.hpp"
#include "scan/log_message.hpp"
#include "wire/frame.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <stdexcept>

namespace fixguard::bench {
namespace {

constexpr std::size_t log_size = 100'000'000;

// A file in memory, as the scan has it.
class MappedFile {
public:
    explicit MappedFile(const std::string& path) {
        const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat status {};
        if (file < 0 || fstat(file, &status) != 0) throw std::runtime_error(path + ": cannot be read");
        size_ = static_cast<std::size_t>(status.st_size);
        at_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
        close(file);
        if (at_ == MAP_FAILED) throw std::runtime_error(path + ": cannot be mapped");
    }
    ~MappedFile() { munmap(at_, size_); }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::string_view bytes() const { return {static_cast<const char*>(at_), size_}; }

private:
    void* at_ = nullptr;
    std::size_t size_ = 0;
};

// All fields of all sound messages.
FieldSum decoded(const std::string& path) {
    const MappedFile log(path);
    FieldSum sum;
    wire::FrameReader reader(wire::OnFault::stop);
    for (std::string_view left = log.bytes();;) {
        left.remove_prefix(std::min(scan::find_message_begin(left, 0, left.size()), left.size()));
        if (left.empty()) return sum;
        const wire::FrameResult result = reader.next(left);
        const bool sound = result.status == wire::FrameResult::Status::complete;
        if (sound) sum += sum_of(result.frame.fields);
        left.remove_prefix(sound ? result.consumed : 1);
    }
}

FieldSum decoded_by_quickfix(const std::string& path, const QuickFix& orders, const QuickFix& market_data) {
    std::ifstream log(path);
    FieldSum sum;
    for (std::string line; std::getline(log, line);) {
        const std::size_t begin = line.find("8=FIX");
        if (begin == std::string::npos) continue;
        const bool refresh = line.find("\x01"
                                       "35=X\x01") != std::string::npos;
        const QuickFix& quickfix = refresh ? market_data : orders;
        const FIX::Message message = quickfix.parse(line.erase(0, begin));
        if (quickfix.validate(message)) sum += sum_of(message);
    }
    return sum;
}

double ms_of_this_thread(const std::function<void()>& work) {
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    const double begin = now();
    work();
    return now() - begin;
}

} // namespace

void decode_a_log(Bench& bench) {
    if (!bench.wants("6") || bench.counts_only()) return;
    const BigLog log(log_size);
    const QuickFix orders(SessionKind::order_entry), market_data(SessionKind::market_data);
    const FieldSum ours = decoded(log.path());
    if (ours.count == 0 || ours != decoded_by_quickfix(log.path(), orders, market_data))
        throw std::runtime_error("(6) fixguard and QuickFIX have decoded different fields");

    // The compiler must not find out that nobody looks at the fields once more.
    const auto timed = [](const auto& decode) {
        return [decode] {
            return ms_of_this_thread([&] {
                FieldSum sum = decode();
                benchmark::DoNotOptimize(sum);
            });
        };
    };
    const auto fixguard = [&] { return decoded(log.path()); };
    const auto quickfix = [&] { return decoded_by_quickfix(log.path(), orders, market_data); };
    contest(bench, "6", "every field of every message of a log of 100 MB, one core, CPU time",
            {{"fixguard", timed(fixguard), {}}, {"QuickFIX parse + validate", timed(quickfix), 28}},
            bench.is_quick() ? 3 : 9);
}

} // namespace fixguard::bench

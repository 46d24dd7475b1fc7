// Blocks go to the threads in turn; each searches its own and tells what it found when its turn comes.
#include "cli/mapped_log.hpp"

#include "scan/search.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <sys/mman.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace fixguard::cli {
namespace {

constexpr std::size_t block = 4 * scan::block_size; // of one thread at a time
constexpr std::size_t held_back = 512;              // errors that wait for their turn

std::size_t size_of(int descriptor) {
    struct stat status {};
    return fstat(descriptor, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

// The whole file as memory; nothing where it cannot be mapped.
class Mapping {
public:
    explicit Mapping(int descriptor)
        : descriptor_(descriptor), size_(size_of(descriptor)),
          bytes_(mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0)) {
        if (mapped()) madvise(bytes_, size_, MADV_SEQUENTIAL);
    }
    ~Mapping() {
        if (mapped()) munmap(bytes_, size_);
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    bool mapped() const noexcept { return bytes_ != MAP_FAILED; }
    std::size_t size() const noexcept { return size_; }
    std::string_view bytes() const noexcept { return {static_cast<const char*>(bytes_), size_}; }

    // Brings pages in at once rather than one fault after the other; where the kernel cannot, they come by
    // themselves. False: the file is shorter by now, and a page behind its end must not be touched.
    bool fetch(std::size_t from, std::size_t to) const noexcept {
        if (size_of(descriptor_) < to) return false;
#ifdef MADV_POPULATE_READ
        from -= from % page;
        madvise(static_cast<char*>(bytes_) + from, to - from, MADV_POPULATE_READ);
#else
        (void)from;
#endif
        return true;
    }

    // Pages leave this process; they stay in the page cache.
    void forget_between(std::size_t from, std::size_t to) const noexcept {
        from -= from % page;
        to -= to % page;
        if (from < to) madvise(static_cast<char*>(bytes_) + from, to - from, MADV_DONTNEED);
    }
    void forget(std::size_t to) noexcept { // and all before it
        if (to > forgotten_) forget_between(std::exchange(forgotten_, to), to);
    }

private:
    const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    int descriptor_;
    std::size_t size_;
    void* bytes_;
    std::size_t forgotten_ = 0;
};

class MappedScan {
public:
    MappedScan(Mapping& mapping, const LogReaders& readers, const Progress& progress)
        : mapping_(mapping), readers_(readers), progress_(progress), judge_(readers.options, readers.errors),
          traffic_(readers.options, readers.traffic) {}

    void run() {
        const std::size_t blocks = (mapping_.size() + block - 1) / block;
        const std::size_t threads = std::min<std::size_t>(readers_.threads, blocks);
        std::vector<std::thread> others;
        for (std::size_t i = 1; i < threads; ++i)
            others.emplace_back([this] { work(); });
        work();
        for (std::thread& other : others)
            other.join();
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    struct Abandoned {}; // another thread has failed

    void work() noexcept {
        try {
            for (;;) {
                const std::size_t number = next_++;
                if (number * block >= mapping_.size() || stopped_) return;
                search(number);
            }
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::current_exception();
            stopped_ = true;
            changed_.notify_all();
        }
    }

    // A stretch goes from the first clean cut of its block to the first one behind it.
    void search(std::size_t number) {
        const std::string_view bytes = mapping_.bytes();
        const std::size_t from = number * block, to = std::min(from + block, bytes.size());
        if (!mapping_.fetch(from, to)) {
            stopped_ = true; // what the others have found is still told
            return pass_on(number);
        }
        const std::size_t begin = scan::clean_cut(bytes, from, to);
        if (begin == scan::npos) { // it belongs to the stretch before it
            forget_block(from);
            return pass_on(number);
        }
        std::size_t end = to == bytes.size() ? to : scan::clean_cut(bytes, to, to + block);
        // Lines of many megabytes are rare: they are taken alone, piece by piece.
        const bool is_long = end == scan::npos;
        if (is_long) end = end_of_long_stretch(number, to + block);
        scan::Finder finder(readers_.options, readers_.policies, begin,
                            end == bytes.size() ? scan::Finder::to_the_end : end);
        std::vector<scan::Sighting> found;
        const auto keep = [&](scan::Sighting& sighting) {
            found.push_back(std::move(sighting));
            if (found.size() == held_back) tell(number, found);
        };
        for (std::size_t seen = begin; finder.scanned() < end && seen < bytes.size();) {
            seen = std::min(seen + 2 * block, bytes.size());
            if (is_long && !mapping_.fetch(seen - block, seen)) break;
            finder.find(bytes.substr(0, seen), 0, seen == bytes.size(), keep);
            if (is_long) see_off(number, finder, found, std::min(seen, end));
        }
        see_off(number, finder, found, end);
        lines_before_ += finder.lines();
        pass_on(number);
    }

    std::size_t end_of_long_stretch(std::size_t number, std::size_t from) {
        const std::string_view bytes = mapping_.bytes();
        wait_for(number);
        for (; from < bytes.size() && mapping_.fetch(from, std::min(from + block, bytes.size()));
             from += block) {
            const std::size_t cut = scan::clean_cut(bytes, from, from + block);
            if (cut != scan::npos) return cut;
            forget_block(from);
        }
        return std::min(from, bytes.size());
    }

    // The look at the byte before a block may have brought in two megabytes there.
    void forget_block(std::size_t from) const noexcept {
        mapping_.forget_between(from - std::min(from, block), std::min(from + block, mapping_.size()));
    }

    // Tells what was found, and lets go of what nobody looks at any more.
    void see_off(std::size_t number, const scan::Finder& finder, std::vector<scan::Sighting>& found,
                 std::size_t end) {
        tell(number, found);
        if (readers_.traffic) traffic_.scan(mapping_.bytes().substr(0, end), 0, end == mapping_.size());
        mapping_.forget(static_cast<std::size_t>(finder.keep_from()));
        progress_(end, mapping_.size());
    }

    void wait_for(std::size_t number) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return turn_ == number || failure_; });
        if (failure_) throw Abandoned{};
    }

    // Whose turn it is keeps it until pass_on().
    void tell(std::size_t number, std::vector<scan::Sighting>& found) {
        wait_for(number);
        for (scan::Sighting& sighting : found)
            judge_.take(sighting, lines_before_);
        found.clear();
    }

    void pass_on(std::size_t number) {
        wait_for(number);
        const std::lock_guard lock(mutex_);
        ++turn_;
        changed_.notify_all();
    }

    Mapping& mapping_;
    const LogReaders& readers_;
    const Progress& progress_;
    std::atomic<std::size_t> next_{0}; // block
    std::atomic<bool> stopped_{false};

    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t turn_ = 0; // block
    std::exception_ptr failure_;

    // Used by whose turn it is.
    scan::Judge judge_;
    scan::Traffic traffic_;
    std::uint64_t lines_before_ = 0;
};

} // namespace

bool scan_mapped(int descriptor, const LogReaders& readers, const Progress& progress) {
    Mapping mapping(descriptor);
    if (!mapping.mapped()) return false;
    MappedScan(mapping, readers, progress).run();
    return true;
}

} // namespace fixguard::cli

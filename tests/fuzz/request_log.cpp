// The file of open requests: any bytes in it, and a life of adds, restarts and damage against a model.
#include "fuzz/memory_file.hpp"
#include "fuzz/target.hpp"

#include "journal/request_log.hpp"

#include <map>
#include <optional>
#include <set>

namespace fixguard::fuzz {
namespace {

using journal::RequestLog;

constexpr std::uint32_t capacity = 8;
constexpr std::size_t header_size = 4096;
constexpr std::size_t header_used = 80;
constexpr std::size_t record_size = 128;

// "F" and a file: the rest of the input, whatever it is. Its capacity stays small, because the log takes all
// of its room at once.
void open_any(std::string_view bytes) {
    constexpr std::size_t capacity_at = 12;
    MemoryFile file(bytes);
    if (bytes.size() > capacity_at + 3) file.write(capacity_at + 1, std::string_view("\0\0\0", 3));
    const auto opened = RequestLog::open(file.path(), "oe", capacity);
    if (const auto* const error = std::get_if<std::string>(&opened))
        return require_one_line(*error, file.path());
    const auto& log = std::get<RequestLog>(opened);
    require(log.open_requests().size() == log.open_count(), "every open request is listed");
    require(log.open_count() + log.damaged() <= log.capacity(), "no more than there is room for");
}

// Each line one step. The model keeps what has to be listed.
class Life {
public:
    Life() { restart(); }

    void step(std::string_view line) {
        if (!log_ || line.empty()) return;
        const std::string_view rest = line.substr(1);
        switch (line.front()) {
        case '+': return add(rest);
        case '-': return settle(rest, RequestFate::accepted);
        case '?': return settle(rest, RequestFate::unknown);
        case '~': return damage(rest);
        case 'c': return cut(rest);
        case 'r': return restart();
        default: return;
        }
    }

    // Ends the process and starts it anew, as far as the log can tell.
    void restart() {
        log_.reset();
        auto opened = RequestLog::open(file_.path(), "oe", capacity);
        if (const auto* const error = std::get_if<std::string>(&opened)) {
            require_one_line(*error, file_.path());
            return require(header_touched_, "only a damaged header makes the file useless", *error);
        }
        if (header_touched_) return; // it may be another session's by now, with another capacity
        log_ = std::move(std::get<RequestLog>(opened));
        compare();
    }

private:
    struct Kept {
        RequestRef request;
        RequestFate fate = RequestFate::none;
    };

    void add(std::string_view id) {
        const RequestRef request{++last_, id.substr(0, 3), 11, id};
        const auto slot = log_->add(request, "OE" + std::to_string(last_ % 7), UtcTime{});
        require(slot.has_value() == (kept_.size() + log_->damaged() < capacity),
                "a log is full when its room is used");
        if (slot) require(kept_.emplace(*slot, Kept{request}).second, "a slot in use is not given away");
    }

    void settle(std::string_view digit, RequestFate fate) {
        if (digit.empty() || digit[0] < '0' || digit[0] >= '0' + static_cast<int>(capacity)) return;
        const auto found = kept_.find(static_cast<RequestLog::Slot>(digit[0] - '0'));
        if (found == kept_.end()) return;
        log_->settle(found->first, fate);
        if (fate == RequestFate::unknown)
            found->second.fate = fate;
        else
            kept_.erase(found);
    }

    // A place (two bytes) and a byte: what a bad disk may do while nobody looks.
    void damage(std::string_view what) {
        if (what.size() < 3) return;
        const auto number = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(what[at])}; };
        const std::size_t place = (number(0) * 256 + number(1)) % (header_used + capacity * record_size);
        if (place == 14) return; // a capacity of 65,536 and more: right, but slow
        const std::size_t at = place < header_used ? place : header_size + place - header_used;
        log_.reset();
        file_.write(at, what.substr(2, 1));
        touch(at, at + 1);
        restart();
    }

    // The file ends early, somewhere in the header or in the first records.
    void cut(std::string_view what) {
        if (what.empty()) return;
        const std::size_t size = static_cast<unsigned char>(what[0]) * std::size_t{20};
        log_.reset();
        touch(size, file_.size());
        file_.resize(size);
        restart();
    }

    void touch(std::size_t begin, std::size_t end) {
        header_touched_ = header_touched_ || begin < header_used;
        for (RequestLog::Slot slot = 0; slot < capacity; ++slot) {
            const std::size_t at = header_size + slot * record_size;
            if (begin < at + record_size && end > at) touched_.insert(slot);
        }
    }

    // What was not touched is as it was. What was touched is taken as it comes: lost, right or old.
    void compare() {
        std::map<RequestLog::Slot, Kept> found;
        for (const auto& [slot, open] : log_->open_requests()) {
            found.emplace(slot, Kept{open.request, open.fate});
            require(kept_.contains(slot) || touched_.contains(slot), "no request is made up");
        }
        require(found.size() == log_->open_count(), "every open request is listed");
        for (const auto& [slot, kept] : kept_) {
            if (touched_.contains(slot)) continue;
            require(found.contains(slot), "an open request outlives a restart");
            require(found[slot].request == kept.request && found[slot].fate == kept.fate,
                    "an open request is what it was");
        }
        kept_ = std::move(found);
        touched_.clear();
    }

    MemoryFile file_;
    std::optional<RequestLog> log_; // nothing: the life is over
    std::map<RequestLog::Slot, Kept> kept_;
    std::set<RequestLog::Slot> touched_; // records whose bytes somebody else has changed
    bool header_touched_ = false;
    std::uint32_t last_ = 0;
};

const Register target("request_log", [](std::string_view input) {
    if (input.starts_with('F')) return open_any(input.substr(1));
    Life life;
    for (const std::string_view line : lines_of(input, 60))
        life.step(line);
    life.step("r");
});

} // namespace
} // namespace fixguard::fuzz

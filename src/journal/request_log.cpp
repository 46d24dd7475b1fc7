// RequestLog: records of one cache line pair each; a byte that is written last makes a record valid.
#include "journal/request_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace fixguard::journal {
namespace {

constexpr std::array<char, 8> magic{'F', 'G', 'R', 'E', 'Q', 'L', 'O', 'G'};
constexpr std::uint32_t format_version = 2;
constexpr std::uint32_t most_capacity = 1U << 20;
constexpr std::size_t header_size = 4096; // a page, so that records are aligned

enum class Use : std::uint8_t {
    free = 0,
    in_flight = 0x5A,
    unknown = 0xA5
}; // far apart: one flipped bit is no other

struct Header {
    std::array<char, 8> magic;
    std::uint32_t version;
    std::uint32_t capacity;
    std::array<char, 64> session;
};

struct Record {
    std::atomic<std::uint8_t> use; // written last when a request comes, first when it goes
    std::uint8_t msg_type_size;
    std::uint8_t id_size;
    std::uint8_t comp_id_size;
    std::uint32_t sum; // over everything behind it
    std::int64_t sent_at_us;
    std::uint32_t msg_seq_num;
    std::int32_t id_tag;
    std::array<char, 8> msg_type;
    std::array<char, 40> id;
    std::array<char, 16> comp_id;
    std::array<char, 40> spare;
};
static_assert(sizeof(Record) == 128);
static_assert(std::atomic<std::uint8_t>::is_always_lock_free);

// The sum of a record takes each word times an odd number of its own, and of all that the upper half. Words
// do not wait for each other, as the bytes of the usual sums do, which cost more than the rest of add().
using Word = std::uint64_t;
constexpr std::size_t summed = offsetof(Record, spare) - offsetof(Record, sent_at_us);
static_assert(summed % sizeof(Word) == 0);
constexpr std::size_t word_count = 1 + summed / sizeof(Word); // the first one is the sizes

constexpr auto factors = [] { // splitmix64
    std::array<Word, word_count> made{};
    Word state = 0;
    for (Word& factor : made) {
        Word mixed = state += 0x9E37'79B9'7F4A'7C15U;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58'476D'1CE4'E5B9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0'49BB'1331'11EBU;
        factor = (mixed ^ (mixed >> 31)) | 1;
    }
    return made;
}();

// One flipped bit is always found, many bits and torn records as well as 32 bits can; there is no enemy in
// our own folder.
static_assert(std::ranges::all_of(factors, [](Word factor) {
    for (int bit = 0; bit < 64; ++bit) {
        const Word change = factor << bit; // up or down by so much; a carry may add 1 to the upper half
        if (change >> 32 == 0 || (0 - change) >> 32 == 0) return false;
    }
    return true;
}));

Word load(const char* at) noexcept {
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

std::uint32_t sum_of(const Record& record) noexcept {
    const char* const words = reinterpret_cast<const char*>(&record) + offsetof(Record, sent_at_us);
    const Word sizes = Word{record.msg_type_size} << 16 | Word{record.id_size} << 8 | record.comp_id_size;
    Word sum = sizes * factors[0];
    for (std::size_t i = 1; i < word_count; ++i)
        sum += load(words + (i - 1) * sizeof(Word)) * factors[i];
    return static_cast<std::uint32_t>(sum >> 32);
}

// The bytes of `text` from `at` on, as many as a word has, and zeros behind them.
Word word_of(std::string_view text, std::size_t at) noexcept {
    if (at >= text.size()) return 0;
    if (text.size() - at >= sizeof(Word)) return load(text.data() + at);
    if (text.size() >= sizeof(Word)) // its last bytes, without those that stood in the word before
        return load(text.data() + text.size() - sizeof(Word)) >> 8 * (at + sizeof(Word) - text.size());
    Word word = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        word |= Word{static_cast<unsigned char>(text[i])} << 8 * i;
    return word;
}

// Word by word, because sum_of() reads words: what was just stored in other pieces is slow to read.
template <std::size_t Size>
std::uint8_t store(std::array<char, Size>& place, std::string_view text) noexcept {
    static_assert(Size % sizeof(Word) == 0);
    text = text.substr(0, Size);
    for (std::size_t at = 0; at < Size; at += sizeof(Word)) {
        const Word word = word_of(text, at);
        std::memcpy(place.data() + at, &word, sizeof word);
    }
    return static_cast<std::uint8_t>(text.size());
}

// Whether nothing but zeros stands behind the header: no record was ever stored.
bool holds_no_record(int descriptor, std::int64_t size) {
    std::array<char, 4096> block;
    for (auto at = static_cast<std::int64_t>(sizeof(Header)); at < size;) {
        const ssize_t got = pread(descriptor, block.data(), block.size(), at);
        if (got <= 0) return false;
        const std::string_view bytes(block.data(), static_cast<std::size_t>(got));
        if (bytes.find_first_not_of('\0') != std::string_view::npos) return false;
        at += got;
    }
    return true;
}

std::string failure(const std::string& path, std::string_view what) {
    return path + ": " + std::string(what) + ": " + std::strerror(errno);
}

// Of an existing file; nothing where it has to be made, or made anew; a line where it cannot be used.
std::variant<std::optional<Header>, std::string> header_of(int descriptor, const std::string& path,
                                                           std::string_view session) {
    struct stat status {};
    if (fstat(descriptor, &status) != 0) return failure(path, "cannot be read");
    if (status.st_size == 0) return std::nullopt;
    Header header{};
    const ssize_t got = pread(descriptor, &header, sizeof header, 0);
    // Killed while it made the file: its first word, which is written last, is still missing.
    const bool unfinished = got > 0 && header.magic == decltype(header.magic){} &&
                            (header.version == 0 || header.version == format_version) &&
                            holds_no_record(descriptor, status.st_size);
    if (unfinished) {
        if (ftruncate(descriptor, 0) != 0) return failure(path, "cannot be emptied");
        return std::nullopt;
    }
    const auto whole_size = static_cast<std::int64_t>(header_size + header.capacity * sizeof(Record));
    if (got != static_cast<ssize_t>(sizeof header) || header.magic != magic ||
        header.version != format_version || header.capacity == 0 || header.capacity > most_capacity ||
        status.st_size > whole_size)
        return path + ": is no request log of this version; move it away to start with an empty one";
    std::string owner(header.session.data(), strnlen(header.session.data(), header.session.size()));
    if (owner == session.substr(0, header.session.size())) return header;
    // Anything may stand in the file; the error is one line all the same.
    std::replace_if(
        owner.begin(), owner.end(), [](char byte) { return byte < ' ' || byte > '~'; }, '?');
    return path + ": belongs to the session " + owner + ", not to " + std::string(session);
}

} // namespace

struct RequestLog::File {
    int descriptor = -1;
    void* memory = MAP_FAILED;
    std::size_t size = 0;
    std::vector<Slot> free_slots; // taken from the back
    std::uint32_t damaged = 0;

    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (memory != MAP_FAILED) munmap(memory, size);
        if (descriptor >= 0) close(descriptor);
    }

    Header& header() const noexcept { return *static_cast<Header*>(memory); }
    Record& record(Slot slot) const noexcept {
        return reinterpret_cast<Record*>(static_cast<char*>(memory) + header_size)[slot];
    }
};

RequestLog::RequestLog(std::unique_ptr<File> file) noexcept : file_(std::move(file)) {}
RequestLog::RequestLog(RequestLog&&) noexcept = default;
RequestLog& RequestLog::operator=(RequestLog&&) noexcept = default;
RequestLog::~RequestLog() = default;

std::variant<RequestLog, std::string> RequestLog::open(const std::string& path, std::string_view session,
                                                       std::uint32_t capacity) {
    if (capacity == 0 || capacity > most_capacity) return path + ": capacity out of 1..1048576";
    auto file = std::make_unique<File>();
    file->descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file->descriptor < 0) return failure(path, "cannot be opened");
    if (flock(file->descriptor, LOCK_EX | LOCK_NB) != 0)
        return path +
               ": another process keeps this session's requests in it; stop that one or use another folder";

    const auto found = header_of(file->descriptor, path, session);
    if (const auto* const error = std::get_if<std::string>(&found)) return *error;
    const auto& header = std::get<std::optional<Header>>(found);
    const bool fresh = !header;
    if (header) capacity = header->capacity;
    file->size = header_size + capacity * sizeof(Record);
    // A hole would become a SIGBUS in the middle of a send when the disk is full; here it is an error.
    if (const int error = posix_fallocate(file->descriptor, 0, static_cast<off_t>(file->size)); error != 0) {
        errno = error;
        if (fresh) ::unlink(path.c_str());
        return failure(path, "no room for " + std::to_string(file->size) + " bytes");
    }
    file->memory =
        mmap(nullptr, file->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file->descriptor, 0);
    if (file->memory == MAP_FAILED) return failure(path, "cannot be mapped");
    if (fresh) {
        Header& created = file->header();
        created.version = format_version;
        created.capacity = capacity;
        store(created.session, session);
        // Last, and the compiler may not think otherwise: a file that was cut off while it was made is none.
        std::atomic_signal_fence(std::memory_order_release);
        created.magic = magic;
    }

    for (Slot slot = capacity; slot-- > 0;) {
        Record& record = file->record(slot);
        const auto use = static_cast<Use>(record.use.load(std::memory_order_acquire));
        if (use == Use::free) {
            file->free_slots.push_back(slot);
        } else if ((use != Use::in_flight && use != Use::unknown) || record.sum != sum_of(record)) {
            ++file->damaged; // kept as it is, never reused: somebody may still want to look
        }
    }
    file->free_slots.reserve(capacity);
    return RequestLog(std::move(file));
}

std::optional<RequestLog::Slot> RequestLog::add(const RequestRef& request, std::string_view sender_comp_id,
                                                UtcTime now) noexcept {
    if (file_->free_slots.empty()) return std::nullopt;
    const Slot slot = file_->free_slots.back();
    file_->free_slots.pop_back();
    Record& record = file_->record(slot);
    record.msg_type_size = store(record.msg_type, request.msg_type);
    record.id_size = store(record.id, request.id);
    record.comp_id_size = store(record.comp_id, sender_comp_id);
    record.sent_at_us = now.time_since_epoch().count();
    record.msg_seq_num = request.msg_seq_num;
    record.id_tag = request.id_tag;
    record.sum = sum_of(record);
    record.use.store(static_cast<std::uint8_t>(Use::in_flight), std::memory_order_release);
    return slot;
}

void RequestLog::settle(Slot slot, RequestFate fate) noexcept {
    if (slot >= capacity()) return;
    Record& record = file_->record(slot);
    const auto use = static_cast<Use>(record.use.load(std::memory_order_relaxed));
    if (use != Use::in_flight && use != Use::unknown) return;
    switch (fate) {
    case RequestFate::none: return;
    case RequestFate::unknown:
        record.use.store(static_cast<std::uint8_t>(Use::unknown), std::memory_order_release);
        return;
    case RequestFate::not_sent:
    case RequestFate::rejected:
    case RequestFate::accepted:
        record.use.store(static_cast<std::uint8_t>(Use::free), std::memory_order_release);
        file_->free_slots.push_back(slot);
        return;
    }
}

std::vector<RequestLog::Listed> RequestLog::open_requests() const {
    std::vector<Listed> listed;
    for (Slot slot = 0; slot < capacity(); ++slot) {
        const Record& record = file_->record(slot);
        const auto use = static_cast<Use>(record.use.load(std::memory_order_acquire));
        if ((use != Use::in_flight && use != Use::unknown) || record.sum != sum_of(record)) continue;
        Listed one;
        one.slot = slot;
        one.open.request.msg_seq_num = record.msg_seq_num;
        one.open.request.id_tag = record.id_tag;
        one.open.request.msg_type = std::string_view(record.msg_type.data(), record.msg_type_size);
        one.open.request.id = std::string_view(record.id.data(), record.id_size);
        one.open.sender_comp_id = std::string_view(record.comp_id.data(), record.comp_id_size);
        one.open.sent_at = UtcTime(std::chrono::microseconds(record.sent_at_us));
        one.open.fate = use == Use::unknown ? RequestFate::unknown : RequestFate::none;
        listed.push_back(one);
    }
    return listed;
}

std::uint32_t RequestLog::capacity() const noexcept {
    return file_->header().capacity;
}

std::uint32_t RequestLog::open_count() const noexcept {
    return capacity() - static_cast<std::uint32_t>(file_->free_slots.size()) - file_->damaged;
}

std::uint32_t RequestLog::damaged() const noexcept {
    return file_->damaged;
}

} // namespace fixguard::journal

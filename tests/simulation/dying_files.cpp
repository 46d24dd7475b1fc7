// What kill -9 leaves of a request log and of SQLite's files, by what each writes last.
#include "simulation/dying_files.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>

namespace fixguard::simulation {
namespace {

constexpr std::size_t header_size = 4096; // of a request log
constexpr std::size_t record_size = 128;

// The restoring is no work of the simulated machine, whose disk may be full.
class RoomToWrite {
public:
    RoomToWrite() {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit all{before_.rlim_max, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &all);
    }
    RoomToWrite(const RoomToWrite&) = delete;
    RoomToWrite& operator=(const RoomToWrite&) = delete;
    ~RoomToWrite() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

// The first byte of a record is written last when a request comes, and alone when it goes; the others in any
// order.
std::string torn_log(const std::string& before, const std::string& after, Chance& chance) {
    if (before.size() != after.size()) return std::string(after.size(), '\0'); // was being made
    std::string log = before;
    for (std::size_t at = header_size; at + record_size <= log.size(); at += record_size) {
        if (before.compare(at, record_size, after, at, record_size) == 0) continue;
        const std::uint64_t how = chance.below(3);
        if (how == 0) log.replace(at, record_size, after, at, record_size);
        for (std::size_t i = at + 1; how == 1 && i < at + record_size; ++i)
            if (chance.one_in(2)) log[i] = after[i];
    }
    return log;
}

// SQLite writes from the front to the back, and what makes a transaction valid stands in its last page.
std::string torn_wal(const std::string& before, const std::string& after, Chance& chance) {
    const auto first = static_cast<std::size_t>(
        std::mismatch(before.begin(), before.end(), after.begin(), after.end()).second - after.begin());
    const std::size_t written = first + (after.size() - first) * chance.below(8) / 8;
    std::string wal = after.substr(0, written);
    if (before.size() > written) wal += before.substr(written);
    return wal;
}

} // namespace

std::string whole_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content(static_cast<std::size_t>(std::filesystem::file_size(path)), '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    return content;
}

DyingFiles::Contents DyingFiles::read() const {
    Contents contents;
    if (folder_.empty()) return contents;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        std::string name = entry.path().filename().string();
        if (name.ends_with("-shm")) continue; // the next process makes it anew from the others
        contents[std::move(name)] = whole_file(entry.path());
    }
    return contents;
}

void DyingFiles::at_next_border() {
    if (!next_) next_ = read();
}

DyingFiles::Contents DyingFiles::torn(Chance chance) const {
    Contents contents = then_;
    const auto ledger = then_.find("account.sqlite");
    const bool same_ledger =
        ledger != then_.end() && next_->contains(ledger->first) && next_->at(ledger->first) == ledger->second;
    for (const auto& [name, after] : *next_) {
        const auto before = then_.find(name);
        if (before != then_.end() && before->second == after) continue;
        std::string& content = contents[name];
        if (name.ends_with(".requests"))
            content = torn_log(content, after, chance);
        else if (name.ends_with("-wal") && same_ledger)
            content = torn_wal(content, after, chance);
    }
    return contents;
}

void DyingFiles::restore(Chance& chance) const {
    if (folder_.empty()) return;
    const std::uint64_t how = chance.below(3); // always as many draws: SQLite's own are not ours
    const Chance tears(chance.any());
    Contents contents = then_;
    if (next_ && how == 1) contents = *next_;
    if (next_ && how == 2) contents = torn(tears);
    const RoomToWrite room;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
        std::filesystem::remove(entry.path());
    for (const auto& [name, content] : contents)
        std::ofstream(folder_ / name, std::ios::binary) << content;
}

} // namespace fixguard::simulation

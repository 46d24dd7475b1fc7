// RequestLog: a request that may have reached the wire is never forgotten, whatever kills us.
#include "journal/request_log.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fixguard::journal {
namespace {

constexpr UtcTime now{std::chrono::microseconds{1'790'000'000'000'000}};
constexpr std::size_t header_size = 4096, record_size = 128;

RequestRef order(std::uint32_t msg_seq_num) {
    return {msg_seq_num, "D", 11, RequestId("order-" + std::to_string(msg_seq_num))};
}

RequestLog opened(const std::string& path, std::uint32_t capacity = 8) {
    auto result = RequestLog::open(path, "OE", capacity);
    if (const auto* error = std::get_if<std::string>(&result)) throw std::runtime_error(*error);
    return std::get<RequestLog>(std::move(result));
}

std::string refused(const std::string& path, std::string_view session = "OE", std::uint32_t capacity = 8) {
    auto result = RequestLog::open(path, session, capacity);
    return std::holds_alternative<std::string>(result) ? std::get<std::string>(result) : "opened";
}

void flip(const std::string& path, std::size_t offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const char byte = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ 0x10));
}

class RequestLogFile : public ::testing::Test {
protected:
    test::TempDir folder;
    std::string path = folder.file("OE.requests");
};

TEST_F(RequestLogFile, ListsWhatIsOpenAndForgetsWhatIsFinal) {
    RequestLog log = opened(path);
    const auto first = log.add(order(1), "OE1", now);
    const auto second = log.add(order(2), "OE1", now);
    const auto third = log.add(order(3), "OE1", now);
    ASSERT_TRUE(first && second && third);
    log.settle(*first, RequestFate::accepted);
    log.settle(*second, RequestFate::unknown);
    EXPECT_EQ(log.open_count(), 2U);
    const auto open = log.open_requests();
    ASSERT_EQ(open.size(), 2U);
    EXPECT_EQ(open[0].open.request, order(2));
    EXPECT_EQ(open[0].open.fate, RequestFate::unknown);
    EXPECT_EQ(open[1].open.request, order(3));
    EXPECT_EQ(open[1].open.fate, RequestFate::none);
    EXPECT_EQ(open[1].open.sender_comp_id, "OE1");
    EXPECT_EQ(open[1].open.sent_at, now);
}

TEST_F(RequestLogFile, TellsTheNextProcessWhatWasInFlight) {
    { (void)opened(path).add(order(7), "OE1", now); }
    const auto open = opened(path).open_requests();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].open.request, order(7));
}

TEST_F(RequestLogFile, SurvivesKillNine) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        RequestLog log = opened(path);
        const auto gone = log.add(order(1), "OE1", now);
        (void)log.add(order(2), "OE1", now);
        log.settle(*gone, RequestFate::rejected);
        raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto open = opened(path).open_requests();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].open.request, order(2));
}

TEST_F(RequestLogFile, RefusesMoreThanItCanHold) {
    RequestLog log = opened(path, 2);
    const auto first = log.add(order(1), "OE1", now);
    ASSERT_TRUE(log.add(order(2), "OE1", now));
    EXPECT_FALSE(log.add(order(3), "OE1", now));
    log.settle(*first, RequestFate::rejected);
    EXPECT_TRUE(log.add(order(3), "OE1", now));
}

TEST_F(RequestLogFile, NoFateLeavesARequestInFlight) {
    RequestLog log = opened(path);
    log.settle(*log.add(order(1), "OE1", now), RequestFate::none);
    ASSERT_EQ(log.open_requests().size(), 1U);
    EXPECT_EQ(log.open_requests()[0].open.fate, RequestFate::none);
}

TEST_F(RequestLogFile, AnUnknownFateMayBecomeAKnownOne) {
    RequestLog log = opened(path, 1);
    const auto slot = log.add(order(1), "OE1", now);
    log.settle(*slot, RequestFate::unknown);
    EXPECT_FALSE(log.add(order(2), "OE1", now));
    log.settle(*slot, RequestFate::accepted);
    EXPECT_TRUE(log.open_requests().empty());
    EXPECT_TRUE(log.add(order(2), "OE1", now));
}

TEST_F(RequestLogFile, NothingOfALongerRequestIsLeftInItsSlot) {
    RequestLog log = opened(path, 1);
    log.settle(*log.add({1, "XCN", 11, "a-rather-long-id"}, "LONGNAME", now), RequestFate::rejected);
    (void)log.add({2, "D", 11, "b"}, "OE", now);
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(bytes.find("rather-long"), std::string::npos);
    EXPECT_EQ(bytes.find("NGNAME"), std::string::npos);
}

TEST_F(RequestLogFile, KeepsTextsOfEachSizeAndZerosBehindThem) {
    constexpr std::size_t longest = 40, id_at = 32;
    const std::string text = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
    RequestLog log = opened(path, longest + 1);
    for (std::uint32_t size = 0; size <= longest; ++size) {
        const std::string_view part = std::string_view(text).substr(0, size);
        (void)log.add({size, part.substr(0, 8), 11, part}, part, now);
    }
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    const auto open = log.open_requests();
    ASSERT_EQ(open.size(), longest + 1);
    for (const auto& [slot, request] : open) {
        const std::string_view part = std::string_view(text).substr(0, request.request.msg_seq_num);
        EXPECT_EQ(request.request.id, part);
        EXPECT_EQ(request.request.msg_type, part.substr(0, 8));
        EXPECT_EQ(request.sender_comp_id, part.substr(0, 16));
        const std::string stored = bytes.substr(header_size + slot * record_size + id_at, longest);
        EXPECT_EQ(stored, std::string(part) + std::string(longest - part.size(), '\0'));
    }
    EXPECT_EQ(log.damaged(), 0U);
}

TEST_F(RequestLogFile, SettlingTwiceFreesOnce) {
    RequestLog log = opened(path, 2);
    const auto slot = log.add(order(1), "OE1", now);
    log.settle(*slot, RequestFate::accepted);
    log.settle(*slot, RequestFate::accepted);
    EXPECT_TRUE(log.add(order(2), "OE1", now));
    EXPECT_TRUE(log.add(order(3), "OE1", now));
    EXPECT_FALSE(log.add(order(4), "OE1", now));
}

TEST_F(RequestLogFile, IsKeptByOneProcessAtATime) {
    const RequestLog log = opened(path);
    EXPECT_NE(refused(path).find("another process"), std::string::npos);
}

TEST_F(RequestLogFile, RefusesTheFileOfAnotherSession) {
    { const RequestLog log = opened(path); }
    EXPECT_NE(refused(path, "DC").find("belongs to the session OE"), std::string::npos);
}

TEST_F(RequestLogFile, StaysInOneLineWhateverTheOwnersNameHolds) {
    constexpr std::size_t name_at = 16;
    { const RequestLog log = opened(path); }
    std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(name_at) << "a\n\x1b[31m";
    EXPECT_EQ(refused(path), path + ": belongs to the session a??[31m, not to OE");
}

TEST_F(RequestLogFile, RefusesAFileThatIsNoRequestLog) {
    std::ofstream(path) << "8=FIX.4.4";
    EXPECT_NE(refused(path).find(path + ": is no request log"), std::string::npos);
}

TEST_F(RequestLogFile, RefusesAFolderThatIsNotThere) {
    const std::string nowhere = folder.file("none/OE.requests");
    EXPECT_EQ(refused(nowhere).find(nowhere + ": cannot be opened"), 0U);
}

TEST_F(RequestLogFile, FindsAFullDiskWhenItOpens) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit small{4096, 4096};
        setrlimit(RLIMIT_FSIZE, &small);
        const bool told = refused(path).find("no room for") != std::string::npos;
        const bool left_nothing = access(path.c_str(), F_OK) != 0;
        _exit(told && left_nothing ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(RequestLogFile, AFlippedByteCostsItsRecordAlone) {
    constexpr std::size_t used = 88; // what stands behind it in a record means nothing
    for (std::size_t offset = 0; offset < used; ++offset) {
        const std::string file = folder.file("flipped-" + std::to_string(offset));
        {
            RequestLog log = opened(file);
            (void)log.add(order(1), "OE1", now);
            (void)log.add(order(2), "OE1", now);
        }
        flip(file, header_size + offset);
        const RequestLog log = opened(file);
        EXPECT_EQ(log.damaged(), 1U) << offset;
        EXPECT_EQ(log.open_count(), 1U) << offset;
        ASSERT_EQ(log.open_requests().size(), 1U) << offset;
        EXPECT_EQ(log.open_requests()[0].open.request, order(2)) << offset;
    }
}

TEST_F(RequestLogFile, EachBitOfARecordCounts) {
    constexpr std::uint32_t used = 88, bits = used * 8;
    {
        RequestLog log = opened(path, bits);
        for (std::uint32_t bit = 0; bit < bits; ++bit)
            (void)log.add(order(bit), "OE1", now);
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (std::uint32_t bit = 0; bit < bits; ++bit) {
        const auto at = static_cast<std::streamoff>(header_size + bit * record_size + bit / 8);
        file.seekg(at);
        const int byte = file.get();
        file.seekp(at);
        file.put(static_cast<char>(byte ^ (1 << bit % 8)));
    }
    file.close();
    EXPECT_EQ(opened(path, bits).damaged(), bits);
}

TEST_F(RequestLogFile, AFlippedUseIsDamageAndNotAFreeSlot) {
    {
        RequestLog log = opened(path, 1);
        (void)log.add(order(1), "OE1", now);
    }
    flip(path, header_size);
    RequestLog log = opened(path, 1);
    EXPECT_EQ(log.damaged(), 1U);
    EXPECT_FALSE(log.add(order(2), "OE1", now)) << "a damaged record is never written over";
}

TEST_F(RequestLogFile, ATornTailIsMadeWholeAndLosesNothingBeforeIt) {
    {
        RequestLog log = opened(path);
        (void)log.add(order(1), "OE1", now);
    }
    ASSERT_EQ(truncate(path.c_str(), static_cast<off_t>(header_size + record_size + 30)), 0);
    RequestLog log = opened(path);
    ASSERT_EQ(log.open_requests().size(), 1U);
    EXPECT_EQ(log.open_requests()[0].open.request, order(1));
    EXPECT_TRUE(log.add(order(2), "OE1", now));
}

// Killed while it made the file: nothing was ever stored in it, so that it is no reason to stand still.
TEST_F(RequestLogFile, AFileThatWasNeverFinishedIsMadeAnew) {
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{60}, header_size, header_size + 8 * record_size}) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << std::string(size, '\0');
        RequestLog log = opened(path, 4);
        EXPECT_EQ(log.capacity(), 4U) << size;
        EXPECT_TRUE(log.add(order(1), "OE1", now)) << size;
    }
    std::string half(header_size, '\0');
    half.replace(8, 6, std::string("\2\0\0\0\10\0", 6)); // all but the word that is written last
    std::ofstream(path, std::ios::binary | std::ios::trunc) << half;
    EXPECT_EQ(opened(path, 4).capacity(), 4U);
}

TEST_F(RequestLogFile, AFileWithRecordsIsNeverMadeAnew) {
    {
        RequestLog log = opened(path);
        (void)log.add(order(1), "OE1", now);
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file << std::string(8, '\0'); // its first word is lost
    file.close();
    EXPECT_NE(refused(path).find("is no request log"), std::string::npos);
}

TEST_F(RequestLogFile, AFileOfSomethingElseIsNeverMadeAnew) {
    std::string other(200, '\0');
    other += "somebody's data";
    std::ofstream(path, std::ios::binary) << other;
    EXPECT_NE(refused(path).find("is no request log"), std::string::npos);
    std::ifstream file(path, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), other);
}

TEST_F(RequestLogFile, AHeaderThatWasCutOffIsNone) {
    { const RequestLog log = opened(path); }
    ASSERT_EQ(truncate(path.c_str(), 50), 0);
    EXPECT_NE(refused(path).find("is no request log"), std::string::npos);
}

TEST_F(RequestLogFile, AFlippedCapacityHidesNoRecords) {
    {
        RequestLog log = opened(path, 24);
        for (std::uint32_t i = 1; i <= 24; ++i)
            (void)log.add(order(i), "OE1", now);
    }
    flip(path, 12); // 24 becomes 8
    EXPECT_NE(refused(path).find("is no request log"), std::string::npos);
}

TEST_F(RequestLogFile, RefusesAHeaderThatNobodyWrote) {
    const auto header = [this](std::size_t at, std::string_view bytes) {
        std::filesystem::remove(path);
        { const RequestLog log = opened(path); }
        std::fstream(path, std::ios::in | std::ios::out | std::ios::binary)
            .seekp(static_cast<std::streamoff>(at))
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return refused(path);
    };
    constexpr std::size_t version_at = 8, capacity_at = 12;
    const std::string_view no_word("\0\0\0\0\0\0\0\0\3", 9);
    EXPECT_NE(header(0, "X").find("is no request log"), std::string::npos);
    EXPECT_NE(header(version_at, "\3").find("is no request log"), std::string::npos);
    EXPECT_NE(header(0, no_word).find("is no request log"), std::string::npos) << "of a later version";
    EXPECT_NE(header(capacity_at, {"\0\0\0\0", 4}).find("is no request log"), std::string::npos);
    EXPECT_NE(header(capacity_at, {"\1\0\x10\0", 4}).find("is no request log"), std::string::npos);
}

TEST_F(RequestLogFile, ASlotThatIsNotInUseCannotBeSettled) {
    {
        RequestLog log = opened(path, 2);
        (void)log.add(order(1), "OE1", now);
    }
    flip(path, header_size); // damage: neither free nor in use
    RequestLog log = opened(path, 2);
    for (const RequestLog::Slot slot : {0U, 1U, 2U, 0xFFFF'FFFFU})
        for (const RequestFate fate : {RequestFate::unknown, RequestFate::accepted})
            log.settle(slot, fate);
    EXPECT_EQ(log.damaged(), 1U);
    EXPECT_EQ(log.open_count(), 0U);
    EXPECT_TRUE(log.add(order(2), "OE1", now));
    EXPECT_FALSE(log.add(order(3), "OE1", now)) << "the damaged record is kept";
}

TEST_F(RequestLogFile, RefusesACapacityOutOfRange) {
    EXPECT_NE(refused(path, "OE", 0).find("capacity"), std::string::npos);
    EXPECT_NE(refused(path, "OE", (1U << 20) + 1).find("capacity"), std::string::npos);
}

} // namespace
} // namespace fixguard::journal

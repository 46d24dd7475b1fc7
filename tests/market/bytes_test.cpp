// From bytes to books: symbols in UTF-8 cut anywhere, and the longest refresh there is.
#include "market/room.hpp"
#include "wire/frame.hpp"

#include <atomic>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <new>

namespace {
std::atomic<std::size_t> bytes_allocated{0};
} // namespace

// Counts what the code under test allocates.
// Out of line: GCC would see the pair of new and free and call it a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
    bytes_allocated += size;
    if (void* const memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace fixguard::market::test {
namespace {

using testing::ElementsAre;

// Chinese letters, and one beyond the first plane: three and four bytes each.
constexpr std::string_view symbol = "币安人生\xF0\x9F\x9A\x80USDT";

// Feeds a stream to the frame reader in pieces; each whole message goes to the room.
void feed(Room& room, std::string_view stream, std::size_t piece) {
    wire::FrameReader reader(wire::OnFault::stop);
    std::string buffer;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        buffer += stream.substr(at, piece);
        for (;;) {
            const wire::FrameResult result = reader.next(buffer);
            if (result.status != wire::FrameResult::Status::complete) {
                ASSERT_EQ(result.status, wire::FrameResult::Status::incomplete);
                break;
            }
            room.data.on_message(0, wire::MessageView(result.frame.bytes), room.now);
            buffer.erase(0, result.consumed);
        }
    }
}

TEST(Bytes, symbols_in_utf8_cut_at_any_byte) {
    const std::string name(symbol);
    const std::string stream =
        message("35=y|320=i|146=1|55=" + name + "|15=币|969=0.01|") +
        message("35=W|262=fg-1|55=" + name + "|25044=1|268=2|269=0|270=1|271=1|269=1|270=2|271=1|") +
        message("35=X|262=fg-1|268=2|279=0|270=1.5|271=3|269=0|55=" + name +
                "|25043=2|25044=2|279=2|270=1|269=0|");
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        Room room;
        room.connects();
        room.wants(name, StreamKind::depth, 10);
        ASSERT_THAT(room.asks(), ElementsAre("+fg-1 " + name + " depth 10"));
        feed(room, stream, piece);
        ASSERT_THAT(room.hears(),
                    ElementsAre(name + " depth good 1", name + " book 1x1 / 2x1", name + " book 1.5x3 / 2x1"))
            << "in pieces of " << piece;
        ASSERT_NE(room.data.instruments().find(name), nullptr);
    }
}

TEST(Bytes, a_symbol_in_utf8_is_written_as_it_is) {
    const std::string body = body_of({0, true, "a", {std::string(symbol), StreamKind::trade}, 1});
    EXPECT_NE(body.find(wire::from_readable("|55=" + std::string(symbol) + "|")), std::string::npos);
}

std::string long_refresh(std::size_t entries, std::size_t first_id) {
    std::string body =
        "35=X|34=7|49=SPOT|52=20260101-00:00:00.000000|56=ME|262=fg-1|268=" + std::to_string(entries) + "|";
    for (std::size_t i = 0; i < entries; ++i) {
        const bool bid = i % 2 == 0;
        body += "279=1|270=" + std::to_string(bid ? 60'000 - i / 2 : 60'001 + i / 2) +
                ".01000000|271=" + std::to_string(1 + (i + first_id) % 7) +
                ".00000000|269=" + (bid ? "0" : "1") +
                "|55=BTC|60=20260101-00:00:00.000000|25043=" + std::to_string(first_id) +
                "|25044=" + std::to_string(first_id) + "|";
    }
    return message(body);
}

TEST(Bytes, a_refresh_of_10000_entries_is_read_where_it_lies) {
    struct Quiet : MarketListener {
    } listener;
    MarketData data(wide_limits, listener);
    const SteadyTime now{1'000s};
    data.subscriptions().subscribe({"BTC", StreamKind::depth}, 5'000, now);
    data.subscriptions().connected(0, now);
    ASSERT_TRUE(data.subscriptions().next(0, now));
    const std::string snapshot = message("35=W|262=fg-1|55=BTC|25044=40000001|268=0|");
    ASSERT_TRUE(data.on_message(0, wire::MessageView(snapshot), now));

    const std::string first = long_refresh(10'000, 40'000'002), second = long_refresh(10'000, 40'000'003);
    EXPECT_GT(first.size(), 1'000'000U);
    ASSERT_TRUE(data.on_message(0, wire::MessageView(first), now));
    const Book& book = *data.subscriptions().find(StreamKey{"BTC", StreamKind::depth})->book;
    EXPECT_EQ(book.bids().size(), 5'000U);
    EXPECT_EQ(book.offers().size(), 5'000U);

    const std::size_t before = bytes_allocated;
    ASSERT_TRUE(data.on_message(0, wire::MessageView(second), now));
    EXPECT_EQ(bytes_allocated - before, 0U) << "levels that are there are changed in place";
    EXPECT_EQ(book.best_bid()->size.units, 2 * Decimal::one);
    EXPECT_LE(book.memory(), std::size_t{1024} * 1024);
}

} // namespace
} // namespace fixguard::market::test

// The order book: levels, the best of them, its bounds, and a random comparison with the obvious book.
#include "market/messages.hpp"
#include "support/slow_book.hpp"

#include <gtest/gtest.h>
#include <random>

namespace fixguard::market::test {
namespace {

Decimal decimal(std::string_view text) {
    Decimal value;
    EXPECT_TRUE(wire::read_decimal(text, value)) << text;
    return value;
}

std::string snapshot(std::string_view entries, std::size_t count) {
    return message("35=W|262=a|55=S|25044=1|268=" + std::to_string(count) + "|" + std::string(entries));
}

TEST(Book, snapshot_then_new_change_delete) {
    Book book;
    EXPECT_EQ(book.best_bid(), nullptr);
    take_all(book, snapshot("269=0|270=99.50|271=1|269=0|270=99|271=2|269=1|270=100|271=3|", 3));
    EXPECT_EQ(text_of(book.bids()), "99.5x1 99x2");
    EXPECT_EQ(text_of(book.offers()), "100x3");

    take_all(book, message("35=X|262=a|268=4|279=0|270=99.75|271=5|269=0|279=1|270=99.5|271=7|269=0|"
                           "279=2|270=99.00|269=0|279=0|270=101|271=1|269=1|"));
    EXPECT_EQ(text_of(book.bids()), "99.75x5 99.5x7");
    EXPECT_EQ(text_of(book.offers()), "100x3 101x1");
    EXPECT_EQ(book.best_bid()->price, decimal("99.75"));
    EXPECT_EQ(book.best_offer()->size, decimal("3"));
}

// They lie behind the snapshot, or the exchange counts differently than we do.
TEST(Book, a_change_of_an_unknown_level_makes_it_and_its_deletion_does_no_harm) {
    Book book;
    EXPECT_EQ(take_all(book, message("35=X|262=a|268=2|279=1|270=5|271=1|269=0|279=2|270=4|269=0|")),
              StreamFault::none);
    EXPECT_EQ(text_of(book.bids()), "5x1");
}

TEST(Book, a_level_of_size_zero_is_gone) {
    Book book;
    take_all(book, message("35=X|262=a|268=2|279=0|270=5|271=1|269=0|279=1|270=5|271=0.00000000|269=0|"));
    EXPECT_EQ(text_of(book.bids()), "");
}

TEST(Book, quantities_beyond_64_bits_of_units_stay_exact) {
    Book book;
    take_all(book, message("35=X|262=a|268=1|279=0|270=0.00000042|271=418374937380123.00000001|269=1|"));
    EXPECT_EQ(text_of(book.offers()), "0.00000042x418374937380123.00000001");
}

TEST(Book, negative_and_unreadable_entries_are_refused) {
    const auto fault = [](std::string_view entry) {
        Book book;
        const StreamFault result = take_all(book, message("35=X|262=a|268=1|" + std::string(entry)));
        EXPECT_TRUE(book.bids().empty() && book.offers().empty());
        return result;
    };
    EXPECT_EQ(fault("279=0|270=-1|271=1|269=0|"), StreamFault::negative);
    EXPECT_EQ(fault("279=0|270=1|271=-0.5|269=0|"), StreamFault::negative);
    EXPECT_EQ(fault("279=0|270=|271=1|269=0|"), StreamFault::unreadable);
    EXPECT_EQ(fault("279=0|270=1|269=0|"), StreamFault::unreadable);
    EXPECT_EQ(fault("279=3|270=1|271=1|269=0|"), StreamFault::unreadable);
    EXPECT_EQ(fault("279=0|270=1|271=1|269=2|"), StreamFault::unreadable);
}

TEST(Book, is_crossed_where_the_best_bid_is_not_below_the_best_offer) {
    Book book;
    take_all(book, snapshot("269=0|270=99|271=1|269=1|270=100|271=1|", 2));
    EXPECT_FALSE(book.crossed());
    take_all(book, message("35=X|262=a|268=1|279=0|270=100|271=1|269=0|"));
    EXPECT_TRUE(book.crossed());
}

TEST(Book, keeps_the_best_levels_and_knows_where_its_knowledge_ends) {
    Book book(5'000, 3);
    take_all(book, snapshot("269=0|270=9|271=1|269=0|270=8|271=1|269=0|270=7|271=1|269=1|270=10|271=1|", 4));
    EXPECT_FALSE(book.bids().known_to());
    take_all(book, message("35=X|262=a|268=1|279=0|270=9.5|271=1|269=0|"));
    EXPECT_EQ(text_of(book.bids()), "9.5x1 9x1 8x1");
    EXPECT_EQ(book.bids().known_to(), decimal("8"));
    EXPECT_FALSE(book.offers().known_to());
}

TEST(Book, a_snapshot_as_deep_as_asked_for_says_nothing_of_what_is_behind_it) {
    Book book(2);
    take_all(book, snapshot("269=0|270=9|271=1|269=0|270=8|271=1|269=1|270=10|271=1|", 3));
    EXPECT_EQ(book.bids().known_to(), decimal("8"));
    EXPECT_FALSE(book.offers().known_to()) << "one level of the two that were asked for: there are no more";
}

// A market of its own: which levels there are, so that deletions hit.
std::string random_refresh(std::mt19937_64& random, std::size_t entries, int levels) {
    std::string body = "35=X|262=a|268=" + std::to_string(entries) + "|";
    for (std::size_t i = 0; i < entries; ++i) {
        const bool bid = random() % 2 == 0;
        const auto price = 1 + random() % static_cast<unsigned>(levels);
        const char action = "0012"[random() % 4];
        body += std::string("279=") + action + "|270=" + std::to_string(bid ? price : price + 100'000) + "." +
                std::to_string(random() % 3) + "0|";
        if (action != '2') body += "271=" + std::to_string(1 + random() % 1000) + ".5|";
        body += std::string("269=") + (bid ? "0" : "1") + "|";
    }
    return message(body);
}

TEST(Book, is_the_obvious_book_after_every_one_of_many_random_refreshes) {
    for (const int levels : {3, 40, 2'000}) {
        std::mt19937_64 random(static_cast<std::uint64_t>(levels));
        Book book(max_depth, 1'000'000);
        fixguard::test::SlowBook slow;
        for (int i = 0; i < 30; ++i) {
            const std::string bytes = random_refresh(random, 1 + random() % 200, levels);
            ASSERT_EQ(take_all(book, bytes), StreamFault::none);
            slow.take(bytes);
            ASSERT_EQ(text_of(book.bids()), slow.bids()) << "after refresh " << i << " of " << levels;
            ASSERT_EQ(text_of(book.offers()), slow.offers()) << "after refresh " << i << " of " << levels;
        }
    }
}

TEST(Book, of_5000_levels_a_side_takes_less_than_a_mebibyte_whatever_was_done_to_it) {
    std::mt19937_64 random(7);
    Book book;
    for (int i = 0; i < 30; ++i) {
        take_all(book, random_refresh(random, 5'000, 9'000));
        ASSERT_LE(book.memory(), std::size_t{1024} * 1024);
    }
    EXPECT_EQ(book.bids().size(), max_depth);
    // Sparse runs are joined: two of three levels go, here and there.
    for (std::size_t price = 1; price <= 9'000; ++price)
        if (price % 3 != 0)
            for (const char* const tenth : {".0", ".1", ".2"})
                take_all(book,
                         message("35=X|262=a|268=1|279=2|270=" + std::to_string(price) + tenth + "|269=0|"));
    EXPECT_LE(book.memory() - sizeof(Book), 3 * (book.bids().size() + book.offers().size()) * sizeof(Level));
}

} // namespace
} // namespace fixguard::market::test

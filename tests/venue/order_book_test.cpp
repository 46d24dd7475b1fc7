// The order book alone.
#include "venue/decimal.hpp"
#include "venue/order_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Decimal d(std::string_view text) {
    return parse_decimal(text).value();
}

struct Book : testing::Test {
    OrderBook book;
    void SetUp() override {
        book.rest(false, d("101"), 1, d("1"));
        book.rest(false, d("100"), 2, d("2"));
        book.rest(false, d("100"), 3, d("4"));
        book.rest(true, d("99"), 4, d("1"));
    }
    std::vector<BookFill> buys(std::optional<Decimal> limit, std::string_view quantity) {
        return book.matches(true, limit, d(quantity), std::nullopt, d("0.1"));
    }
};

TEST_F(Book, best_price_first_and_the_oldest_of_a_price_first) {
    EXPECT_THAT(buys(d("101"), "6.5"),
                ElementsAre(BookFill{2, d("100"), d("2")}, BookFill{3, d("100"), d("4")},
                            BookFill{1, d("101"), d("0.5")}));
}

TEST_F(Book, no_worse_than_the_limit) {
    EXPECT_THAT(buys(d("100"), "100"),
                ElementsAre(BookFill{2, d("100"), d("2")}, BookFill{3, d("100"), d("4")}));
    EXPECT_THAT(buys(d("99.99"), "1"), IsEmpty());
}

TEST_F(Book, a_seller_takes_bids) {
    EXPECT_THAT(book.matches(false, d("99"), d("5"), std::nullopt, d("0.1")),
                ElementsAre(BookFill{4, d("99"), d("1")}));
    EXPECT_THAT(book.matches(false, d("99.5"), d("5"), std::nullopt, d("0.1")), IsEmpty());
}

TEST_F(Book, a_quote_amount_buys_whole_lots) {
    EXPECT_THAT(book.matches(true, std::nullopt, std::nullopt, d("255"), d("0.1")),
                ElementsAre(BookFill{2, d("100"), d("2")}, BookFill{3, d("100"), d("0.5")}));
    EXPECT_THAT(book.matches(true, std::nullopt, std::nullopt, d("9"), d("0.1")), IsEmpty());
}

TEST_F(Book, what_is_reduced_keeps_its_place_and_what_is_used_up_is_gone) {
    book.reduce(false, d("100"), 2, d("1.5"));
    EXPECT_THAT(buys(d("100"), "1"),
                ElementsAre(BookFill{2, d("100"), d("0.5")}, BookFill{3, d("100"), d("0.5")}));
    book.reduce(false, d("100"), 2, d("0.5"));
    book.remove(false, d("100"), 3);
    EXPECT_THAT(buys(d("101"), "1"), ElementsAre(BookFill{1, d("101"), d("1")}));
    book.remove(false, d("100"), 99);
}

TEST_F(Book, prices_by_level) {
    EXPECT_EQ(book.price_at(false, 0), d("100"));
    EXPECT_EQ(book.price_at(false, 1), d("101"));
    EXPECT_EQ(book.price_at(false, 2), std::nullopt);
    EXPECT_EQ(book.price_at(true, 0), d("99"));
}

} // namespace
} // namespace fixguard::venue

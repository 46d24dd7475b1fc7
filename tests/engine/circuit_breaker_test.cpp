// Which messages are the same mistake, and when it is enough.
#include "engine/circuit_breaker.hpp"

#include "catalog/codes.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

std::uint64_t shape(const std::string& readable) {
    return shape_of(wire::from_readable(readable));
}

const std::string order = "35=D|11=a|55=BTCUSDT|54=1|40=2|38=1.50|44=60000.10|59=1|";

TEST(Shape, IsTheSameForAnotherNamePriceAndQuantity) {
    EXPECT_EQ(shape(order), shape("35=D|11=b|55=BTCUSDT|54=1|40=2|38=2.75|44=59999.99|59=1|"));
}

TEST(Shape, ChangesWithWhateverCouldMendTheMessage) {
    for (const char* const other :
         {"35=D|11=a|55=BTCUSDT|54=1|40=2|38=1.50|44=60000.1|59=1|",      // fewer decimals
          "35=D|11=a|55=BTCUSDT|54=1|40=2|38=-1.50|44=60000.10|59=1|",    // a sign
          "35=D|11=a|55=BTCUSDT|54=1|40=2|38=0.00|44=60000.10|59=1|",     // nothing
          "35=D|11=a|55=BTCUSDT|54=1|40=2|38=1.50|44=160000.10|59=1|",    // a digit more
          "35=D|11=a|55=BTCUSDC|54=1|40=2|38=1.50|44=60000.10|59=1|",     // another symbol
          "35=D|11=a|55=BTCUSDT|54=2|40=2|38=1.50|44=60000.10|59=1|",     // another side
          "35=D|11=a|55=BTCUSDT|54=1|40=2|38=1.50|44=60000.10|",          // a field less
          "35=D|11=a|55=BTCUSDT|54=1|40=2|38=1.50|44=60000.10|59=1|1=x|", // a field more
          "35=D|11=a|55=BTCUSDT|54=1|40=2|44=60000.10|38=1.50|59=1|",     // another order
          "35=XCN|11=a|55=BTCUSDT|54=1|40=2|38=1.50|44=60000.10|59=1|"})
        EXPECT_NE(shape(order), shape(other)) << other;
}

TEST(Shape, OfNothingIsNone) {
    EXPECT_EQ(shape_of(""), 0U);
    EXPECT_NE(shape("35=D|"), 0U);
}

constexpr std::int32_t price = 44;

TEST(Circuit, OpensAtTheThresholdForThisShapeAlone) {
    CircuitBreaker circuits(3);
    EXPECT_FALSE(circuits.refused(7, code::bad_precision, price));
    EXPECT_FALSE(circuits.refused(7, code::bad_precision, price));
    EXPECT_FALSE(circuits.is_open(7));
    EXPECT_TRUE(circuits.refused(7, code::bad_precision, price));
    EXPECT_TRUE(circuits.is_open(7));
    EXPECT_FALSE(circuits.is_open(8)) << "the shape has changed";
    EXPECT_EQ(circuits.open_count(), 1U);
    EXPECT_FALSE(circuits.refused(7, code::bad_precision, price)) << "it is told once";
    circuits.close_all();
    EXPECT_FALSE(circuits.is_open(7));
    EXPECT_EQ(circuits.open_count(), 0U);
}

TEST(Circuit, CountsEachDefectByItself) {
    CircuitBreaker circuits(2);
    EXPECT_FALSE(circuits.refused(7, code::bad_precision, price));
    EXPECT_FALSE(circuits.refused(7, code::bad_precision, 38));
    EXPECT_FALSE(circuits.refused(7, code::bad_symbol, price));
    EXPECT_FALSE(circuits.refused(8, code::bad_precision, price));
    EXPECT_TRUE(circuits.refused(7, code::bad_symbol, price));
}

TEST(Circuit, ForgetsWhatWasAccepted) {
    CircuitBreaker circuits(2);
    circuits.refused(7, code::bad_precision, price);
    circuits.accepted(7);
    EXPECT_FALSE(circuits.refused(7, code::bad_precision, price));
    EXPECT_TRUE(circuits.refused(7, code::bad_precision, price));
    circuits.accepted(7); // an answer that was late
    EXPECT_EQ(circuits.open_count(), 0U);
}

TEST(Circuit, NeverOpensWithoutAThresholdOrAShape) {
    CircuitBreaker never(0);
    CircuitBreaker once(1);
    EXPECT_FALSE(never.watches());
    EXPECT_FALSE(never.refused(7, code::bad_precision, price));
    EXPECT_FALSE(once.refused(0, code::bad_precision, price));
}

TEST(Circuit, RemembersTheLastShapesOnly) {
    CircuitBreaker circuits(1);
    for (std::uint64_t one = 1; one <= 100; ++one)
        EXPECT_TRUE(circuits.refused(one, code::bad_precision, price));
    EXPECT_EQ(circuits.open_count(), 64U);
    EXPECT_FALSE(circuits.is_open(36));
    EXPECT_TRUE(circuits.is_open(37));
}

} // namespace
} // namespace fixguard::engine

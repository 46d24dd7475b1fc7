// Fixed, pooled and fresh SenderCompIDs and their locks, in virtual time.
#include "engine/names.hpp"

#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;

class Names : public ::testing::Test {
protected:
    static SteadyTime at(std::chrono::seconds time) { return SteadyTime(time); }
    // The name, or "wait N s", or "wait".
    std::string take(const NamePolicy& policy, std::chrono::seconds now, NameChoice choice = NameChoice::same,
                     const std::string& last = {}) {
        const auto taken = book.take(policy, choice, last, at(now), [this] { return next_random++; });
        if (const auto* const name = std::get_if<std::string>(&taken)) return *name;
        const SteadyTime free = std::get<SteadyTime>(taken);
        if (free == SteadyTime::max()) return "wait";
        return "wait " +
               std::to_string(std::chrono::duration_cast<std::chrono::seconds>(free - at(now)).count()) +
               " s";
    }

    NameBook book;
    std::uint32_t next_random = 0;
    const NamePolicy fixed{NamePolicy::Kind::fixed, {"OE1"}};
    const NamePolicy pool{NamePolicy::Kind::pool, {"OE1", "OE2"}};
    const NamePolicy pattern{NamePolicy::Kind::pattern, {"OE?"}};
};

TEST_F(Names, AFixedNameIsGivenToOneAtATime) {
    EXPECT_EQ(take(fixed, 0s), "OE1");
    EXPECT_EQ(take(fixed, 0s), "wait");
    book.release("OE1", at(0s));
    EXPECT_EQ(take(fixed, 0s), "OE1");
}

TEST_F(Names, ALockedNameHasToBeWaitedFor) {
    take(fixed, 0s);
    book.release("OE1", at(60s));
    EXPECT_EQ(take(fixed, 10s), "wait 50 s");
    EXPECT_EQ(take(fixed, 60s), "OE1");
}

TEST_F(Names, APoolGivesTheSameNameAgainWhereItIsFree) {
    EXPECT_EQ(take(pool, 0s, NameChoice::same, "OE2"), "OE2");
}

TEST_F(Names, APoolGivesAnotherNameWhereTheLastIsLockedOrUnwanted) {
    EXPECT_EQ(take(pool, 0s, NameChoice::other, "OE1"), "OE2");
    book.release("OE2", at(60s));
    EXPECT_EQ(take(pool, 0s, NameChoice::same, "OE2"), "OE1");
}

TEST_F(Names, APoolGivesAnUnwantedNameRatherThanNone) {
    EXPECT_EQ(take(pool, 0s, NameChoice::other, "OE1"), "OE2");
    EXPECT_EQ(take(pool, 0s, NameChoice::other, "OE1"), "OE1");
}

TEST_F(Names, AnExhaustedPoolIsWaitedForUntilItsFirstNameIsFree) {
    take(pool, 0s);
    take(pool, 0s);
    book.release("OE1", at(60s));
    book.release("OE2", at(40s));
    EXPECT_EQ(take(pool, 0s), "wait 40 s");
}

TEST_F(Names, APatternGivesAFreshNameEachTime) {
    EXPECT_EQ(take(pattern, 0s), "OEA");
    EXPECT_EQ(take(pattern, 0s), "OEB");
    next_random = 0;
    EXPECT_EQ(take(pattern, 0s), "OEC"); // A and B are drawn again and are in use
}

TEST_F(Names, APatternWithTooFewNamesHasToWaitToo) {
    const NamePolicy without{NamePolicy::Kind::pattern, {"OE"}};
    EXPECT_EQ(take(without, 0s), "OE");
    book.release("OE", at(60s));
    EXPECT_EQ(take(without, 0s), "wait 60 s");
}

} // namespace
} // namespace fixguard::engine

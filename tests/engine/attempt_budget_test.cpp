// Attempts against the exchange's limit, which it counts by its own clock.
#include "engine/staged.hpp"

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

// Held up on its way, then at the exchange: the window counts from there.
TEST_F(Staged, AnAttemptIsCountedWhenItArrives) {
    SessionSettings settings = session();
    settings.attempt_limit = WindowLimit{2, 30'000ms}; // and a twentieth
    create({settings});
    crew->find("oe")->start();
    stage.pass(9s);
    for (std::size_t attempt = 0; attempt < 2; ++attempt) {
        ASSERT_THAT(stage.streams, SizeIs(attempt + 1));
        stage.streams.back()->open();
        stage.streams.back()->break_off();
        stage.pass(0ms);
    }
    stage.pass(31'499ms);
    EXPECT_THAT(stage.streams, SizeIs(2));
    stage.pass(1ms);
    EXPECT_THAT(stage.streams, SizeIs(3));
}

// It may have been heard there, and the answer lost.
TEST_F(Staged, AnAttemptThatNeverOpenedIsCountedFromItsEnd) {
    SessionSettings settings = session();
    settings.attempt_limit = WindowLimit{1, 30'000ms};
    create({settings});
    crew->find("oe")->start();
    stage.pass(9s);
    stage.streams.back()->break_off();
    stage.pass(31'499ms);
    EXPECT_THAT(stage.streams, SizeIs(1));
    stage.pass(1ms);
    EXPECT_THAT(stage.streams, SizeIs(2));
}

} // namespace
} // namespace fixguard::engine

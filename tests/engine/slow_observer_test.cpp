// A handler that sleeps for 30 s costs no heartbeat, and says its name when the queue in front of it is full.
#include "engine/staged.hpp"

#include "engine/delivery_queue.hpp"

#include <future>

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Sleeper : public Observer {
public:
    void on_message(std::string_view, wire::MessageView) override {
        if (messages++ != 0) return;
        asleep.set_value();
        awake.get_future().wait();
    }
    void on_error(std::string_view, const SessionError& error, const Plan&) override {
        errors.emplace_back(error.text.view());
    }
    std::promise<void> asleep;
    std::promise<void> awake;
    int messages = 0; // on the queue's thread; read when the queue is gone
    std::vector<std::string> errors;
};

class SlowHandler : public Staged {
protected:
    static constexpr auto report = "35=8|14=0|32=0|39=0|40=2|54=1|55=BTCUSDT|150=0|";

    // The handler sleeps from the first report on, for 30 s of the stage's time.
    std::shared_ptr<StagedStream> fall_asleep(std::size_t limit) {
        delivery = std::make_unique<DeliveryQueue>(sleeper, limit, 1'000'000);
        SessionSettings settings = session();
        settings.heart_bt_int = 5s;
        create({settings});
        const auto exchange = log_on();
        exchange->say(report);
        sleeper.asleep.get_future().wait();
        return exchange;
    }
    void wake_up() {
        sleeper.awake.set_value();
        delivery.reset(); // delivers what is left
    }
    Sleeper sleeper;
};

TEST_F(SlowHandler, CostsNoHeartbeat) {
    const auto exchange = fall_asleep(1'000);
    int heartbeats = 0;
    for (int second = 0; second < 30; ++second) {
        stage.pass(1s);
        if (second % 4 == 3) exchange->say("35=1|112=" + std::to_string(second) + "|");
        for (std::string sent = exchange->hear(); !sent.empty(); sent = exchange->hear()) {
            EXPECT_THAT(sent, HasSubstr("|35=0|"));
            ++heartbeats;
        }
    }
    EXPECT_EQ(heartbeats, 7) << "one for each TestRequest<1>";
    stage.pass(4'750ms); // HeartBtInt(108) behind the last one
    EXPECT_THAT(exchange->hear(), HasSubstr("|35=0|"));
    EXPECT_EQ(crew->find("oe")->status().phase, Phase::up);
    EXPECT_FALSE(exchange->is_over());
    wake_up();
    EXPECT_THAT(sleeper.errors, SizeIs(0));
}

TEST_F(SlowHandler, IsNamedWhenItsQueueOverflows) {
    const auto exchange = fall_asleep(10);
    for (int i = 0; i < 30; ++i) {
        stage.pass(1s);
        exchange->say(report);
    }
    EXPECT_EQ(crew->find("oe")->status().phase, Phase::up);
    wake_up();
    ASSERT_THAT(sleeper.errors, SizeIs(1));
    EXPECT_THAT(sleeper.errors[0],
                "the observer's on_message() for session oe was so slow that 20 events were dropped");
    EXPECT_EQ(sleeper.messages, 11);
}

} // namespace
} // namespace fixguard::engine

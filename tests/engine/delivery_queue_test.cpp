// The queue in front of the observer: order, bounds, and what it says of losses.
#include "engine/delivery_queue.hpp"

#include "support/allocations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace fixguard::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Slow : public Observer {
public:
    void on_message(std::string_view, wire::MessageView message) override {
        if (message.bytes() == "wait") {
            waiting.set_value();
            go_on.get_future().wait();
        }
        told.emplace_back(message.bytes());
    }
    void on_error(std::string_view session, const SessionError& error, const Plan&) override {
        told.push_back(std::string(session) + ": " + std::string(error.text.view()));
    }
    void on_fate(std::string_view, const RequestRef& request, RequestFate) override {
        told.push_back("fate " + std::string(request.id.view()));
    }

    std::vector<std::string> told; // on the queue's thread; read when the queue is gone
    std::promise<void> waiting;
    std::promise<void> go_on;
};

DeliveryQueue::Message message(std::string bytes) {
    return {"oe", SessionKind::order_entry, std::move(bytes)};
}

TEST(Delivery, KeepsTheOrderAndDeliversWhatIsLeftAtTheEnd) {
    Slow observer;
    {
        DeliveryQueue queue(observer, 10, 1'000);
        queue.put(message("a"));
        queue.put(DeliveryQueue::Fate{"oe", {1, "D", 11, "b"}, RequestFate::accepted});
        queue.put(message("c"));
    }
    EXPECT_THAT(observer.told, ElementsAre("a", "fate b", "c"));
}

TEST(Delivery, DropsWhatDoesNotFitAndNamesTheSlowCall) {
    Slow observer;
    {
        DeliveryQueue queue(observer, 2, 1'000);
        queue.put(message("wait"));
        observer.waiting.get_future().wait();
        for (const char* const bytes : {"a", "b", "lost", "lost too"})
            queue.put(message(bytes));
        observer.go_on.set_value();
    }
    EXPECT_THAT(observer.told,
                ElementsAre("wait",
                            "oe: the observer's on_message() for session oe was so slow that 2 events "
                            "were dropped",
                            "a", "b"));
}

TEST(Delivery, BoundsTheBytesOfMessages) {
    Slow observer;
    {
        DeliveryQueue queue(observer, 100, 10);
        queue.put(message("wait"));
        observer.waiting.get_future().wait();
        queue.put(message("123456789"));
        queue.put(message("ab"));
        queue.put(message("c"));
        observer.go_on.set_value();
    }
    EXPECT_THAT(observer.told, ElementsAre("wait", HasSubstr("1 events were dropped"), "123456789", "c"));
}

TEST(Delivery, HasRoomForFatesWhereMessagesHaveNone) {
    Slow observer;
    {
        DeliveryQueue queue(observer, 1, 1'000);
        queue.put(message("wait"));
        observer.waiting.get_future().wait();
        queue.put(message("a"));
        queue.put(DeliveryQueue::Fate{"oe", {1, "D", 11, "b"}, RequestFate::accepted});
        observer.go_on.set_value();
    }
    EXPECT_THAT(observer.told, ElementsAre("wait", "a", "fate b"));
}

// The observer itself throws bad_alloc, mostly.
TEST(Delivery, TellsOfAnExceptionWithoutMemory) {
    class Starved : public Slow {
    public:
        void on_message(std::string_view, wire::MessageView) override {
            test::allocations_left = 0;
            throw std::bad_alloc();
        }
        void on_error(std::string_view session, const SessionError& error, const Plan& plan) override {
            test::allocations_left = -1;
            Slow::on_error(session, error, plan);
        }
    };
    Starved observer;
    {
        DeliveryQueue queue(observer, 10, 1'000);
        queue.put(message("a"));
        queue.put(DeliveryQueue::Fate{"oe", {1, "D", 11, "b"}, RequestFate::accepted});
    }
    EXPECT_THAT(observer.told, ElementsAre("oe: the observer's on_message() threw an exception", "fate b"));
}

} // namespace
} // namespace fixguard::engine

// kill -9 of a trader at many instants, against the venue, each a process of its own, over TLS: no order that
// reached the venue is lost, and none is sent twice.
#include "engine/signing_key.hpp"
#include "engine/supervisor.hpp"
#include "processes/traders.hpp"
#include "wire/message_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <csignal>
#include <map>
#include <mutex>
#include <set>
#include <stdlib.h>

namespace fixguard::test {
namespace {

using ::testing::IsEmpty;

// Hears on the drop copy what reached the venue's engine, whoever sent it.
class Truth : public engine::Observer {
public:
    void on_message(std::string_view, wire::MessageView message) override {
        if (message.msg_type() != "8") return;
        const std::string id(message.find(tag::ClOrdID).value_or(""));
        const std::lock_guard lock(mutex_);
        if (message.find(tag::ExecType) == "0") ++accepted_[id];
        if (message.find(tag::ExecType) == "8") refused_.insert(id);
        changed_.notify_all();
    }
    bool wait_for(const std::string& id) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return accepted_.contains(id); });
    }
    std::map<std::string, int> accepted() {
        const std::lock_guard lock(mutex_);
        return accepted_;
    }
    std::set<std::string> refused() {
        const std::lock_guard lock(mutex_);
        return refused_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, int> accepted_;
    std::set<std::string> refused_;
};

class KilledTrader : public ::testing::Test {
protected:
    // Each answer takes a second, so that some are under way at any moment.
    void SetUp() override {
        ::setenv("FIXGUARD_TEST_API_KEY", "KEY", 1);
        auto key = engine::SigningKey::load(folder.file("key.pem"));
        folder.write("public.pem", std::get<engine::SigningKey>(key).public_key_pem());
        const std::string config = folder.write("venue.toml", R"(seed = 1
ca_file = "ca.pem"
[ports]
order_entry = 0
drop_copy = 0
market_data = 0
[[accounts]]
name = "traders"
unfilled_orders = { count = 100_000, window_ms = 10_000 }
  [[accounts.keys]]
  api_key = "KEY"
  public_key_file = "public.pem"
  permission = "fix_api"
[[symbols]]
name = "BTCUSDT"
currency = "USDT"
tick = "0.01"
min_price = "0.01"
max_price = "1000000"
lot = "0.00001"
min_quantity = "0.00001"
max_quantity = "9000"
min_notional = "5"
start_price = "60000"
max_orders = 100_000
[[faults]]
kind = "delay"
msg_type = "D"
delay_ms = 1_000
times = 1_000_000
)");
        venue =
            std::make_unique<Child>(std::vector<std::string>{FIXGUARD_PROGRAM, "venue", "--config", config});
        ASSERT_TRUE(venue->wait_for("authority"));
        listen();
    }
    int port(const std::string& kind) const {
        const std::string& said = venue->out();
        const std::size_t at = said.find("  " + kind + " ");
        return std::stoi(said.substr(said.find(':', at) + 1));
    }
    void listen() {
        engine::SessionSettings session;
        session.name = "dc";
        session.kind = SessionKind::drop_copy;
        session.endpoint = {"localhost", static_cast<std::uint16_t>(port("dc"))};
        session.ca_file = folder.file("ca.pem");
        session.key_file = folder.file("key.pem");
        session.names = {engine::NamePolicy::Kind::pattern, {"DC??????"}};
        session.api_key_env = "FIXGUARD_TEST_API_KEY";
        auto created = engine::Supervisor::create({{session}}, truth);
        ASSERT_TRUE(std::holds_alternative<std::unique_ptr<engine::Supervisor>>(created));
        listener = std::get<std::unique_ptr<engine::Supervisor>>(std::move(created));
        listener->start();
        ASSERT_TRUE(listener->wait_for("dc", Phase::up, milliseconds{30'000}));
    }
    std::string settings(const std::string& more) const {
        return folder.settings("oe", port("oe"), "ca.pem",
                               "SenderCompID=OE000000\nFixguardSenderCompIDs=OE??????\n" + more);
    }
    // What it said until it was killed, when it had said `words`.
    std::string life(const std::string& config, const std::string& prefix, const std::string& words) {
        Child child(trader(config, prefix));
        EXPECT_TRUE(child.wait_for(words)) << prefix << " " << words << "\n" << child.out();
        child.signal(SIGKILL);
        return child.wait().out;
    }
    // The last life; it is up, sends nothing, and ends in good order.
    std::string settle(const std::string& config) {
        Child child(trader(config, "-"));
        EXPECT_TRUE(child.wait_for("state oe up")) << child.out();
        child.signal(SIGTERM);
        const Outcome end = child.wait();
        EXPECT_EQ(end.exit_code, 0) << end.err;
        return end.out;
    }
    // Of all orders that reached the venue so far, those of which `told` has no fate.
    std::vector<std::string> lost(const std::string& told) {
        std::set<std::string> known;
        for (const std::string& line : lines_of(told, "fate"))
            known.insert(line.substr(0, line.find(' ')));
        std::vector<std::string> missing;
        for (const auto& [id, times] : truth.accepted())
            if (!known.contains(id)) missing.push_back(id);
        return missing;
    }

    TradersFolder folder;
    Truth truth;
    std::unique_ptr<Child> venue;
    std::unique_ptr<engine::Supervisor> listener;
};

TEST_F(KilledTrader, LosesNoOrderThatReachedTheVenueSendsNoneTwiceAndIsToldAtTheNextStart) {
    const std::string config = settings("FixguardJournalFolder=journal\n");
    const std::vector<std::string> instants{"state oe connecting", "state oe logging_on", "state oe up",
                                            "sending L3-0",        "sent L4-0",           "sent L5-9",
                                            "sent L6-23",          "sending L7-30"};
    std::string told;
    std::set<std::string> left_behind; // with no fate when their process died
    for (std::size_t number = 0; number < instants.size(); ++number) {
        const std::string said = life(config, "L" + std::to_string(number), instants[number]);
        for (const std::string& line : lines_of(said, "fate"))
            left_behind.erase(line.substr(0, line.find(' ')));
        EXPECT_THAT(left_behind, IsEmpty()) << "not told at the start of life " << number << ":\n" << said;
        for (const std::string& id : lines_of(said, "sent"))
            if (said.find("fate " + id + " ") == std::string::npos) left_behind.insert(id);
        told += said;
    }
    told += settle(config);

    // One more by this hand, behind which the drop copy, a second late, has told all.
    const std::string last = life(config, "end", "fate end-0 accepted");
    EXPECT_TRUE(truth.wait_for("end-0"));
    told += last + settle(config);
    EXPECT_GT(truth.accepted().size(), 30U);
    EXPECT_THAT(lost(told), IsEmpty());
    for (const auto& [id, times] : truth.accepted())
        EXPECT_EQ(times, 1) << id;
    EXPECT_THAT(truth.refused(), IsEmpty()) << "a second order with the same ClOrdID(11)";
    int unknown = 0;
    for (const std::string& line : lines_of(told, "fate"))
        unknown += line.ends_with(" unknown") ? 1 : 0;
    EXPECT_GT(unknown, 10) << "nothing was under way at any of the instants";
}

// The twin: without a journal orders are lost, so that the test above can fail.
TEST_F(KilledTrader, WithoutAJournalOrdersAreLost) {
    const std::string config = settings("");
    std::string told = life(config, "L", "sent L-9");
    told += life(config, "end", "fate end-0 accepted");
    EXPECT_TRUE(truth.wait_for("end-0"));
    EXPECT_FALSE(lost(told).empty());
}

} // namespace
} // namespace fixguard::test

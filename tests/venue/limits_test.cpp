// The limits of the exchange, each with the last event that is within it: messages of a session, attempts of
// an account and of an address, connections, and what a connection may cost before it has logged on.
#include "venue/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue::test {
namespace {

using std::chrono::seconds;

struct Figures {
    SessionKind kind;
    int messages;
    seconds message_window;
    int attempts;
    seconds attempt_window;
    int connections;
};

void PrintTo(const Figures& figures, std::ostream* out) {
    *out << name(figures.kind);
}

class Limits : public testing::TestWithParam<Figures> {
protected:
    World world;
    Client logged_on(const std::string& client_name, const std::string& ip = "10.0.0.1") {
        Client client(world, GetParam().kind, client_name, ip);
        client.log_on();
        return client;
    }
    std::string window(seconds time) { return std::to_string(time.count()) + "s"; }
};

TEST_P(Limits, one_message_too_many_ends_the_session) {
    Client client = logged_on("C1");
    for (int sent = 1; sent < GetParam().messages; ++sent) // the Logon<A> was the first
        client.sends("0");
    EXPECT_TRUE(client.is_up());
    EXPECT_TRUE(client.gets().empty());
    client.sends("0");
    const std::vector<std::string> answers = client.gets();
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(field(answers[0], 25016), "-1181");
    EXPECT_EQ(field(answers[0], 58), "Too many messages; current limit is '" +
                                         std::to_string(GetParam().messages) + "' messages per '" +
                                         window(GetParam().message_window) + "'.");
    EXPECT_EQ(field(answers[1], 35), "5") << "Logout<5>, then the close";
    EXPECT_TRUE(client.is_closed());
}

TEST_P(Limits, messages_of_another_session_do_not_count) {
    Client busy = logged_on("BUSY");
    Client quiet = logged_on("QUIET");
    for (int sent = 1; sent < GetParam().messages; ++sent)
        busy.sends("0");
    quiet.sends("0");
    EXPECT_TRUE(quiet.is_up());
}

TEST_P(Limits, attempts_of_an_account_are_counted_over_all_addresses) {
    for (int attempt = 0; attempt < GetParam().attempts; ++attempt) {
        Client client =
            logged_on("C1", "10.0." + std::to_string(attempt / 250) + "." + std::to_string(attempt % 250));
        client.sends("5");
    }
    Client late(world, GetParam().kind, "C1", "10.9.9.9");
    late.sends_body(late.logon_body());
    EXPECT_EQ(late.seen_text(), "Too many connection attempts for account; current limit is " +
                                    std::to_string(GetParam().attempts) + " per '" +
                                    window(GetParam().attempt_window) + "'.");
    world.advance(GetParam().attempt_window);
    EXPECT_TRUE(logged_on("C1", "10.9.9.8").is_up());
}

TEST_P(Limits, attempts_of_an_address_are_counted_also_without_a_logon) {
    for (int attempt = 0; attempt < GetParam().attempts; ++attempt)
        Client(world, GetParam().kind).drops_connection();
    Client late(world, GetParam().kind);
    late.sends_body(late.logon_body());
    EXPECT_EQ(late.seen_text(), "Too many connection attempts from IP; current limit is " +
                                    std::to_string(GetParam().attempts) + " per '" +
                                    window(GetParam().attempt_window) + "'.");
    EXPECT_TRUE(late.is_closed());
    EXPECT_TRUE(logged_on("C2", "10.0.0.2").is_up());
}

TEST_P(Limits, one_connection_too_many_is_refused) {
    std::vector<std::unique_ptr<Client>> clients;
    const auto connect = [&](int number) -> Client& {
        // Addresses and time are spread, so that it is not the attempts that are too many.
        clients.push_back(std::make_unique<Client>(world, GetParam().kind, "C" + std::to_string(number),
                                                   "10.0.0." + std::to_string(number % 250)));
        return *clients.back();
    };
    for (int number = 0; number < GetParam().connections; ++number)
        connect(number).log_on();
    Client& late = connect(GetParam().connections);
    late.sends_body(late.logon_body());
    EXPECT_EQ(late.seen_text(), "Too many concurrent connections; current limit is '" +
                                    std::to_string(GetParam().connections) + "'.");
    clients.front()->sends("5");
    connect(GetParam().connections + 1).log_on();
    EXPECT_TRUE(clients.back()->is_up());
}

// The documented figures; the table of the venue comes from spec/sessions.toml.
INSTANTIATE_TEST_SUITE_P(Kinds, Limits,
                         testing::Values(Figures{SessionKind::order_entry, 10'000, 10s, 15, 30s, 10},
                                         Figures{SessionKind::drop_copy, 60, 60s, 15, 30s, 10},
                                         Figures{SessionKind::market_data, 2'000, 60s, 300, 300s, 100}),
                         [](const auto& given) { return std::string(name(given.param.kind)); });

// ---- HeartBtInt(108) sets the lock of a name

class NameLock : public testing::TestWithParam<int> {};

TEST_P(NameLock, lasts_twice_the_heartbeat_interval) {
    World world;
    Client first(world, SessionKind::order_entry);
    std::string logon = first.logon_body();
    logon.replace(logon.find("108=30"), 6, "108=" + std::to_string(GetParam()));
    first.sends_body(logon);
    ASSERT_TRUE(first.is_up());
    first.drops_connection();
    world.advance(seconds{2 * GetParam()} - 1us);
    Client early(world, SessionKind::order_entry);
    early.sends_body(early.logon_body());
    EXPECT_EQ(field(early.gets_one(), 25016), "-1033");
    world.advance(1us);
    Client later(world, SessionKind::order_entry);
    later.log_on();
    EXPECT_TRUE(later.is_up());
}

INSTANTIATE_TEST_SUITE_P(Intervals, NameLock, testing::Values(5, 30, 60));

// ---- permissions

struct Allowed {
    const char* key;
    SessionKind kind;
    bool may;
};

class Permissions : public testing::TestWithParam<Allowed> {};

TEST_P(Permissions, decide_who_logs_on) {
    World world;
    Client client(world, GetParam().kind);
    client.api_key = GetParam().key;
    client.sends_body(client.logon_body());
    EXPECT_EQ(client.is_up(), GetParam().may);
    EXPECT_EQ(field(client.gets_one(), 25016), GetParam().may ? "" : "-2015");
}

INSTANTIATE_TEST_SUITE_P(Keys, Permissions,
                         testing::Values(Allowed{"DEMO", SessionKind::order_entry, true},
                                         Allowed{"DEMO", SessionKind::drop_copy, true},
                                         Allowed{"DEMO", SessionKind::market_data, true},
                                         Allowed{"READONLY", SessionKind::order_entry, false},
                                         Allowed{"READONLY", SessionKind::drop_copy, true},
                                         Allowed{"READONLY", SessionKind::market_data, true},
                                         Allowed{"NOFIX", SessionKind::order_entry, false},
                                         Allowed{"NOFIX", SessionKind::drop_copy, false},
                                         Allowed{"NOFIX", SessionKind::market_data, false}));

// ---- drop copy

TEST(DropCopyReports, hears_of_an_order_one_second_later_and_not_before) {
    World world;
    Client orders(world, SessionKind::order_entry, "OE");
    orders.log_on();
    Client copy(world, SessionKind::drop_copy, "DC");
    copy.log_on();
    orders.sends("D", "11=A1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|");
    world.advance(999'999us);
    EXPECT_TRUE(copy.gets().empty());
    world.advance(1us);
    EXPECT_EQ(field(copy.gets_one(), 11), "A1");
}

TEST(DropCopyReports, hears_nothing_of_what_happened_before_it_logged_on) {
    World world;
    Client orders(world, SessionKind::order_entry, "OE");
    orders.log_on();
    orders.sends("D", "11=A1|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|");
    Client copy(world, SessionKind::drop_copy, "DC");
    copy.log_on();
    world.advance(2s);
    EXPECT_TRUE(copy.gets().empty());
}

// ---- before a logon

TEST(BeforeLogonBounds, bytes_without_an_end_are_refused_after_8_kib) {
    World world;
    Client client(world, SessionKind::order_entry);
    client.sends_bytes("8=FIX.4.4|9=9000|35=A|58=" + std::string(8'000, 'x'));
    EXPECT_FALSE(client.is_closed());
    client.sends_bytes(std::string(500, 'x'));
    EXPECT_EQ(field(client.gets_one(), 25016), "-1177");
    EXPECT_TRUE(client.is_closed());
}

TEST(BeforeLogonBounds, a_session_that_is_logged_on_may_send_more) {
    World world;
    Client client(world, SessionKind::order_entry);
    client.log_on();
    client.sends_bytes("8=FIX.4.4|9=900000|35=1|112=" + std::string(500'000, 'x'));
    EXPECT_TRUE(client.is_up());
    EXPECT_TRUE(client.gets().empty());
}

} // namespace
} // namespace fixguard::venue::test

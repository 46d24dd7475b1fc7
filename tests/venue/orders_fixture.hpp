// An order-entry session with a second one of another account, and orders in few words.
#pragma once

#include "venue/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::venue::test {

// Two accounts: "demo" is tested, "other" trades with it and gives no account away by what it hears.
inline Config two_accounts() {
    Config config = demo_config();
    Account other;
    other.name = "other";
    other.keys = {{"OTHER", demo_key().public_pem(), Permission::fix_api}};
    config.accounts.push_back(other);
    return config;
}

class OrderTest : public testing::Test {
protected:
    explicit OrderTest(Config config = two_accounts()) : world(std::move(config)) {}

    World world;
    Client client{world, SessionKind::order_entry};
    Client other{world, SessionKind::order_entry, "OTHER"};

    void SetUp() override {
        client.log_on();
        other.api_key = "OTHER";
        other.log_on();
    }

    static std::string limit(const std::string& id, char side, const std::string& price,
                             const std::string& quantity, const std::string& more = "59=1|") {
        return "11=" + id + "|38=" + quantity + "|40=2|44=" + price + "|54=" + side + "|55=BTCUSDT|" + more;
    }
    // A stop market order; the direction makes it a stop loss or a take profit.
    static std::string stop(const std::string& id, char side, const std::string& price, char direction,
                            const std::string& quantity = "1") {
        return "11=" + id + "|38=" + quantity + "|40=3|1100=4|1101=1|1102=" + price +
               "|1107=2|1109=" + direction + "|54=" + side + "|55=BTCUSDT|";
    }
    std::string one(std::string_view type, const std::string& fields) {
        client.sends(type, fields);
        return client.gets_one();
    }
    // The other account makes a trade at that price with itself, so that it is the last one.
    void trade_at(const std::string& price) {
        const std::string number = std::to_string(++trades_);
        other.sends("D", limit("TS" + number, '2', price, "0.01"));
        other.sends("D", limit("TB" + number, '1', price, "0.01"));
        other.gets();
    }
    // "id 150/39" of every ExecutionReport<8>, with 25056 where it has one; "N 429/431" of a ListStatus<N>;
    // other messages by their MsgType(35).
    static std::vector<std::string> told(Client& who) {
        std::vector<std::string> lines;
        for (const std::string& message : who.gets()) {
            const std::string type = field(message, 35);
            if (type == "8") {
                const std::string reason = field(message, 25056);
                const std::string own = field(message, 41).empty() ? field(message, 11) : field(message, 41);
                lines.push_back(own + " " + field(message, 150) + "/" + field(message, 39) +
                                (reason.empty() ? "" : " because " + reason));
            } else if (type == "N") {
                lines.push_back("N " + field(message, 429) + "/" + field(message, 431));
            } else {
                lines.push_back(type);
            }
        }
        return lines;
    }
    std::vector<std::string> told() { return told(client); }

private:
    int trades_ = 0;
};

} // namespace fixguard::venue::test

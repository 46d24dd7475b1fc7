// A venue in the test's process, and `fixguard run` with the settings and keys for it.
#pragma once

#include "cli/fixguard_program.hpp"
#include "cli/session_files.hpp"
#include "venue/server.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace fixguard::test {

// A venue whose one account has the key of the test's files.
class Run : public testing::Test {
protected:
    void SetUp() override {
        venue::Config config;
        config.accounts = {{"account",
                            {{"SECRET-API-KEY", files.keys().public_pem, venue::Permission::fix_api}},
                            {100, milliseconds{10'000}}}};
        config.symbols = venue::sample_symbols();
        server = std::make_unique<venue::Server>(std::move(config));
        ASSERT_EQ(server->start(), std::nullopt);
        files.set("SocketConnectPort", std::to_string(server->port(SessionKind::order_entry)));
        files.set("FixguardCAFile", files.write("ca.pem", server->ca_pem()));
    }

    std::vector<std::string> command(std::vector<std::string> more = {}) {
        std::vector<std::string> all = fixguard({"run", "--config", files.config()});
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    SessionFiles files{0};
    std::unique_ptr<venue::Server> server;
};

} // namespace fixguard::test

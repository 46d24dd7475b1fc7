// config/venue.toml: that the file of the tree loads, what it means, and what is refused with file, line and
// key.
#include "support/temp_dir.hpp"
#include "venue/client.hpp"
#include "venue/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace fixguard::venue::test {
namespace {

using testing::HasSubstr;

struct ConfigFile : testing::Test {
    fixguard::test::TempDir folder;

    void SetUp() override { std::ofstream(folder.file("local-public.pem")) << demo_key().public_pem(); }
    std::variant<Config, std::string> parse(std::string_view toml) {
        return parse_config(toml, folder.file("venue.toml"));
    }
    // Without the folder in front.
    std::string error_of(std::string_view toml) {
        const auto parsed = parse(toml);
        const auto* error = std::get_if<std::string>(&parsed);
        return error ? error->substr(folder.path().string().size() + 1) : "no error";
    }
};

TEST_F(ConfigFile, the_one_of_the_tree_loads) {
    std::filesystem::copy_file(FIXGUARD_SOURCE_DIR "/config/venue.toml", folder.file("venue.toml"));
    const auto loaded = load_config(folder.file("venue.toml"));
    ASSERT_TRUE(std::holds_alternative<Config>(loaded)) << std::get<std::string>(loaded);
    const Config& config = std::get<Config>(loaded);
    EXPECT_EQ(config.port(SessionKind::market_data), 9120);
    EXPECT_EQ(config.ca_file, folder.file("local-ca.pem"));
    ASSERT_EQ(config.accounts.size(), 1u);
    EXPECT_EQ(config.accounts[0].keys[0].public_key_pem, demo_key().public_pem());
    ASSERT_EQ(config.symbols.size(), 3u);
    EXPECT_EQ(config.symbols[2].lot, sample_symbols()[2].lot);
    EXPECT_EQ(config.rules, rules::SessionTable::built_in());
    const Exchange runs(config);
}

TEST_F(ConfigFile, limits_and_gaps_of_a_symbol) {
    const std::string symbol = "[[symbols]]\nname = \"BTCUSDT\"\ncurrency = \"USDT\"\n";
    const auto parsed = parse(symbol + "max_orders = 7\nmax_algo_orders = 6\nmax_iceberg_orders = 5\n"
                                       "max_order_lists = 4\nmax_order_amends = 3\niceberg_parts = 2\n"
                                       "min_trailing_bips = 1\nmax_trailing_bips = 8\n"
                                       "market_max_quantity = \"9\"\nunsupported = [\"oco\", \"amend\"]\n");
    ASSERT_TRUE(std::holds_alternative<Config>(parsed)) << std::get<std::string>(parsed);
    const Symbol& read = std::get<Config>(parsed).symbols.front();
    EXPECT_EQ((std::vector{read.max_orders, read.max_algo_orders, read.max_iceberg_orders,
                           read.max_order_lists, read.max_order_amends, read.iceberg_parts,
                           read.min_trailing_bips, read.max_trailing_bips}),
              (std::vector<std::uint32_t>{7, 6, 5, 4, 3, 2, 1, 8}));
    EXPECT_EQ(read.market_max_quantity, "9");
    EXPECT_EQ(read.unsupported, (std::vector<std::string>{"oco", "amend"}));
    EXPECT_THAT(error_of(symbol + "unsupported = [\"swap\"]\n"),
                HasSubstr("unsupported: \"swap\" is nothing that a symbol may lack"));
}

TEST_F(ConfigFile, rules_and_faults) {
    const auto parsed = parse("[rules.drop_copy]\n"
                              "messages = { count = 3, window_ms = 500 }\n"
                              "[rules.switches]\n"
                              "unknown_order = { value = -1013 }\n"
                              "[[faults]]\n"
                              "kind = \"delay\"\n"
                              "session = \"dc\"\n"
                              "msg_type = \"1\"\n"
                              "delay_ms = 20\n"
                              "skip = 2\n"
                              "times = 0\n");
    ASSERT_TRUE(std::holds_alternative<Config>(parsed)) << std::get<std::string>(parsed);
    const Config& config = std::get<Config>(parsed);
    EXPECT_EQ(config.rules.of(SessionKind::drop_copy).messages, (rules::WindowLimit{3, 500ms}));
    EXPECT_EQ(config.rules.switches.unknown_order, ErrorCode{-1013});
    ASSERT_EQ(config.faults.size(), 1u);
    EXPECT_EQ(config.faults[0], (Fault{.kind = FaultKind::delay,
                                       .session = SessionKind::drop_copy,
                                       .msg_type = "1",
                                       .skip = 2,
                                       .times = 0,
                                       .delay = 20ms}));
    EXPECT_EQ(config.symbols.size(), 3u) << "no symbols in the file: the sample ones";
}

TEST_F(ConfigFile, takes_every_kind_of_fault) {
    const auto needed = [](FaultKind kind) {
        switch (kind) {
        case FaultKind::reject: return "code = -1013\n";
        case FaultKind::delay:
        case FaultKind::slow_engine: return "delay_ms = 1\n";
        case FaultKind::certificate: return "certificate = \"expired\"\n";
        case FaultKind::clock_offset: return "offset_ms = -1\n";
        case FaultKind::no_answer:
        case FaultKind::lose_answer:
        case FaultKind::silence:
        case FaultKind::close:
        case FaultKind::log_out:
        case FaultKind::skip_seq_num:
        case FaultKind::same_seq_num:
        case FaultKind::garble:
        case FaultKind::maintenance: return "";
        }
        return "";
    };
    for (const FaultKind kind : all_fault_kinds) {
        const auto parsed = parse("[[faults]]\nkind = \"" + std::string(name(kind)) + "\"\n" + needed(kind));
        ASSERT_TRUE(std::holds_alternative<Config>(parsed)) << std::get<std::string>(parsed);
        EXPECT_EQ(std::get<Config>(parsed).faults.at(0).kind, kind);
    }
}

TEST_F(ConfigFile, refuses_what_it_does_not_know) {
    EXPECT_EQ(error_of("hots = \"x\"\n"), "venue.toml:1: hots: unknown key");
    EXPECT_EQ(error_of("[ports]\n\norder_entry = 70000\n"),
              "venue.toml:3: ports.order_entry: a whole number from 0 to 65535 is wanted");
    EXPECT_EQ(error_of("tls = 1\n"), "venue.toml:1: tls: true or false is wanted");
    EXPECT_THAT(error_of("[[symbols]]\nname = \"A\"\n"),
                HasSubstr("symbols[0]: the key \"currency\" is missing"));
    EXPECT_THAT(error_of("[[symbols]]\nname = \"A\"\ncurrency = \"B\"\ntick = \"0\"\n"),
                HasSubstr("venue.toml:4: symbols[0].tick: a number above 0 in quotes"));
    EXPECT_THAT(error_of("[[faults]]\nkind = \"explode\"\n"),
                HasSubstr("venue.toml:2: faults[0].kind: \"explode\" is none of reject, "));
    EXPECT_THAT(error_of("[[faults]]\nkind = \"reject\"\n"), HasSubstr("the key \"code\" is missing"));
    EXPECT_THAT(error_of("[rules.switches]\nguess = { value = true }\n"),
                HasSubstr("venue.toml:2: rules.switches.guess: unknown key"));
    EXPECT_THAT(error_of("host = \n"), HasSubstr("venue.toml:1: "));
}

TEST_F(ConfigFile, refuses_a_key_it_cannot_use) {
    const std::string account = "[[accounts]]\nname = \"a\"\n[[accounts.keys]]\napi_key = \"SECRET\"\n";
    const std::string missing = error_of(account + "public_key_file = \"nowhere.pem\"\n");
    EXPECT_THAT(missing, HasSubstr("venue.toml:5: accounts[0].keys[0].public_key_file: cannot be read"));
    EXPECT_EQ(missing.find("SECRET"), std::string::npos);
    std::ofstream(folder.file("text.pem")) << "no key";
    EXPECT_THAT(error_of(account + "public_key_file = \"text.pem\"\n"), HasSubstr("is no public key in PEM"));
    EXPECT_THAT(error_of(account), HasSubstr("the key \"public_key_file\" is missing"));
}

TEST_F(ConfigFile, refuses_the_same_twice) {
    EXPECT_THAT(
        error_of(
            "[[symbols]]\nname = \"A\"\ncurrency = \"B\"\n[[symbols]]\nname = \"A\"\ncurrency = \"B\"\n"),
        HasSubstr("the name A stands there twice"));
    const std::string key = "[[accounts.keys]]\napi_key = \"K\"\npublic_key_file = \"local-public.pem\"\n";
    EXPECT_THAT(error_of("[[accounts]]\nname = \"a\"\n" + key + key),
                HasSubstr("one api_key stands there twice"));
}

TEST_F(ConfigFile, a_file_that_is_not_there) {
    const auto loaded = load_config(folder.file("nowhere.toml"));
    ASSERT_TRUE(std::holds_alternative<std::string>(loaded));
    EXPECT_THAT(std::get<std::string>(loaded), HasSubstr("nowhere.toml: cannot be read"));
}

TEST(Exchange, a_public_key_that_cannot_be_read_is_a_misuse) {
    Config config = demo_config();
    config.accounts[0].keys[0].public_key_pem = "x";
    EXPECT_THROW(Exchange{config}, std::invalid_argument);
}

} // namespace
} // namespace fixguard::venue::test

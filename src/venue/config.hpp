// What a venue is set up with: listeners, accounts, symbols, feed, limits, faults; and the file it comes
// from.
#pragma once

#include "model/session_kind.hpp"
#include "model/time.hpp"
#include "rules/session_table.hpp"
#include "venue/fault.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::venue {

// What an API key may do. Order entry needs fix_api; the other kinds take either.
enum class Permission : std::uint8_t { none, fix_api_read_only, fix_api };

struct ApiKey {
    std::string value;          // Username(553); never printed
    std::string public_key_pem; // Ed25519, "-----BEGIN PUBLIC KEY-----"
    Permission permission = Permission::fix_api;
};

struct Account {
    std::string name; // for the configuration and its errors only
    std::vector<ApiKey> keys;
    rules::WindowLimit unfilled_orders{100, milliseconds{10'000}}; // -1015; the figures are not documented
};

// Prices and quantities are decimal texts, as they stand in messages: "0.01".
struct Symbol {
    std::string name;     // Symbol(55): BTCUSDT
    std::string currency; // Currency(15): the quote asset
    std::string tick = "0.01";
    std::string min_price = "0.01";
    std::string max_price = "1000000";
    std::string lot = "0.00001";
    std::string min_quantity = "0.00001";
    std::string max_quantity = "9000";
    std::string market_max_quantity = "9000"; // of market and stop orders
    std::string min_notional = "5";
    std::string start_price = "100";      // where the synthetic feed starts
    std::uint32_t max_orders = 200;       // working ones of one account; the others are among them
    std::uint32_t max_algo_orders = 5;    // with a TriggeringInstruction
    std::uint32_t max_iceberg_orders = 5; // with MaxFloor(111)
    std::uint32_t max_order_lists = 20;
    std::uint32_t max_order_amends = 10; // of one order
    std::uint32_t iceberg_parts = 10;    // OrderQty(38) is at most so many times MaxFloor(111)
    std::uint32_t min_trailing_bips = 10, max_trailing_bips = 2000;
    std::vector<std::string> unsupported = {}; // names of `features` in order_terms.hpp
};

// The synthetic market data.
struct Feed {
    milliseconds interval{250};         // between two updates of a stream
    std::uint32_t symbols = 0;          // so many more symbols than are listed: FEED0001 ..
    std::uint32_t max_entries = 10'000; // of one message; a longer update comes in fragments
};

struct Config {
    std::string host = "127.0.0.1";       // where it listens
    std::array<std::uint16_t, 3> ports{}; // in the order of SessionKind; 0: the system chooses
    bool tls = true;                      // false: plain TCP, refused for any host but loopback
    bool require_sni = true;              // a ClientHello without server name ends the handshake
    std::string ca_file;                  // the CA's certificate is written there at start; empty: nowhere
    std::size_t out_buffer_limit = 4 * 1024 * 1024; // bytes; a client that reads slower is disconnected
    std::size_t max_connections = 10'000;           // of each kind; more are closed at once
    std::string control_socket;                     // path, see ControlSocket; empty: none

    std::uint64_t seed = 1; // the same seed and the same script give the same bytes
    std::vector<Account> accounts;
    std::vector<Symbol> symbols;
    Feed feed;
    rules::SessionTable rules = rules::SessionTable::built_in();
    std::vector<Fault> faults;

    std::uint16_t& port(SessionKind kind) noexcept { return ports[static_cast<std::size_t>(kind)]; }
    std::uint16_t port(SessionKind kind) const noexcept { return ports[static_cast<std::size_t>(kind)]; }
};

// BTCUSDT, ETHUSDT and BNBUSDT with plausible filters.
std::vector<Symbol> sample_symbols();
// FEED0001 .. for Feed::symbols; prices from 10 to 10,000.
std::vector<Symbol> feed_symbols(std::uint32_t count);

// Reads config/venue.toml and its like; key files are read relative to the file's folder. Unknown keys are
// refused. The string is one line: file, line, key, what is wrong and what to do.
std::variant<Config, std::string> load_config(const std::string& path);
std::variant<Config, std::string> parse_config(std::string_view toml, const std::string& origin);

} // namespace fixguard::venue

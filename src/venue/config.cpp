// Reads config/venue.toml and its like.
#include "venue/config.hpp"

#include "rules/session_table_reader.hpp"
#include "rules/toml_reader.hpp"
#include "venue/decimal.hpp"
#include "venue/fault_reader.hpp"
#include "venue/order_terms.hpp"
#include "venue/signature.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace fixguard::venue {
namespace {

using rules::TomlSection;

std::optional<std::string> whole_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) return std::nullopt;
    return text.str();
}

void read_duration(TomlSection& section, std::string_view key, milliseconds& out, std::int64_t min) {
    std::int64_t count = out.count();
    if (section.integer(key, count, min, 24LL * 3600 * 1000)) out = milliseconds{count};
}

void read_decimal(TomlSection& section, std::string_view key, std::string& out) {
    if (!section.text(key, out)) return;
    const auto value = parse_decimal(out);
    if (!value || *value <= Decimal{})
        section.fail(key, "a number above 0 in quotes is wanted, such as \"0.01\"");
}

void read_listeners(TomlSection& top, const std::filesystem::path& folder, Config& config) {
    top.text("host", config.host);
    top.flag("tls", config.tls);
    top.flag("require_sni", config.require_sni);
    if (top.text("ca_file", config.ca_file) && !config.ca_file.empty())
        config.ca_file = (folder / config.ca_file).string();
    top.integer("out_buffer_limit_bytes", config.out_buffer_limit, 4096, 1LL << 30);
    top.integer("max_connections", config.max_connections, 1, 1'000'000);
    if (auto ports = top.section("ports")) {
        for (const SessionKind kind : all_session_kinds)
            ports->integer(name(kind), config.port(kind), 0, 65'535);
        ports->refuse_other_keys();
    }
}

ApiKey read_key(TomlSection& section, const std::filesystem::path& folder) {
    ApiKey key;
    section.require("api_key");
    section.require("public_key_file");
    section.text("api_key", key.value);
    section.choice("permission", key.permission,
                   {{"none", Permission::none},
                    {"fix_api_read_only", Permission::fix_api_read_only},
                    {"fix_api", Permission::fix_api}});
    std::string path;
    if (section.text("public_key_file", path)) {
        const auto pem = whole_file(folder / path);
        if (!pem) {
            section.fail("public_key_file", "cannot be read: " + (folder / path).string());
        } else if (const auto parsed = PublicKey::from_pem(*pem);
                   const auto* error = std::get_if<std::string>(&parsed)) {
            section.fail("public_key_file", (folder / path).string() + " " + *error);
        } else {
            key.public_key_pem = *pem;
        }
    }
    section.refuse_other_keys();
    return key;
}

Account read_account(TomlSection& section, const std::filesystem::path& folder) {
    Account account;
    section.require("name");
    section.text("name", account.name);
    if (auto limit = section.section("unfilled_orders")) {
        limit->integer("count", account.unfilled_orders.count, 1, 10'000'000);
        read_duration(*limit, "window_ms", account.unfilled_orders.window, 1);
        limit->refuse_other_keys();
    }
    section.require("keys");
    for (TomlSection& key : section.sections("keys"))
        account.keys.push_back(read_key(key, folder));
    section.refuse_other_keys();
    return account;
}

void read_order_limits(TomlSection& section, Symbol& symbol) {
    const auto limit = [&](std::string_view key, std::uint32_t& out) {
        section.integer(key, out, 0, 10'000'000);
    };
    limit("max_orders", symbol.max_orders);
    limit("max_algo_orders", symbol.max_algo_orders);
    limit("max_iceberg_orders", symbol.max_iceberg_orders);
    limit("max_order_lists", symbol.max_order_lists);
    limit("max_order_amends", symbol.max_order_amends);
    limit("iceberg_parts", symbol.iceberg_parts);
    limit("min_trailing_bips", symbol.min_trailing_bips);
    limit("max_trailing_bips", symbol.max_trailing_bips);
}

Symbol read_symbol(TomlSection& section) {
    Symbol symbol;
    section.require("name");
    section.require("currency");
    section.text("name", symbol.name);
    section.text("currency", symbol.currency);
    read_decimal(section, "tick", symbol.tick);
    read_decimal(section, "min_price", symbol.min_price);
    read_decimal(section, "max_price", symbol.max_price);
    read_decimal(section, "lot", symbol.lot);
    read_decimal(section, "min_quantity", symbol.min_quantity);
    read_decimal(section, "max_quantity", symbol.max_quantity);
    read_decimal(section, "min_notional", symbol.min_notional);
    read_decimal(section, "market_max_quantity", symbol.market_max_quantity);
    read_decimal(section, "start_price", symbol.start_price);
    read_order_limits(section, symbol);
    section.texts("unsupported", symbol.unsupported);
    for (const std::string& name : symbol.unsupported)
        if (std::ranges::find(features, name, &Feature::name) == features.end())
            section.fail("unsupported", "\"" + name + "\" is nothing that a symbol may lack");
    section.refuse_other_keys();
    return symbol;
}

// What no single table shows: two of the same name.
void refuse_repetition(TomlSection& top, const Config& config) {
    std::set<std::string> seen;
    for (const Symbol& symbol : config.symbols)
        if (!seen.insert(symbol.name).second)
            top.fail("symbols", "the name " + symbol.name + " stands there twice");
    seen.clear();
    for (const Account& account : config.accounts)
        for (const ApiKey& key : account.keys)
            if (!seen.insert(key.value).second) top.fail("accounts", "one api_key stands there twice");
}

Config read_config(TomlSection& top, const std::filesystem::path& folder) {
    Config config;
    read_listeners(top, folder, config);
    top.integer("seed", config.seed, 0, std::numeric_limits<std::int64_t>::max());
    for (TomlSection& account : top.sections("accounts"))
        config.accounts.push_back(read_account(account, folder));
    if (top.has("symbols"))
        for (TomlSection& symbol : top.sections("symbols"))
            config.symbols.push_back(read_symbol(symbol));
    else
        config.symbols = sample_symbols();
    if (auto feed = top.section("feed")) {
        read_duration(*feed, "interval_ms", config.feed.interval, 1);
        feed->integer("symbols", config.feed.symbols, 0, 5'000);
        feed->integer("max_entries", config.feed.max_entries, 1, 10'000);
        for (Symbol& symbol : feed_symbols(config.feed.symbols))
            config.symbols.push_back(std::move(symbol));
        feed->refuse_other_keys();
    }
    if (auto table = top.section("rules"))
        rules::read_session_table(*table, config.rules, rules::TableForm::changes);
    for (TomlSection& fault : top.sections("faults"))
        config.faults.push_back(read_fault(fault));
    refuse_repetition(top, config);
    top.refuse_other_keys();
    return config;
}

} // namespace

std::vector<Symbol> sample_symbols() {
    Symbol btc{.name = "BTCUSDT", .currency = "USDT"};
    btc.start_price = "60000";
    Symbol eth{.name = "ETHUSDT", .currency = "USDT"};
    eth.lot = eth.min_quantity = "0.0001";
    eth.start_price = "3000";
    Symbol bnb{.name = "BNBUSDT", .currency = "USDT"};
    bnb.lot = bnb.min_quantity = "0.001";
    bnb.max_price = "100000";
    bnb.start_price = "600";
    return {btc, eth, bnb};
}

std::vector<Symbol> feed_symbols(std::uint32_t count) {
    std::vector<Symbol> symbols;
    for (std::uint32_t number = 1; number <= count; ++number) {
        const std::string digits = std::to_string(number);
        Symbol symbol{.name = "FEED" + std::string(4 - digits.size(), '0') + digits, .currency = "USDT"};
        symbol.start_price = std::to_string(10 * (1 + number % 1'000));
        symbols.push_back(std::move(symbol));
    }
    return symbols;
}

std::variant<Config, std::string> parse_config(std::string_view toml, const std::string& origin) {
    auto parsed = rules::parse_toml(toml, origin);
    if (auto* error = std::get_if<std::string>(&parsed)) return std::move(*error);
    rules::TomlReport report(origin);
    TomlSection top(report, std::get<toml::table>(parsed));
    Config config = read_config(top, std::filesystem::path(origin).parent_path());
    if (report.failed()) return report.error();
    return config;
}

std::variant<Config, std::string> load_config(const std::string& path) {
    const auto text = whole_file(path);
    if (!text) return path + ": cannot be read";
    return parse_config(*text, path);
}

} // namespace fixguard::venue

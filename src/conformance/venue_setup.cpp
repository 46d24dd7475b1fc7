// Reads `# venue:` headers into a configuration.
#include "conformance/venue_setup.hpp"

#include "venue/order_terms.hpp"
#include "wire/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace fixguard::conformance {
namespace {

std::optional<std::int32_t> number(std::string_view text) {
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// A filter of all symbols. false: there is none of that name, or the value is not of its kind.
bool set_filter(std::string_view key, std::string_view value, venue::Config& config) {
    using venue::Symbol;
    struct Text {
        std::string_view name;
        std::string Symbol::*member;
    };
    struct Count {
        std::string_view name;
        std::uint32_t Symbol::*member;
    };
    constexpr std::array<Text, 6> texts{{{"tick", &Symbol::tick},
                                         {"min_price", &Symbol::min_price},
                                         {"lot", &Symbol::lot},
                                         {"min_quantity", &Symbol::min_quantity},
                                         {"market_max_quantity", &Symbol::market_max_quantity},
                                         {"min_notional", &Symbol::min_notional}}};
    constexpr std::array<Count, 5> counts{{{"max_orders", &Symbol::max_orders},
                                           {"max_algo_orders", &Symbol::max_algo_orders},
                                           {"max_iceberg_orders", &Symbol::max_iceberg_orders},
                                           {"max_order_lists", &Symbol::max_order_lists},
                                           {"max_order_amends", &Symbol::max_order_amends}}};
    bool known = false;
    const bool is_feature =
        key == "unsupported" &&
        std::ranges::find(venue::features, value, &venue::Feature::name) != venue::features.end();
    for (Symbol& symbol : config.symbols) {
        for (const Text& text : texts)
            if (text.name == key && (known = wire::parse_decimal(value).has_value()))
                symbol.*text.member = value;
        for (const Count& count : counts)
            if (count.name == key && (known = number(value).value_or(-1) >= 0))
                symbol.*count.member = static_cast<std::uint32_t>(*number(value));
        if (is_feature) symbol.unsupported.emplace_back(value);
    }
    return known || is_feature;
}

std::optional<std::string> apply(std::string_view key, std::string_view value, SessionKind kind,
                                 venue::Config& config, std::optional<venue::Fault>& fault) {
    const auto bad = [&] { return std::string(key) + "=" + std::string(value) + " is not understood"; };
    if (key == "fault") {
        for (const venue::FaultKind known : venue::all_fault_kinds)
            if (name(known) == value) fault.emplace().kind = known;
        return fault ? std::nullopt : std::optional(bad());
    }
    if (fault && key == "type") return fault->msg_type = value, std::nullopt;
    if (fault && key == "carrier") return fault->carrier = value, std::nullopt;
    if (!fault && set_filter(key, value, config)) return std::nullopt;
    const auto figure = number(value);
    if (!figure) return bad();
    if (fault && key == "code") return fault->code = ErrorCode{*figure}, std::nullopt;
    if (*figure < 0) return bad();
    const auto count = static_cast<std::uint32_t>(*figure);
    rules::KindRules& rules = config.rules.kinds[static_cast<std::size_t>(kind)];
    if (fault && key == "skip")
        fault->skip = count;
    else if (fault && key == "times")
        fault->times = count;
    else if (fault && key == "after")
        fault->after = std::chrono::seconds(count);
    else if (fault && key == "countdown")
        fault->countdown = std::chrono::seconds(count);
    else if (key == "messages")
        rules.messages.count = count;
    else if (key == "attempts")
        rules.attempts.count = count;
    else if (key == "connections")
        rules.connections = count;
    else if (key == "streams")
        rules.streams = count;
    else if (key == "orders")
        for (venue::Account& account : config.accounts)
            account.unfilled_orders.count = count;
    else
        return bad();
    return std::nullopt;
}

} // namespace

std::optional<std::string> apply_setup(std::string_view header, SessionKind kind, venue::Config& config) {
    std::optional<venue::Fault> fault;
    while (!header.empty()) {
        const std::size_t equals = header.find('=');
        if (equals == header.npos) return std::string(header) + ": name=value is wanted";
        const std::string_view key = header.substr(0, equals);
        if (fault && key == "text") {
            fault->text = header.substr(equals + 1);
            break;
        }
        const std::size_t end = std::min(header.find(' '), header.size());
        if (end < equals) return std::string(header) + ": name=value is wanted";
        if (auto error = apply(key, header.substr(equals + 1, end - equals - 1), kind, config, fault))
            return error;
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    if (fault) config.faults.push_back(*fault);
    return std::nullopt;
}

venue::Config embedded_venue(const std::string& public_key_pem) {
    venue::Config config;
    venue::Account account;
    account.name = "conformance";
    account.keys = {
        {std::string(embedded_key), public_key_pem, venue::Permission::fix_api},
        {std::string(embedded_read_only_key), public_key_pem, venue::Permission::fix_api_read_only},
        {std::string(embedded_powerless_key), public_key_pem, venue::Permission::none}};
    config.accounts = {account};
    config.symbols = venue::sample_symbols();
    return config;
}

venue::Config client_venue(const std::string& api_key, const std::string& public_key_pem) {
    venue::Config config;
    config.accounts.emplace_back().name = "client";
    config.accounts.back().keys = {{api_key, public_key_pem, venue::Permission::fix_api}};
    config.symbols = venue::sample_symbols();
    return config;
}

} // namespace fixguard::conformance

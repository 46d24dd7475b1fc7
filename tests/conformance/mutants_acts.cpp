// The table of wrong venues: what they do.
#include "conformance/mutant_parts.hpp"

namespace fixguard::conformance::test {
namespace {

Mutant deaf(std::string name, const std::string& type) {
    return {.name = std::move(name),
            .config = {},
            .hears = [=](std::string message) -> Text {
                if (is(message, type)) return std::nullopt;
                return message;
            },
            .says = {}};
}

// The first request of the type is answered as it should be, and not carried out.
Mutant confirms(const std::string& what, const std::string& type, const std::string& hint) {
    Mutant mutant;
    mutant.name = "confirms " + what + " and does nothing";
    mutant.confirms = type;
    mutant.hint = hint;
    return mutant;
}

// The header of a message, with another type and another rest.
std::string in_place_of(const std::string& message, const std::string& type, const std::string& rest) {
    std::string made = "35=" + type + "|";
    for (const int tag : {34, 49, 52, 56})
        made += std::to_string(tag) + "=" + value(message, tag) + "|";
    return made + rest;
}

// ---- what is refused, in the right words, is done all the same

Mutant places_what_it_refuses() {
    Mutant mutant = says("places an order that it refuses", [](std::string message) -> Text {
        if (!is(message, "8") || value(message, 150) != "0" || value(message, 38) != "1.00000100")
            return message;
        return in_place_of(message, "8",
                           "11=" + value(message, 11) +
                               "|55=BTCUSDT|150=8|39=8|103=99|25016=-1013|58=Filter failure: LOT_SIZE|");
    });
    mutant.config = [](venue::Config& config) {
        for (venue::Symbol& symbol : config.symbols)
            symbol.lot = "0.00000001";
    };
    mutant.hint = "oe/order-refused";
    return mutant;
}

Mutant cancels_what_it_refuses() {
    Mutant mutant = says("cancels an order although it refuses to", [](std::string message) -> Text {
        if (!is(message, "8") || value(message, 150) != "4" || value(message, 11) != "C1") return message;
        return in_place_of(message, "9",
                           "11=C1|41=O1|55=BTCUSDT|434=1|25016=-2011|58=Order was not canceled due to cancel "
                           "restrictions.|");
    });
    mutant.hears = [](std::string message) -> Text { return framed(with(message, 25002, "")); };
    mutant.hint = "oe/cancel-refused";
    return mutant;
}

Mutant amends_what_it_refuses() {
    Mutant mutant = says("amends an order although it refuses to", [](std::string message) -> Text {
        if (!is(message, "8") || value(message, 150) != "5") return message;
        return in_place_of(
            message, "XAR",
            "11=K1|41=O1|55=BTCUSDT|38=2|25016=-2038|58=Order amend (quantity increase) is not "
            "supported.|");
    });
    mutant.hears = [](std::string message) -> Text {
        return is(message, "XAK") ? framed(with(message, 38, "0.5")) : message;
    };
    mutant.hint = "oe/amend-refused";
    return mutant;
}

} // namespace

Mutant figure(std::string name, std::function<void(venue::Config&)> change) {
    return {.name = std::move(name), .config = std::move(change), .hears = {}, .says = {}};
}

Mutant says(std::string name, std::function<Text(std::string)> change) {
    return {.name = std::move(name), .config = {}, .hears = {}, .says = std::move(change)};
}

rules::KindRules& oe(venue::Config& config) {
    return config.rules.kinds[0];
}

std::vector<Mutant> wrong_acts() {
    return {
        deaf("a TestRequest<1> is not heard", "1"),
        deaf("a Logout<5> is not heard", "5"),
        deaf("a cancel is not heard", "F"),
        deaf("an amend is not heard", "XAK"),
        deaf("a list is not heard", "E"),
        deaf("an unsubscription is not heard", "V"),
        figure("one message less than the limit", [](auto& config) { --oe(config).messages.count; }),
        figure("HeartBtInt(108) from 6", [](auto& config) { config.rules.common.heart_bt_int_min = 6; }),
        figure("HeartBtInt(108) from 4", [](auto& config) { config.rules.common.heart_bt_int_min = 4; }),
        figure("HeartBtInt(108) to 59", [](auto& config) { config.rules.common.heart_bt_int_max = 59; }),
        figure("HeartBtInt(108) to 61", [](auto& config) { config.rules.common.heart_bt_int_max = 61; }),
        figure("a name is free at once",
               [](auto& config) { config.rules.common.sender_comp_id_lock_factor = 0; }),
        figure("a name is locked for 1 x HeartBtInt(108)",
               [](auto& config) { config.rules.common.sender_comp_id_lock_factor = 1; }),
        figure("a name is locked for 3 x HeartBtInt(108)",
               [](auto& config) { config.rules.common.sender_comp_id_lock_factor = 3; }),
        figure("a clock two seconds behind is taken",
               [](auto& config) { config.rules.common.clock_ahead_max = milliseconds(3'000); }),
        figure("a Logon<A> may be a minute old",
               [](auto& config) { config.rules.common.recv_window_default = milliseconds(60'000); }),
        figure("RecvWindow(25000) up to 70000",
               [](auto& config) { config.rules.common.recv_window_max = milliseconds(70'000); }),
        figure("TargetCompID(56) is FUTURES",
               [](auto& config) { config.rules.common.target_comp_id = "FUTURES"; }),
        figure("-1007 after a minute",
               [](auto& config) { config.rules.common.engine_timeout = milliseconds(60'000); }),
        figure("MarketDepth(264) without end",
               [](auto& config) { config.rules.common.market_depth_max = 9'999; }),
        figure("a read-only key trades", [](auto& config) { oe(config).read_only_key_enough = true; }),
        figure("a read-only key may not listen",
               [](auto& config) { config.rules.kinds[1].read_only_key_enough = false; }),
        figure("drop copy without delay",
               [](auto& config) { config.rules.kinds[1].report_delay = milliseconds(0); }),
        figure("one stream more", [](auto& config) { ++config.rules.kinds[2].streams; }),
        confirms("an order", "D", "oe/cancel"),
        confirms("a cancel", "F", "oe/cancel-twice"),
        confirms("a mass cancel", "q", "oe/mass-cancel-twice"),
        confirms("an amend", "XAK", "oe/amend-twice"),
        confirms("a cancel and new order", "XCN", "oe/replace-done"),
        confirms("a list", "E", "oe/list-cancelled"),
        places_what_it_refuses(),
        cancels_what_it_refuses(),
        amends_what_it_refuses(),
    };
}

} // namespace fixguard::conformance::test

// (4) A limit order before it is sent: structure and the rules of an order.
#include "bench/figures/figures.hpp"
#include "bench/peers/quickfix.hpp"
#include "bench/samples.hpp"
#include "dictionary/dictionary.hpp"
#include "rules/request.hpp"
#include "rules/structure.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::bench {
namespace {

bool is_sound(std::string_view bytes, const rules::RuleSet& rule_set) {
    wire::FrameReader reader(wire::OnFault::stop);
    const wire::FrameResult result = reader.next(bytes);
    return result.status == wire::FrameResult::Status::complete &&
           !rules::first_structure_violation(result.frame, rule_set) &&
           !rules::first_request_violation(result.frame, rule_set, SessionKind::order_entry);
}

// Faults that both sides know.
std::vector<std::string> spoilt() {
    std::vector<std::string> messages;
    for (const std::string_view body :
         {"40=2|11=A|38=1|44=2|54=9|55=BTCUSDT|59=1|", "40=2|38=1|44=2|54=1|55=BTCUSDT|59=1|",
          "40=2|11=A|38=x|44=2|54=1|55=BTCUSDT|59=1|", "40=2|11=A|38=1|44=2|54=1|55=BTCUSDT|59=1|146=1|"})
        messages.push_back(wire::frame_body(
            wire::from_readable("35=D|34=7|49=CLIENT|52=20261121-09:30:00|56=SPOT|" + std::string(body))));
    return messages;
}

} // namespace

void preflight(Bench& bench) {
    if (!bench.wants("4")) return;
    const std::vector<std::string> orders = limit_orders();
    const rules::RuleSet rule_set{*dictionary::built_in(SessionKind::order_entry),
                                  rules::SessionTable::built_in()};
    const QuickFix quickfix(SessionKind::order_entry);
    std::vector<FIX::Message> messages;
    for (const std::string& order : orders)
        messages.push_back(quickfix.parse(order));

    const auto ours = [&](std::size_t i) { return is_sound(orders[i % variants], rule_set); };
    const auto validated = [&](std::size_t i) { return quickfix.validate(messages[i % variants]); };
    const auto parsed = [&](std::size_t i) {
        return quickfix.validate(quickfix.parse(orders[i % variants]));
    };
    const auto difference = [&]() -> std::string {
        for (std::size_t i = 0; i < variants; ++i)
            if (!ours(i) || !validated(i) || !parsed(i)) return wire::to_readable(orders[i]);
        for (const std::string& message : spoilt())
            if (is_sound(message, rule_set) || quickfix.validate(quickfix.parse(message)))
                return wire::to_readable(message);
        return {};
    };
    bench.compare({"4",
                   "preflight of a limit order, from its bytes",
                   difference,
                   {side("fixguard", ours), side("QuickFIX validate, message already built", validated, 5),
                    side("QuickFIX parse + validate", parsed)},
                   {}});
}

} // namespace fixguard::bench

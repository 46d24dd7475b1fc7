// (4) A limit order before it is sent: structure, values and the rules of an order.
#include "rules/preflight.hpp"
#include "bench/figures/figures.hpp"
#include "bench/peers/quickfix.hpp"
#include "bench/samples.hpp"
#include "dictionary/dictionary.hpp"
#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::bench {
namespace {

// What Supervisor::send() is given: the message without the header and what frames it.
std::string body_of(const std::string& message) {
    std::string body;
    wire::FieldCursor fields(message);
    for (wire::Field field; fields.next(field);) {
        switch (field.tag) {
        case tag::BeginString:
        case tag::BodyLength:
        case tag::CheckSum:
        case tag::MsgSeqNum:
        case tag::SenderCompID:
        case tag::SendingTime:
        case tag::TargetCompID: break;
        default: body.append(field.tag_text).append("=").append(field.value) += wire::soh;
        }
    }
    return body;
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
    const rules::Preflight check(SessionKind::order_entry, *dictionary::built_in(SessionKind::order_entry),
                                 rules::SessionTable::built_in());
    const QuickFix quickfix(SessionKind::order_entry);
    std::vector<std::string> bodies;
    std::vector<FIX::Message> messages;
    for (const std::string& order : orders) {
        bodies.push_back(body_of(order));
        messages.push_back(quickfix.parse(order));
    }

    const auto ours = [&](std::size_t i) { return !check.check(bodies[i % variants]); };
    const auto body_validated = [&](std::size_t i) { return quickfix.validate_body(messages[i % variants]); };
    const auto validated = [&](std::size_t i) { return quickfix.validate(messages[i % variants]); };
    const auto parsed = [&](std::size_t i) {
        return quickfix.validate(quickfix.parse(orders[i % variants]));
    };
    const auto difference = [&]() -> std::string {
        for (std::size_t i = 0; i < variants; ++i)
            if (!ours(i) || !body_validated(i) || !validated(i) || !parsed(i))
                return wire::to_readable(orders[i]);
        for (const std::string& message : spoilt())
            if (!check.check(body_of(message)) || quickfix.validate(quickfix.parse(message)) ||
                quickfix.validate_body(quickfix.parse(message)))
                return wire::to_readable(message);
        return {};
    };
    bench.compare({"4",
                   "preflight of a limit order, as send() does it",
                   difference,
                   {side("fixguard, from its bytes", ours),
                    side("QuickFIX validate, message already built, body only", body_validated, 5),
                    side("QuickFIX validate, message already built", validated, 5),
                    side("QuickFIX parse + validate", parsed)},
                   {}});
}

} // namespace fixguard::bench

// The table of faults. Each row spoils one message of a session that otherwise behaves.
#include "cli/demo_faults.hpp"

#include "wire/message_writer.hpp"

#include <utility>

namespace fixguard::cli {
namespace {

constexpr auto oe = SessionKind::order_entry;
constexpr auto dc = SessionKind::drop_copy;
constexpr auto md = SessionKind::market_data;

const std::string an_order = "35=D|11=%|38=1|40=2|44=50|54=1|55=" + std::string(demo_symbol) + "|59=1|";
std::string book_ticker_of(std::string_view symbol) {
    return "35=V|262=%|263=1|264=1|146=1|55=" + std::string(symbol) + "|267=2|269=0|269=1|";
}

// One OCO list in which Symbol(55) of the first order comes before its OrderQty(38).
const std::string a_list_out_of_order =
    "35=E|25014=%|1385=1|73=2|"
    "11=%-a|55=BTCUSDT|38=1|40=3|1100=4|1101=1|1102=50|1107=2|1109=D|54=2|25010=1|25011=2|25012=1|25013=2|"
    "11=%-b|38=1|40=2|18=6|44=900|54=2|55=BTCUSDT|25010=1|25011=1|25012=0|25013=2|";

// One request for more streams than a connection may have.
std::string too_many_streams() {
    std::string body = "35=V|262=%|263=1|146=" + std::to_string(demo_streams + 1) + "|";
    for (int i = 0; i <= demo_streams; ++i)
        body += "55=" + demo_extra_symbol(i) + "|";
    return body + "267=1|269=2|";
}

std::vector<DemoFault> make_faults() {
    using enum Op;
    using enum Base;
    return {
        {{-1169}, 0, oe, order, "a field with tag 0", {{append, 0, "1"}}},
        {{-1170}, 0, oe, order, "OrigClOrdID(41) in a NewOrderSingle<D>", {{append, 41, "x"}}},
        {{-1171}, 0, oe, order, "Symbol(55) twice", {{append, 55, demo_symbol}}},
        {{-1172}, 0, oe, order, "SendingTime(52) behind the body", {{move_to_end, 52, {}}}},
        {{-1173},
         0,
         oe,
         order,
         "Symbol(55) too early in an entry of NoOrders(73)",
         {{become, 0, a_list_out_of_order}}},
        {{-1174}, 0, oe, order, "a TriggerType(1100) alone on a limit order", {{append, 1100, "4"}}},
        {{-1175}, 0, oe, logon, "Logon<A> with ResetSeqNumFlag(141)=N", {{set, 141, "N"}}},
        {{-1176}, 0, oe, order, "a second Logon<A>", {{become, 0, "35=A|98=0|108=5|141=Y|25035=2|"}}},
        {{-1177}, 0, oe, order, "a CheckSum(10) one off", {{spoil_check_sum, 0, {}}}},
        {{-1177}, 1, oe, order, "BodyLength(9) before BeginString(8)", {{body_length_first, 0, {}}}},
        {{-1177}, 2, oe, order, "MsgType(35) behind the body", {{move_to_end, 35, {}}}},
        {{-1177}, 3, oe, order, "a BodyLength(9) seven off", {{spoil_body_length, 0, {}}}},
        {{-1177}, 4, oe, order, "a bell character in TimeInForce(59)", {{set, 59, "1\a"}}},
        {{-1177}, 5, oe, order, "an empty TimeInForce(59)", {{set, 59, ""}}},
        {{-1177}, 6, oe, order, "a binary header of an unknown encoding", {{binary, 0, {}}}},
        {{-1178}, 0, oe, order, "another SenderCompID(49)", {{set, 49, "STRANGER"}}},
        {{-1179}, 0, oe, order, "a MsgSeqNum(34) left out", {{add_one, 34, {}}}},
        {{-1180}, 0, oe, logon, "LimitQuery<XLQ> before Logon<A>", {{become, 0, "35=XLQ|6136=%|"}}},
        {{-1181}, 0, oe, order, "10,001 messages at once", {{flood, 0, "10001"}}},
        {{-1182}, 0, oe, order, "OrderQty(38) and CashOrderQty(152)", {{append, 152, "10"}}},
        {{-1183}, 0, dc, order, "an order on a drop-copy session", {}},
        {{-1184}, 0, oe, logon, "DropCopyFlag(9406)=Y at the order-entry server", {{append, 9406, "Y"}}},
        {{-1185}, 0, dc, logon, "no DropCopyFlag(9406) at the drop-copy server", {{remove, 9406, {}}}},
        {{-1186},
         0,
         oe,
         order,
         "a subscription on an order-entry session",
         {{become, 0, book_ticker_of(demo_other_symbol)}}},
        {{-1187}, 0, md, subscribe, "an order on a market-data session", {{become, 0, an_order}}},
        {{-1188}, 0, md, subscribe, "NoRelatedSym(146)=2 with one entry", {{set, 146, "2"}}},
        {{-1189},
         0,
         md,
         subscribe,
         "MDEntryType(269)=1 twice in its group",
         {{remove, 269, {}}, {append, 269, "1"}}},
        {{-1190}, 0, md, subscribe, "an MDReqID(262) that is in use", {{set, 262, demo_subscription}}},
        {{-1190}, 1, md, unsubscribe, "the end of a subscription nobody has", {}},
        {{-1191}, 0, md, subscribe, "1,001 streams", {{become, 0, too_many_streams()}}},
        {{-1191}, 1, md, subscribe, "a stream that is active already", {{set, 55, demo_symbol}}},
    };
}

} // namespace

std::string_view msg_type(Base base) noexcept {
    switch (base) {
    case Base::logon: return "A";
    case Base::order: return "D";
    case Base::subscribe:
    case Base::unsubscribe: return "V";
    }
    return "";
}

std::string request_body(Base base, std::string_view id) {
    std::string body;
    switch (base) {
    case Base::logon: break;
    case Base::order: body = an_order; break;
    case Base::subscribe: body = book_ticker_of(demo_other_symbol); break;
    case Base::unsubscribe: body = "35=V|262=%|263=2|"; break;
    }
    return wire::from_readable(with_id(std::move(body), id));
}

std::string base_subscription() {
    return wire::from_readable(with_id(book_ticker_of(demo_symbol), demo_subscription));
}

std::string good_request(SessionKind kind, std::string_view id) {
    switch (kind) {
    case SessionKind::order_entry:
    case SessionKind::drop_copy: // what happens on order entry is reported there
        return request_body(Base::order, id);
    case SessionKind::market_data:
        return wire::from_readable(with_id("35=x|320=%|559=0|55=" + std::string(demo_symbol) + "|", id));
    }
    return {};
}

std::string with_id(std::string body, std::string_view id) {
    for (std::size_t at; (at = body.find('%')) != std::string::npos;)
        body.replace(at, 1, id);
    return body;
}

std::string demo_extra_symbol(int index) {
    return "DEMO" + std::to_string(index);
}

const std::vector<DemoFault>& demo_faults() {
    static const std::vector<DemoFault> faults = make_faults();
    return faults;
}

} // namespace fixguard::cli

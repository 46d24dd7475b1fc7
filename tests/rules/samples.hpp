// Sound messages of a client, one of each sort that the documents show.
#pragma once

#include "rules/fixture.hpp"

#include <string>
#include <vector>

namespace fixguard::rules::test {

struct Sample {
    std::string name;
    SessionKind kind;
    std::string message; // from MsgType(35) to the last field of the body
};

// Orders of a list; entries of NoOrders(73) keep the documented order of fields.
inline const std::string stop_sell = "38=1|40=3|1100=4|1101=1|1102=50000|1107=2|1109=D|54=2|55=BTCUSDT|";
inline const std::string profit_sell = "38=1|40=3|1100=4|1101=1|1102=70000|1107=2|1109=U|54=2|55=BTCUSDT|";
inline const std::string maker_sell = "38=1|40=2|18=6|44=70000|54=2|55=BTCUSDT|";
inline const std::string stop_buy = "38=1|40=3|1100=4|1101=1|1102=70000|1107=2|1109=U|54=1|55=BTCUSDT|";
inline const std::string profit_buy = "38=1|40=3|1100=4|1101=1|1102=50000|1107=2|1109=D|54=1|55=BTCUSDT|";
inline const std::string maker_buy = "38=1|40=2|18=6|44=50000|54=1|55=BTCUSDT|";
inline const std::string limit_buy = "38=1|40=2|44=60000|54=1|55=BTCUSDT|59=1|";

// One entry of NoListTriggeringInstructions(25010), and the whole group.
inline std::string triggered(std::string_view type, std::string_view index, std::string_view action) {
    return "25011=" + std::string(type) + "|25012=" + std::string(index) + "|25013=" + std::string(action) +
           "|";
}
inline std::string triggers(const std::string& entries) {
    return "25010=" + std::to_string(entries.size() / triggered("1", "1", "1").size()) + "|" + entries;
}

inline std::string oco(const std::string& below, const std::string& below_trigger, const std::string& above,
                       const std::string& above_trigger) {
    return header("E") + "25014=LIST-1|1385=1|73=2|11=BELOW|" + below + triggers(below_trigger) +
           "11=ABOVE|" + above + triggers(above_trigger);
}

inline std::string oto(const std::string& working, const std::string& pending, const std::string& opo = "") {
    return header("E") + "25014=LIST-1|1385=2|" + opo + "73=2|11=WORK|" + working + "11=PEND|" + pending +
           triggers(triggered("3", "0", "1"));
}

inline std::string otoco(const std::string& working, const std::string& below,
                         const std::string& below_trigger, const std::string& above,
                         const std::string& above_trigger, const std::string& opo = "") {
    return header("E") + "25014=LIST-1|1385=2|" + opo + "73=3|11=WORK|" + working + "11=BELOW|" + below +
           triggers(triggered("3", "0", "2") + below_trigger) + "11=ABOVE|" + above +
           triggers(triggered("3", "0", "2") + above_trigger);
}

inline std::string without(std::string message, const std::string& field) {
    const auto at = message.find(field);
    if (at == std::string::npos) throw std::logic_error("no such field: " + field);
    return message.erase(at, field.size());
}

inline const std::string logon_body = "98=0|108=30|95=4|96=c2ln|141=Y|553=key|25035=1|";

inline std::vector<Sample> samples() {
    constexpr auto oe = SessionKind::order_entry;
    constexpr auto dc = SessionKind::drop_copy;
    constexpr auto md = SessionKind::market_data;
    const std::string order = header("D") + "11=ORD-1|55=BTCUSDT|54=1|";
    const std::string trigger = "1100=4|1101=1|1107=2|";
    return {
        {"heartbeat", oe, header("0")},
        {"heartbeat_with_id", md, header("0") + "112=T1|"},
        {"test_request", dc, header("1") + "112=T2|"},
        {"reject", oe, header("3") + "45=3|371=55|372=8|373=5|58=what is this|"},
        {"logout", dc, header("5") + "58=good night|"},
        {"header_in_another_order", oe, "35=0|34=7|52=20260714-09:30:00|56=SPOT|49=CLIENT|"},
        {"recv_window", oe, header("0") + "25000=5000.125|"},
        {"limit_query", oe, header("XLQ") + "6136=Q1|"},
        {"limit_query_md", md, header("XLQ") + "6136=Q1|"},

        {"market_order", oe, order + "40=1|38=0.5|"},
        {"market_order_by_cash", oe, order + "40=1|152=100|"},
        {"limit_order", oe, order + "40=2|38=0.01|44=60000.01|59=1|"},
        {"limit_order_fields_in_another_order", oe,
         header("D") + "59=1|44=60000.01|38=0.01|40=2|54=1|55=BTCUSDT|11=ORD-1|"},
        {"limit_order_all_options", oe,
         order + "40=2|38=1|44=60000|59=1|111=0.1|847=1000000|7940=5|25001=2|25032=Y|"},
        {"limit_maker", oe, order + "40=2|18=6|38=0.01|44=60000|"},
        {"stop_loss", oe, order + "40=3|38=1|" + trigger + "1102=61000|1109=U|"},
        {"stop_loss_trailing_from_price", oe,
         order + "40=3|38=1|" + trigger + "1102=61000|1109=U|25009=100|"},
        {"take_profit_trailing", oe, order + "40=3|38=1|" + trigger + "25009=100|"},
        {"take_profit_limit", oe, order + "40=4|38=1|44=50000|59=1|" + trigger + "1102=50000|1109=D|"},
        {"pegged", oe, order + "40=P|38=1|835=1|1094=5|"},
        {"pegged_with_offset", oe, order + "40=P|38=1|835=1|1094=4|836=3|211=2|"},

        {"cancel_by_order_id", oe, header("F") + "11=C1|55=BTCUSDT|37=123456789012345|"},
        {"cancel_by_both_ids", oe, header("F") + "11=C1|55=BTCUSDT|37=12|41=ORD-1|25002=1|"},
        {"cancel_list", oe, header("F") + "11=C1|55=BTCUSDT|25015=LIST-1|"},
        {"mass_cancel", oe, header("q") + "11=C2|55=BTCUSDT|530=1|"},
        {"cancel_replace", oe,
         header("XCN") + "25033=1|41=ORD-1|25034=C3|11=ORD-2|40=2|38=1|44=59000|59=1|54=1|55=BTCUSDT|"},
        {"amend", oe, header("XAK") + "11=A1|41=ORD-1|55=BTCUSDT|38=0.005|"},

        {"oco_sell", oe, oco(stop_sell, triggered("2", "1", "2"), maker_sell, triggered("1", "0", "2"))},
        {"oco_buy", oe, oco(maker_buy, triggered("1", "1", "2"), stop_buy, triggered("2", "0", "2"))},
        {"oco_sell_take_profit", oe,
         oco(stop_sell, triggered("1", "1", "2"), profit_sell, triggered("1", "0", "2"))},
        {"oco_buy_take_profit", oe,
         oco(profit_buy, triggered("1", "1", "2"), stop_buy, triggered("1", "0", "2"))},
        {"oto", oe, oto(limit_buy, maker_sell)},
        {"oto_pending_market", oe, oto(maker_buy, "38=1|40=1|54=2|55=BTCUSDT|")},
        {"otoco_sell", oe,
         otoco(limit_buy, stop_sell, triggered("2", "2", "2"), maker_sell, triggered("1", "1", "2"))},
        {"otoco_buy", oe,
         otoco(maker_sell, maker_buy, triggered("1", "2", "2"), stop_buy, triggered("2", "1", "2"))},
        {"otoco_take_profit", oe,
         otoco(limit_buy, stop_sell, triggered("1", "2", "2"), profit_sell, triggered("1", "1", "2"))},
        {"opo", oe, oto(limit_buy, without(maker_sell, "38=1|"), "25046=Y|")},
        {"opoco", oe,
         otoco(limit_buy, without(stop_sell, "38=1|"), triggered("2", "2", "2"), without(maker_sell, "38=1|"),
               triggered("1", "1", "2"), "25046=Y|")},

        {"trades", md, header("V") + "262=R1|263=1|146=2|55=BTCUSDT|55=ETHUSDT|267=1|269=2|"},
        {"book_ticker", md, header("V") + "262=R2|263=1|264=1|146=1|55=BTCUSDT|267=2|269=0|269=1|"},
        {"depth", md, header("V") + "262=R3|263=1|264=5000|267=2|269=0|269=1|146=1|55=BTCUSDT|266=Y|"},
        {"unsubscribe", md, header("V") + "262=ACTIVE|263=2|"},
        {"one_instrument", md, header("x") + "320=I1|559=0|55=BTCUSDT|"},
        {"all_instruments", md, header("x") + "320=I2|559=4|"},
    };
}

// The same, Logon and messages of the server with them: all that a dictionary has to do with.
inline std::vector<Sample> all_samples() {
    std::vector<Sample> all = samples();
    const std::string server = "|49=SPOT|56=CLIENT|34=2|52=20260714-09:30:00.123456|";
    const auto oe = SessionKind::order_entry;
    all.push_back({"logon", oe, header("A", 1) + logon_body});
    all.push_back({"logon_answer", oe, "35=A" + server + "98=0|108=30|25037=some-uuid|"});
    all.push_back({"trade", oe,
                   "35=8" + server +
                       "17=1|11=O1|37=5|38=1|40=2|54=1|55=BTCUSDT|150=F|14=1|151=0|32=1|39=2|136=2|137=0.1|"
                       "138=BNB|139=4|137=0.2|138=\xC2\xA5|139=4|"});
    all.push_back({"list_refused", oe,
                   "35=N" + server +
                       "55=BTCUSDT|429=2|431=7|103=99|25016=-1013|58=Filter failure: LOT_SIZE|73=1|11=O1|"
                       "55=BTCUSDT|37=5|25010=1|25011=1|25012=0|25013=2|"});
    all.push_back({"limits", SessionKind::market_data,
                   "35=XLR" + server + "6136=Q|25003=2|25004=2|25005=1|25006=10|25004=3|25005=0|25006=9|"});
    return all;
}

} // namespace fixguard::rules::test

// The books of an account read like the log of its drop copy: fills once, gaps told, late reports at their
// place.
#include "orders/account_orders.hpp"

#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace fixguard::orders {
namespace {

using Kind = Update::Kind;

class Books : public testing::Test {
protected:
    AccountOrders orders;

    // The header of a drop copy in front of the fields.
    Update tell(const std::string& fields) {
        bytes_ = wire::frame_body(
            wire::from_readable("35=8|34=2|49=SPOT|52=20260714-09:30:00.000000|56=DC|" + fields));
        return orders.apply(wire::MessageView(bytes_));
    }
    Update placed(const std::string& exec_id = "1") {
        return tell("17=" + exec_id +
                    "|11=A|37=7|38=3|40=2|54=1|55=BTCUSDT|44=60000|150=0|14=0|151=3|32=0|39=0|60=T1|");
    }
    Update filled(const std::string& exec_id, const std::string& last, const std::string& cum) {
        const bool all = cum == "3";
        return tell("17=" + exec_id + "|11=A|37=7|38=3|54=1|55=BTCUSDT|150=F|14=" + cum + "|1003=9" +
                    exec_id + "|31=60000|32=" + last + "|39=" + (all ? "2" : "1") + "|60=T" + exec_id + "|");
    }
    std::string filled_and_told() const {
        const AccountOrder* const order = orders.find("BTCUSDT", 7);
        if (order == nullptr) return "no such order";
        return wire::format_short(order->filled) + " " + wire::format_short(order->told) + " " +
               std::string(1, static_cast<char>(order->state));
    }

private:
    std::string bytes_;
};

TEST_F(Books, an_order_from_its_begin_to_its_end) {
    EXPECT_EQ(placed().kind, Kind::order);
    const Update first = filled("2", "1", "1");
    ASSERT_TRUE(first.fill);
    EXPECT_EQ(first.fill->trade_id, 92);
    EXPECT_EQ(wire::format_short(first.fill->quantity), "1");
    EXPECT_EQ(wire::format_short(first.fill->price), "60000");
    EXPECT_TRUE(first.missed.is_zero());
    EXPECT_EQ(filled_and_told(), "1 1 1");
    filled("3", "2", "3");
    EXPECT_EQ(filled_and_told(), "3 3 2");
    EXPECT_TRUE(orders.open().empty());
    EXPECT_TRUE(orders.with_gaps().empty());
}

TEST_F(Books, that_keep_no_closed_order_keep_the_one_they_tell_of) {
    orders = AccountOrders(0);
    placed();
    const Update last = filled("2", "3", "3");
    ASSERT_EQ(orders.find("BTCUSDT", 7), last.order);
    EXPECT_EQ(filled("2", "3", "3").kind, Kind::duplicate) << "drop copy comes later";
}

TEST_F(Books, the_same_execution_from_two_sessions_counts_once) {
    placed();
    filled("2", "1", "1");
    const Update again = filled("2", "1", "1");
    EXPECT_EQ(again.kind, Kind::duplicate);
    EXPECT_FALSE(again.fill);
    EXPECT_EQ(filled_and_told(), "1 1 1");
}

TEST_F(Books, a_fill_that_was_missed_shows_at_the_next_report) {
    placed();
    const Update update = filled("3", "1", "2");
    EXPECT_EQ(wire::format_short(update.missed), "1");
    EXPECT_EQ(orders.with_gaps().size(), 1U);
    EXPECT_EQ(filled_and_told(), "2 1 1");
    EXPECT_TRUE(filled("4", "1", "3").missed.is_zero()) << "a gap is told once";
}

TEST_F(Books, a_missed_fill_shows_at_the_cancel_too) {
    placed();
    const Update update = tell("17=3|11=C|41=A|37=7|54=1|55=BTCUSDT|150=4|14=1|151=0|32=0|39=4|60=T3|");
    EXPECT_EQ(wire::format_short(update.missed), "1");
    EXPECT_EQ(filled_and_told(), "1 0 4");
}

TEST_F(Books, a_late_report_closes_the_gap_and_does_not_turn_the_state_back) {
    placed();
    filled("3", "2", "3");
    const Update late = filled("2", "1", "1");
    ASSERT_TRUE(late.fill);
    EXPECT_TRUE(late.missed.is_zero());
    EXPECT_TRUE(orders.with_gaps().empty());
    EXPECT_EQ(filled_and_told(), "3 3 2");
    placed("0");
    EXPECT_EQ(filled_and_told(), "3 3 2");
}

TEST_F(Books, an_order_from_before_the_first_report_says_so) {
    const Update update = filled("5", "1", "2");
    EXPECT_TRUE(update.missed_its_begin);
    EXPECT_EQ(wire::format_short(update.missed), "1");
    EXPECT_FALSE(filled("6", "1", "3").missed_its_begin);
}

TEST_F(Books, reports_in_any_order_and_any_number_come_to_the_same) {
    std::mt19937 random(3);
    std::vector<int> reports{1, 2, 3, 4, 2, 3};
    for (int i = 0; i < 200; ++i) {
        std::shuffle(reports.begin(), reports.end(), random);
        orders = AccountOrders();
        Decimal told;
        for (const int report : reports) {
            const Update update =
                report == 1 ? placed() : filled(std::to_string(report), "1", std::to_string(report - 1));
            if (update.fill) told = told + update.fill->quantity;
        }
        EXPECT_EQ(filled_and_told(), "3 3 2");
        EXPECT_EQ(wire::format_short(told), "3");
    }
}

TEST_F(Books, an_amend_changes_the_quantity_and_both_names_find_the_order) {
    placed();
    tell("17=2|11=B|41=A|37=7|38=2|54=1|55=BTCUSDT|44=60000|150=5|14=0|151=2|32=0|39=0|60=T2|");
    ASSERT_NE(orders.find("A"), nullptr);
    EXPECT_EQ(orders.find("B"), orders.find("A"));
    EXPECT_EQ(wire::format_short(*orders.find("A")->quantity), "2");
    EXPECT_EQ(orders.find("A")->cl_ord_id, "A");
}

TEST_F(Books, a_refused_order_is_no_order) {
    EXPECT_EQ(tell("11=A|38=3|40=2|54=1|55=BTCUSDT|150=8|14=0|32=0|39=8|25016=-2010|58=x|").kind,
              Kind::nothing);
    EXPECT_EQ(orders.size(), 0U);
}

TEST_F(Books, unknown_codes_and_fields_lose_no_fill) {
    placed();
    const Update update =
        tell("17=2|11=A|37=7|54=1|55=BTCUSDT|99999=x|150=F|14=1|31=1|32=1|39=Z|453=1|448=me|32=7|");
    ASSERT_TRUE(update.fill);
    EXPECT_EQ(wire::format_short(update.fill->quantity), "1") << "the first of a repeated field counts";
    EXPECT_EQ(filled_and_told(), "1 1 0") << "a state that nobody documented changes nothing";
}

TEST_F(Books, lists_go_when_there_are_too_many_that_are_done_or_rejected) {
    orders = AccountOrders(2);
    for (const char* const list : {"66=1|25014=a|431=3|", "66=2|25014=b|431=7|", "66=3|25014=c|431=6|",
                                   "66=2|25014=b|431=7|", "66=4|25014=d|431=7|"})
        orders.apply(wire::MessageView(wire::from_readable("35=N|55=BTCUSDT|" + std::string(list))));
    EXPECT_NE(orders.find_list(1), nullptr) << "it is still executing";
    EXPECT_EQ(orders.find_list(2), nullptr);
    EXPECT_NE(orders.find_list(3), nullptr);
    EXPECT_NE(orders.find_list(4), nullptr);
}

TEST_F(Books, closed_orders_go_when_there_are_too_many) {
    orders = AccountOrders(2);
    for (int i = 1; i <= 5; ++i) {
        const std::string id = std::to_string(i);
        tell("17=1|11=A" + id + "|37=" + id + "|54=1|55=BTCUSDT|150=F|14=1|31=1|32=1|39=2|");
    }
    EXPECT_EQ(orders.size(), 2U);
    EXPECT_EQ(orders.find("A3"), nullptr);
    EXPECT_NE(orders.find("A4"), nullptr);
}

TEST_F(Books, a_name_that_is_used_again_belongs_to_the_later_order) {
    orders = AccountOrders(1);
    tell("17=1|11=A|37=1|54=1|55=BTCUSDT|150=4|14=0|32=0|39=4|");
    tell("17=2|11=A|37=2|54=1|55=BTCUSDT|150=0|14=0|32=0|39=0|");
    tell("17=3|11=X|37=3|54=1|55=BTCUSDT|150=4|14=0|32=0|39=4|"); // takes the place of order 1
    ASSERT_NE(orders.find("A"), nullptr);
    EXPECT_EQ(orders.find("A")->order_id, 2);
}

TEST_F(Books, lists_are_kept_with_their_orders) {
    const std::string bytes = wire::frame_body(
        wire::from_readable("35=N|34=2|49=SPOT|52=T|56=DC|55=BTCUSDT|66=5|25014=L|1385=1|429=4|431=3|60=T|73="
                            "2|11=A|55=BTCUSDT|37=7|11=B|55=BTCUSDT|37=8|"));
    const Update update = orders.apply(wire::MessageView(bytes));
    ASSERT_EQ(update.kind, Kind::list);
    EXPECT_EQ(update.list->cl_list_id, "L");
    EXPECT_EQ(update.list->status, 3);
    EXPECT_EQ(update.list->cl_ord_ids, (std::vector<std::string>{"A", "B"}));
    EXPECT_EQ(orders.find_list(5), update.list);
}

TEST_F(Books, every_cut_of_a_report_is_survived) {
    const std::string whole = wire::from_readable("35=8|17=2|11=A|37=7|54=1|55=B|150=F|14=1|31=1|32=1|39=1|");
    for (std::size_t size = 0; size <= whole.size(); ++size)
        orders.apply(wire::MessageView(std::string_view(whole).substr(0, size)));
    EXPECT_EQ(orders.size(), 1U);
}

} // namespace
} // namespace fixguard::orders

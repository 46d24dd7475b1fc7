// The account's orders, as ExecutionReport<8> and ListStatus<N> tell of them: each fill once, each gap seen.
#pragma once

#include "wire/decimal.hpp"
#include "wire/message_view.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fixguard::orders {

using wire::Decimal;

// OrdStatus(39) as it came.
enum class OrderState : char {
    pending_new = 'A',
    open = '0',
    partially_filled = '1',
    pending_cancel = '6',
    filled = '2',
    canceled = '4',
    rejected = '8',
    expired = 'C',
    unknown = '?', // a code that was not documented: the order is kept as it was
};

// Whether nothing can come any more but late reports.
constexpr bool is_final(OrderState state) noexcept {
    return state == OrderState::filled || state == OrderState::canceled || state == OrderState::rejected ||
           state == OrderState::expired;
}

struct AccountOrder {
    std::string symbol;
    std::int64_t order_id = 0; // OrderID(37)
    std::string cl_ord_id;     // of the request that placed it
    char side = '\0';          // Side(54)
    std::optional<Decimal> quantity;
    std::optional<Decimal> price;
    std::optional<std::int64_t> list_id;
    OrderState state = OrderState::unknown;
    Decimal filled;        // CumQty(14), the highest that was seen
    Decimal told;          // the sum of the fills that came; less than `filled` where some are missing
    std::string last_time; // TransactTime(60) of the newest report
    std::vector<std::int64_t> executions; // ExecID(17) of every report that counted, ascending
    std::vector<std::string> names;       // every ClOrdID(11) that a report gave it
};

struct AccountList {
    std::int64_t list_id = 0;
    std::string cl_list_id;
    std::string symbol;
    std::int64_t status = 0; // ListOrderStatus(431): 3 executing, 6 all done, 7 rejected
    std::vector<std::string> cl_ord_ids;
};

struct Fill {
    std::int64_t execution_id = 0;
    std::optional<std::int64_t> trade_id;
    Decimal price;
    Decimal quantity;
};

// What a message meant.
struct Update {
    enum class Kind : std::uint8_t {
        nothing,   // no report of orders, or one without an order: a refused request
        order,     // an order that is new to us, or changed
        list,      // an order list
        duplicate, // an execution that has counted already
    };
    Kind kind = Kind::nothing;
    const AccountOrder* order = nullptr; // until the next call
    const AccountList* list = nullptr;
    std::optional<Fill> fill; // with Kind::order: a trade, told for the first time
    // How much was filled before this report without a report of it: what a broken connection has cost. It
    // has to be looked up elsewhere, or a late report brings it.
    Decimal missed;
    bool missed_its_begin = false; // the order was there before its first report that came
};

// Fed with every message of one account, from any number of sessions and in any order: drop copy comes 1 s
// later than the order's own session, and both are the same executions. Not thread-safe.
class AccountOrders {
public:
    // `closed_limit`: how many orders in a final state are kept, the oldest go first; one at least, of which
    // an Update tells. A report of one that has gone would be news. Open ones are all kept; the exchange
    // limits them.
    explicit AccountOrders(std::size_t closed_limit = 10'000)
        : closed_limit_(std::max<std::size_t>(closed_limit, 1)) {}

    Update apply(wire::MessageView message);

    // nullptr: not known, or gone. Until the next apply().
    const AccountOrder* find(std::string_view symbol, std::int64_t order_id) const;
    const AccountOrder* find(std::string_view cl_ord_id) const; // also by that of an amend or cancel of it
    const AccountList* find_list(std::int64_t list_id) const;

    std::vector<const AccountOrder*> open() const;
    // Orders whose fills are not all told.
    std::vector<const AccountOrder*> with_gaps() const;
    std::size_t size() const noexcept { return orders_.size(); }

private:
    struct Report;
    Update apply_report(wire::MessageView message);
    Update apply_list(wire::MessageView message);
    AccountOrder& order_of(const Report& report);
    void name(AccountOrder& order, const std::string& key, std::string_view cl_ord_id);
    void close(const AccountOrder& order);
    void forget(const std::string& key);

    std::size_t closed_limit_;
    std::unordered_map<std::string, AccountOrder> orders_; // by symbol and OrderID(37)
    std::unordered_map<std::string, std::string> keys_;    // by ClOrdID(11)
    std::unordered_map<std::int64_t, AccountList> lists_;
    std::deque<std::string> closed_;
    std::deque<std::int64_t> done_lists_;
};

} // namespace fixguard::orders

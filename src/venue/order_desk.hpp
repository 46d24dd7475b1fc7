// The matching engine of the venue: takes orders, cancels and amends, and says what came of them.
#pragma once

#include "rules/limits.hpp"
#include "venue/config.hpp"
#include "venue/execution_report.hpp"
#include "venue/now.hpp"
#include "venue/order.hpp"
#include "venue/order_book.hpp"
#include "venue/order_terms.hpp"
#include "venue/outgoing.hpp"
#include "venue/refusal.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace fixguard::venue {

// Who asks, and with what. The rules have passed the message.
struct Request {
    std::size_t account = 0;
    Refused message; // the fields, type and MsgSeqNum(34)
};

// Price-time matching per symbol. Deterministic; not thread-safe; time is an argument. Orders that have ended
// are forgotten, so memory is bounded by the working orders.
class OrderDesk {
public:
    // `table` is read at each call and outlives the desk.
    OrderDesk(const Config& config, const rules::SessionTable& table);

    // D, F, q, XAK, XCN and E. The answers go to `out`, in order.
    void handle(const Request& request, Now now, Outbox& out);

    // Orders of the account that count against its limit.
    rules::WindowCounter& unfilled_orders(std::size_t account) { return unfilled_[account]; }
    std::uint64_t accepted() const noexcept { return accepted_; }

private:
    struct Target; // what a cancel or amend is about
    // How an order ends without being filled.
    struct Ending {
        char type = '4';                  // ExecType(150) and OrdStatus(39): 4 canceled, C expired
        std::string_view request_id = {}; // ClOrdID(11) of the request that ends it
        int expiry_reason = 0;            // with C
        bool for_requester = true;        // it belongs to the answer of the request in hand
    };
    struct ListedOrder {
        OrderId id;
        std::string cl_ord_id;
    };
    struct OrderList {
        std::size_t account;
        std::size_t symbol;
        std::string client_id;
        std::string contingency;
        std::vector<ListedOrder> orders;
        std::size_t working = 0; // orders that have not ended; at 0 the list is forgotten
    };
    // What happened to one order of a list and may be the sign for the others: a ListTriggerType(25011).
    struct ListEvent {
        std::int64_t list;
        std::size_t index;
        char type;
    };
    static constexpr char activated = '1', partially_filled = '2', completely_filled = '3',
                          ended_unfilled = 'x'; // of ours
    struct Print {                              // a trade, for the orders that wait for a price
        std::size_t symbol;
        Decimal price;
    };
    // Working orders of one account in one symbol, as the filters count them.
    struct Working {
        std::size_t orders = 0, algo = 0, iceberg = 0, lists = 0;
    };

    // order_desk.cpp
    void new_order(const Request& request, Now now, Outbox& out);
    std::optional<std::size_t> symbol_of(const Request& request, Outbox& out) const;
    std::optional<Reason> refusal_of(const OrderTerms& terms, std::size_t account, bool waits) const;
    std::optional<Reason> fails(rules::OrderCheck check, const OrderTerms& terms, std::size_t account,
                                bool waits) const;
    std::optional<std::string_view> too_many(const OrderTerms& terms, const Working& working) const;
    std::optional<std::string_view> would_match(const OrderTerms& terms, bool waits) const;
    std::optional<Decimal> peg_price(const OrderTerms& terms) const;
    std::optional<Reason> count_unfilled(std::size_t account, std::size_t orders, Now now);
    void place(std::size_t account, OrderTerms terms, Now now, Outbox& out);
    Order& accept(std::size_t account, OrderTerms terms, Now now);
    Working& working(std::size_t account, std::size_t symbol) {
        return working_[account * symbols_.size() + symbol];
    }
    void count_working(const Order& order, bool more);
    void start(Order& order, Now now);
    void release(Order& order, Now now, Outbox& out);
    void work(Order& order, bool answering, Now now, Outbox& out);
    bool money_is_spent(const Order& order, Decimal price) const;
    void fill(Order& taker, const BookFill& fill, Now now, Outbox& out);
    void end(Order& order, const Ending& ending, Now now, Outbox& out);
    void report(const Order& order, Execution execution, bool for_requester, Outbox& out);
    void settle(Now now, Outbox& out);
    void settle_lists(Now now, Outbox& out);
    void trade_printed(const Print& print, Now now, Outbox& out);
    void forget_ended();

    // order_desk_changes.cpp
    void cancel(const Request& request, Now now, Outbox& out);
    void mass_cancel(const Request& request, Now now, Outbox& out);
    void amend(const Request& request, Now now, Outbox& out);
    void cancel_and_new(const Request& request, Now now, Outbox& out);
    std::optional<Reason> amend_refusal(const Order& order, std::optional<Decimal> quantity) const;
    Target find_target(const Request& request, std::size_t symbol, std::optional<std::string_view> client_id);
    std::optional<Reason> try_cancel(const Request& request, Target& target, std::string_view request_id,
                                     Now now, Outbox& out);
    Reason unknown_order() const;

    // order_desk_lists.cpp
    void new_list(const Request& request, Now now, Outbox& out);
    std::optional<Reason> list_refusal(const Request& request, const std::vector<OrderTerms>& all) const;
    void cancel_list(std::int64_t list, std::string_view request_id, Now now, Outbox& out);
    std::variant<std::int64_t, Reason> find_list(const Request& request) const;
    void list_event(const ListEvent& event, Now now, Outbox& out);
    void release_pending(Order& order, const Order& working, Now now, Outbox& out);
    void left_its_list(const Order& order, std::string_view request_id, Now now, Outbox& out);
    void list_status(std::int64_t list, std::string_view request_id, int type, int status, Now now,
                     Outbox& out);

    const rules::SessionTable& table_;
    std::vector<SymbolRules> symbols_;
    std::unordered_map<std::string, std::size_t> symbol_places_;
    std::vector<OrderBook> books_;
    std::vector<rules::WindowCounter> unfilled_; // by account
    std::vector<Working> working_;               // by account, and then by symbol
    std::map<OrderId, Order> orders_;            // working ones, oldest first
    std::map<std::pair<std::size_t, std::string>, OrderId> by_client_id_;
    std::map<std::int64_t, OrderList> lists_;
    std::vector<std::set<OrderId>> triggered_later_; // by symbol: orders that wait for a price
    std::vector<std::optional<Decimal>> last_price_; // by symbol, of the last trade
    std::deque<ListEvent> events_;                   // that have not had their effect yet,
    std::deque<Print> prints_;                       // and trades: settle() empties both
    std::vector<OrderId> ended_;                     // to be forgotten when the request is done
    OrderId last_order_id_ = 0;
    std::int64_t last_exec_id_ = 0;
    std::int64_t last_trade_id_ = 0;
    std::int64_t last_list_id_ = 0;
    std::uint64_t accepted_ = 0;
};

} // namespace fixguard::venue

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
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
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

    void new_order(const Request& request, Now now, Outbox& out);
    void cancel(const Request& request, Now now, Outbox& out);
    void mass_cancel(const Request& request, Now now, Outbox& out);
    void amend(const Request& request, Now now, Outbox& out);
    void cancel_and_new(const Request& request, Now now, Outbox& out);
    void new_list(const Request& request, Now now, Outbox& out);
    void cancel_list(const Request& request, std::int64_t list, Now now, Outbox& out);

    std::optional<std::size_t> symbol_of(const Request& request, Outbox& out) const;
    std::optional<Reason> refusal_of(const OrderTerms& terms, std::size_t account, Now now);
    Order& accept(std::size_t account, OrderTerms terms, Now now);
    void work(Order& order, Now now, Outbox& out);
    bool money_is_spent(const Order& order, Decimal price) const;
    void fill(Order& taker, const BookFill& fill, Now now, Outbox& out);
    void end(Order& order, char type, std::string_view request_id, std::optional<int> expiry, Now now,
             Outbox& out);
    void report(const Order& order, Execution execution, bool for_requester, Outbox& out);
    void forget_ended();

    Target find_target(const Request& request, std::size_t symbol, std::optional<std::string_view> client_id);
    std::optional<Reason> try_cancel(const Request& request, Target& target, std::string_view request_id,
                                     Now now, Outbox& out);
    std::optional<std::int64_t> find_list(const Request& request) const;
    void list_status(std::int64_t list, const std::vector<OrderId>& orders, std::string_view client_list_id,
                     int type, int status, Now now, Outbox& out);

    const rules::SessionTable& table_;
    std::vector<SymbolRules> symbols_;
    std::unordered_map<std::string, std::size_t> symbol_places_;
    std::vector<OrderBook> books_;
    std::vector<rules::WindowCounter> unfilled_; // by account
    std::map<OrderId, Order> orders_;            // working ones, oldest first
    std::map<std::pair<std::size_t, std::string>, OrderId> by_client_id_;
    struct OrderList {
        std::size_t account;
        std::string client_id;
        std::string contingency;
        std::size_t working = 0; // orders that have not ended; at 0 the list is forgotten
    };
    std::map<std::int64_t, OrderList> lists_;
    std::vector<OrderId> ended_; // to be forgotten when the request is done
    OrderId last_order_id_ = 0;
    std::int64_t last_exec_id_ = 0;
    std::int64_t last_trade_id_ = 0;
    std::int64_t last_list_id_ = 0;
    std::uint64_t accepted_ = 0;
};

} // namespace fixguard::venue

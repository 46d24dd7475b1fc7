// Every request of an order-entry session, as the body that Supervisor::send() takes.
#pragma once

#include "orders/order.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fixguard::orders {

// An order of the exchange's: by its own number, by our ClOrdID(11), or by both. Where both are given the
// number finds it and the identifier has to fit.
class OrderKey {
public:
    static OrderKey by_order_id(std::int64_t order_id) { return {order_id, std::nullopt}; }
    static OrderKey by_client_id(const ClientId& id) { return {std::nullopt, id}; }
    static OrderKey by_both(std::int64_t order_id, const ClientId& id) { return {order_id, id}; }

    const std::optional<std::int64_t>& order_id() const noexcept { return order_id_; } // OrderID(37)
    const std::optional<ClientId>& client_id() const noexcept { return client_id_; }   // OrigClOrdID(41)

private:
    OrderKey(std::optional<std::int64_t> order_id, std::optional<ClientId> client_id)
        : order_id_(order_id), client_id_(std::move(client_id)) {}
    std::optional<std::int64_t> order_id_;
    std::optional<ClientId> client_id_;
};

// The same for an order list.
class ListKey {
public:
    static ListKey by_list_id(std::int64_t list_id) { return {list_id, std::nullopt}; }
    static ListKey by_client_id(const ClientId& id) { return {std::nullopt, id}; }
    static ListKey by_both(std::int64_t list_id, const ClientId& id) { return {list_id, id}; }

    const std::optional<std::int64_t>& list_id() const noexcept { return list_id_; } // ListID(66)
    const std::optional<ClientId>& client_id() const noexcept { return client_id_; } // OrigClListID(25015)

private:
    ListKey(std::optional<std::int64_t> list_id, std::optional<ClientId> client_id)
        : list_id_(list_id), client_id_(std::move(client_id)) {}
    std::optional<std::int64_t> list_id_;
    std::optional<ClientId> client_id_;
};

// CancelRestrictions(25002): cancel only what is in that state.
enum class CancelOnly : char { any = '\0', new_orders = '1', partially_filled = '2' };

// The new order of a cancel-replace: only if the cancel succeeds, or in any case.
enum class AfterFailedCancel : char { stop = '1', go_on = '2' };
// What to do when the new order would exceed the account's limit of unfilled orders.
enum class OverOrderLimit : char { do_nothing = '1', cancel_only = '2' };

enum class Routing : char { direct, smart }; // SOR(25032)

// `id`: ClOrdID(11) of the request itself, by which its answer is known.
std::string new_order(const ClientId& id, const Order& order, Routing routing = Routing::direct);
std::string cancel(const ClientId& id, const Symbol& symbol, const OrderKey& order,
                   CancelOnly only = CancelOnly::any);
std::string cancel(const ClientId& id, const Symbol& symbol, const ListKey& list);
// `cancel_id`: CancelClOrdID(25034), by which the cancel is known in the reports. The exchange chooses one
// where none is given.
std::string cancel_and_new(const ClientId& id, const OrderKey& cancelled, const Order& order,
                           AfterFailedCancel after_failed_cancel,
                           const std::optional<ClientId>& cancel_id = std::nullopt,
                           CancelOnly only = CancelOnly::any,
                           OverOrderLimit over_limit = OverOrderLimit::do_nothing);
// Every order of the symbol.
std::string mass_cancel(const ClientId& id, const Symbol& symbol);
// To less than the order has; its place in the queue is kept.
std::string amend(const ClientId& id, const Symbol& symbol, const OrderKey& order, Quantity quantity);
// What the account's limits are and how much of them is used.
std::string limit_query(const ClientId& id);

} // namespace fixguard::orders

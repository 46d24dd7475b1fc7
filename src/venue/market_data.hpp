// Answers market-data requests: instrument lists, snapshots, and the updates of each step of the feed.
#pragma once

#include "venue/config.hpp"
#include "venue/feed.hpp"
#include "venue/now.hpp"
#include "venue/order_terms.hpp"
#include "venue/outgoing.hpp"
#include "venue/refusal.hpp"
#include "venue/subscriptions.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace fixguard::venue {

// One feed for all sessions. Deterministic; not thread-safe; time is an argument.
class MarketData {
public:
    // `table` is read at each call and outlives this object.
    MarketData(const Config& config, const rules::SessionTable& table);

    // V and x, which the rules have passed.
    void handle(const Refused& request, Subscriptions& subscriptions, Now now, Outbox& out);

    void step();
    // What the last step is to a session: one MarketDataIncrementalRefresh<X> per stream, or its fragments.
    void updates(const Subscriptions& subscriptions, Now now, Outbox& out) const;

    const SymbolFeed* feed(const std::string& symbol) const; // nullptr: no such symbol

private:
    void subscribe(const Refused& request, Subscriptions& subscriptions, Outbox& out);
    void instrument_list(const Refused& request, Outbox& out) const;
    void snapshot(std::string_view md_req_id, std::size_t symbol, std::size_t depth, Outbox& out) const;
    std::string trade_update(std::string_view md_req_id, std::size_t symbol, Now now) const;
    std::string ticker_update(std::string_view md_req_id, std::size_t symbol, Now now) const;
    void depth_update(std::string_view md_req_id, std::size_t symbol, Now now, Outbox& out) const;

    const rules::SessionTable& table_;
    const std::size_t max_entries_;
    std::vector<SymbolRules> symbols_;
    std::unordered_map<std::string, std::size_t> places_;
    std::vector<SymbolFeed> feeds_;
};

} // namespace fixguard::venue

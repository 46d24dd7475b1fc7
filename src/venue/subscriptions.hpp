// The market-data streams of one connection.
#pragma once

#include "rules/check.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fixguard::venue {

struct Subscription {
    std::vector<std::size_t> symbols; // places in the configuration
    std::vector<rules::Stream> streams;
    std::size_t depth = 1; // levels of the snapshot, MarketDepth(264)
};

// Not thread-safe. At most KindRules::streams of them: the rules see to it.
class Subscriptions final : public rules::ActiveStreams {
public:
    std::size_t count() const override { return streams_.size(); }
    bool has_request(std::string_view md_req_id) const override { return requests_.contains(md_req_id); }
    std::string_view request_of(std::string_view symbol, rules::Stream stream) const override;

    // `names`: of the symbols, in the same order.
    void add(std::string_view md_req_id, Subscription subscription, const std::vector<std::string>& names);
    void remove(std::string_view md_req_id);

    bool empty() const noexcept { return requests_.empty(); }
    const std::map<std::string, Subscription, std::less<>>& requests() const noexcept { return requests_; }

private:
    std::map<std::string, Subscription, std::less<>> requests_;
    std::map<std::pair<std::string, rules::Stream>, std::string> streams_; // -> MDReqID(262)
};

} // namespace fixguard::venue

// Streams and connections of market-data sessions.
#include "engine/settings_market.hpp"

#include "market/stream.hpp"
#include "wire/message_view.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fixguard::engine {
namespace {

constexpr std::array<std::pair<const char*, StreamKind>, 3> stream_keys{
    {{"FixguardTrades", StreamKind::trade},
     {"FixguardBookTickers", StreamKind::book_ticker},
     {"FixguardDepth", StreamKind::depth}}};
constexpr const char* connections_key = "FixguardConnections";

// "BTCUSDT:20" of a depth stream; 20 levels where nothing is said.
constexpr std::uint32_t usual_depth = 20;

void add_wish(SettingsReader& reader, const char* key, StreamKind kind, const std::string& item,
              std::vector<StreamWish>& wishes) {
    StreamWish wish{kind, item, 1};
    if (kind == StreamKind::depth) {
        const std::size_t colon = item.find(':');
        wish.symbol = item.substr(0, colon);
        wish.depth = usual_depth;
        if (colon != std::string::npos) {
            const auto depth = wire::parse_int(std::string_view(item).substr(colon + 1));
            if (!depth || *depth < 2 || *depth > static_cast<std::int64_t>(market::max_depth))
                return reader.fail(key, "has '" + item +
                                            "' in it, but a depth is a number from 2 to 5000: "
                                            "BTCUSDT:20");
            wish.depth = static_cast<std::uint32_t>(*depth);
        }
    }
    if (wish.symbol.empty())
        return reader.fail(key, "has an empty symbol in it; write BTCUSDT,ETHUSDT, or * for all");
    wishes.push_back(std::move(wish));
}

} // namespace

void read_market_data(SettingsReader& reader, SessionSettings& session) {
    const bool is_market_data = session.kind == SessionKind::market_data;
    for (const auto& [key, kind] : stream_keys) {
        if (!reader.has(key)) continue;
        if (!is_market_data)
            return reader.fail(key, "is for market data; this session is " + std::string(name(session.kind)));
        for (const std::string& item : split_list(reader.text(key)))
            add_wish(reader, key, kind, item, session.streams);
    }
    if (!reader.has(connections_key)) return;
    session.connections = static_cast<std::uint32_t>(reader.number(connections_key, 1, 100, 1));
    if (!is_market_data)
        reader.fail(connections_key,
                    "is for market data; this session is " + std::string(name(session.kind)));
    else if (session.connections > 1 && session.names.kind == NamePolicy::Kind::fixed)
        reader.fail(connections_key,
                    "needs a SenderCompID for each connection; write a list or a pattern into "
                    "FixguardSenderCompIDs");
    else if (session.names.kind == NamePolicy::Kind::pool && session.names.names.size() < session.connections)
        reader.fail(connections_key, "needs as many names in FixguardSenderCompIDs as connections");
}

std::vector<SessionSettings> with_standby(const SessionSettings& session) {
    std::vector<SessionSettings> family{session};
    for (std::uint32_t number = 2; number <= session.connections; ++number) {
        SessionSettings& next = family.emplace_back(session);
        next.name += "-" + std::to_string(number);
        next.streams.clear();
        next.standby = true;
    }
    return family;
}

} // namespace fixguard::engine

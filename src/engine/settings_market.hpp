// The keys of a market-data session: which streams it is for, and over how many connections.
#pragma once

#include "engine/settings.hpp"
#include "engine/settings_reader.hpp"

namespace fixguard::engine {

// FixguardTrades, FixguardBookTickers, FixguardDepth, FixguardConnections.
void read_market_data(SettingsReader& reader, SessionSettings& session);

// A session with FixguardConnections=3 becomes three: md, md-2 and md-3, the last two on standby.
std::vector<SessionSettings> with_standby(const SessionSettings& session);

} // namespace fixguard::engine

// fixguard: keeps FIX sessions with Binance Spot alive and correct, and tells what went wrong in the
// exchange's codes.
//
//     fixguard::Settings settings = ...;                    // load_settings("config/testnet.cfg")
//     MyObserver observer;                                  // what you are told: see Observer
//     auto supervisor = Supervisor::create(settings, observer);
//     supervisor->start();
//     supervisor->send("oe", new_order(ClientId("A-1"), Order::limit(...)));
//
// Every request that send() has handed over gets one on_fate(): accepted, rejected or unknown. A request of
// unknown fate is listed until a report or you settle it; nothing is ever sent a second time.
//
// This header is made from those of the library and needs nothing beside the standard library, C++17 or
// later. With C++17 the types have no comparison where C++20 makes it by itself.
#pragma once

#include "api/codes.hpp"
#include "api/diagnoser.hpp"
#include "api/preflight.hpp"
#include "engine/market_feed.hpp"
#include "engine/observer.hpp"
#include "engine/send_result.hpp"
#include "engine/settings.hpp"
#include "engine/supervisor.hpp"
#include "orders/account_orders.hpp"
#include "orders/order_list.hpp"
#include "orders/requests.hpp"

// The names that a user needs, without the rooms they come from.
namespace fixguard {

using api::code_info;
using api::CodeInfo;
using api::Diagnoser;
using api::preflight;

using engine::FateLookup;
using engine::load_settings;
using engine::LookupResult;
using engine::MarketFeed;
using engine::Observer;
using engine::parse_settings;
using engine::Recovery;
using engine::SendResult;
using engine::SendStatus;
using engine::SessionSettings;
using engine::SessionState;
using engine::SessionStatus;
using engine::Settings;
using engine::Supervisor;
using engine::SupervisorOptions;

using market::Book;
using market::FilterFailure;
using market::Instrument;
using market::Level;
using market::MarketListener;
using market::StreamChange;
using market::StreamCounts;
using market::StreamKey;
using market::Ticker;
using market::Trade;

using wire::Decimal;
using wire::Field;
using wire::FieldCursor;
using wire::format_decimal;
using wire::format_short;
using wire::MessageView;
using wire::parse_decimal;

} // namespace fixguard

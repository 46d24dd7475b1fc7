// Sessions, the queue of time, and who gets which report.
#include "venue/exchange.hpp"

#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>

namespace fixguard::venue {
namespace {

void refuse_wrong(const Fault& fault) {
    if (fault.after && needs_message(fault.kind))
        throw std::invalid_argument("a fault of kind " + std::string(name(fault.kind)) + " has no time");
}

} // namespace

Exchange::Exchange(Config config)
    : config_(std::move(config)), table_(config_.rules), faults_(std::vector<Fault>{}),
      logons_(config_, table_), orders_(config_, table_), market_data_(config_, table_),
      random_(config_.seed) {
    listeners_.resize(config_.accounts.size());
    for (const Fault& fault : config_.faults)
        refuse_wrong(fault);
}

void Exchange::start(Now now) {
    if (std::exchange(started_, true)) return;
    for (const Fault& fault : config_.faults)
        inject(fault, now);
}

Session& Exchange::connect(SessionKind kind, std::string ip, Now now) {
    start(now);
    now = venue_time(now);
    ++counters_.connections;
    const SessionId id = ++last_session_;
    auto session = std::make_unique<Session>(*this, id, kind, std::move(ip), now);
    Session& connected = *sessions_.emplace(id, std::move(session)).first->second;
    if (now.steady < down_until_[static_cast<std::size_t>(kind)])
        connected.close(now, false);
    else
        plan_timer(id);
    if (!table_.switches.address_limit_waits_for_message) connected.refuse_at_the_door(now);
    return connected;
}

Session* Exchange::find(SessionId id) noexcept {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

void Exchange::disconnected(SessionId id, Now now) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) return;
    found->second->on_closed(venue_time(now));
    sessions_.erase(found);
}

void Exchange::touched(SessionId id) {
    if (touched_.empty() || touched_.back() != id) touched_.push_back(id);
}

const std::vector<SessionId>& Exchange::take_touched() {
    taken_.clear();
    taken_.swap(touched_);
    std::sort(taken_.begin(), taken_.end());
    taken_.erase(std::unique(taken_.begin(), taken_.end()), taken_.end());
    return taken_;
}

void Exchange::logged_on(Session& session) {
    const bool listens = session.kind() == SessionKind::drop_copy ||
                         (session.kind() == SessionKind::order_entry && session.wants_all_reports());
    if (!listens) return;
    auto& listeners = listeners_[session.account()];
    const auto younger = std::find_if(listeners.begin(), listeners.end(),
                                      [&](const Session* other) { return other->id() > session.id(); });
    listeners.insert(younger, &session);
}

void Exchange::logged_off(Session& session) noexcept {
    std::erase(listeners_[session.account()], &session);
}

// Many messages leave at one moment: a timestamp is written once for all of them.
std::string_view Exchange::sending_time(Now now) {
    if (sending_time_of_ != now.utc) {
        sending_time_ = wire::format_utc_timestamp(now.utc);
        sending_time_of_ = now.utc;
    }
    return sending_time_.view();
}

void Exchange::plan(SteadyTime at, std::function<void(Now)> what) {
    planned_.push({at, ++last_planned_, std::move(what)});
}

SteadyTime Exchange::next_timer() const noexcept {
    return planned_.empty() ? SteadyTime::max() : planned_.top().at;
}

void Exchange::on_timer(Now now) {
    while (!planned_.empty() && planned_.top().at <= now.steady) {
        const auto what = planned_.top().what;
        planned_.pop();
        what(venue_time(now));
    }
}

// A timer that comes too early does nothing and plans itself again, so that activity needs no new plan.
void Exchange::plan_timer(SessionId id) {
    Session* const session = find(id);
    const SteadyTime at = session ? session->next_timer() : SteadyTime::max();
    if (at == SteadyTime::max()) return;
    plan(at, [this, id, planned_up = session->up()](Now now) {
        Session* const due = find(id);
        if (!due || due->up() != planned_up) return; // a logon plans its own
        due->on_timer(now);
        plan_timer(id);
    });
}

void Exchange::send_later(SessionId id, std::string body, SteadyTime at) {
    plan(at, [this, id, body = std::move(body)](Now now) {
        if (Session* const session = find(id); session && session->up()) session->send(body, now);
    });
}

rules::RuleSet Exchange::rule_set(SessionKind kind) const {
    return {*dictionary::built_in(kind), table_};
}

// The form of RFC 4122, version 4, from the seeded generator.
std::string Exchange::new_uuid() {
    const std::uint64_t high = (random_() & 0xFFFF'FFFF'FFFF'0FFFULL) | 0x4000ULL;
    const std::uint64_t low = (random_() & 0x3FFF'FFFF'FFFF'FFFFULL) | 0x8000'0000'0000'0000ULL;
    std::array<char, 40> text{};
    const int size = std::snprintf(
        text.data(), text.size(), "%08llx-%04llx-%04llx-%04llx-%012llx",
        static_cast<unsigned long long>(high >> 32), static_cast<unsigned long long>(high >> 16 & 0xFFFF),
        static_cast<unsigned long long>(high & 0xFFFF), static_cast<unsigned long long>(low >> 48),
        static_cast<unsigned long long>(low & 0xFFFF'FFFF'FFFFULL));
    return {text.data(), static_cast<std::size_t>(size)};
}

void Exchange::set_rules(rules::SessionTable table) {
    table_ = std::move(table);
    logons_.limits_changed();
    for (auto& [id, session] : sessions_)
        session->messages().set_limit(table_.of(session->kind()).messages, table_.switches.message_window);
}

Counters Exchange::counters() const {
    Counters now = counters_;
    now.orders = orders_.accepted();
    return now;
}

void Exchange::handle_request(Session& session, const Refused& message, Now now) {
    if (message.msg_type == "XLQ") return answer_limit_query(session, message, now);
    outbox_.clear();
    if (session.kind() == SessionKind::market_data) {
        auto& subscriptions = session.subscriptions();
        market_data_.handle(message, subscriptions, now, outbox_);
        for (const Outgoing& outgoing : outbox_)
            session.answer(outgoing.body, now);
        if (!subscriptions.empty()) start_feed(now);
        return;
    }
    orders_.handle({session.account(), message}, now, outbox_);
    send_reports(session, outbox_, now);
}

// Order entry hears at once, the drop copy later, and of what the engine has done only; a switch lets it hear
// of refused orders too.
void Exchange::send_reports(Session& requester, const Outbox& outbox, Now now) {
    for (const Outgoing& outgoing : outbox) {
        if (outgoing.for_requester && !(outgoing.for_account && requester.wants_all_reports()))
            requester.answer(outgoing.body, now);
        const bool refused = outgoing.refused_for && table_.switches.drop_copy_hears_refusals;
        const auto account = refused ? outgoing.refused_for : outgoing.for_account;
        if (!account) continue;
        for (Session* const session : listeners_[*account]) {
            if (session->kind() == SessionKind::drop_copy)
                send_later(session->id(), outgoing.body,
                           now.steady + table_.of(SessionKind::drop_copy).report_delay);
            else if (!refused)
                session == &requester ? session->answer(outgoing.body, now)
                                      : session->send(outgoing.body, now);
        }
    }
}

void Exchange::answer_limit_query(Session& session, const Refused& message, Now now) {
    struct Limit {
        char type;
        std::uint32_t count;
        std::uint32_t max;
        std::optional<milliseconds> window;
    };
    std::vector<Limit> limits;
    rules::WindowCounter& messages = session.messages();
    if (session.kind() == SessionKind::order_entry) {
        rules::WindowCounter& orders = orders_.unfilled_orders(session.account());
        limits.push_back({'1', orders.used(now.steady), orders.limit().count, orders.limit().window});
    }
    limits.push_back({'2', messages.used(now.steady), messages.limit().count, messages.limit().window});
    if (session.kind() == SessionKind::market_data)
        limits.push_back({'3', static_cast<std::uint32_t>(session.subscriptions().count()),
                          table_.of(session.kind()).streams, std::nullopt});

    wire::MessageWriter reply;
    reply.begin("XLR").add(tag::ReqID, message.fields.find(tag::ReqID).value_or(""));
    reply.add(tag::NoLimitIndicators, limits.size());
    for (const Limit& limit : limits) {
        reply.add(tag::LimitType, limit.type).add(tag::LimitCount, limit.count).add(tag::LimitMax, limit.max);
        if (!limit.window) continue;
        // The field counts whole seconds; a shorter window, of a test, is shown as one.
        reply.add(tag::LimitResetInterval, std::max<std::int64_t>(1, limit.window->count() / 1000));
        reply.add(tag::LimitResetIntervalResolution, 's');
    }
    session.answer(std::string(reply.body()), now);
}

void Exchange::start_feed(Now now) {
    if (std::exchange(feed_runs_, true)) return;
    plan(now.steady + config_.feed.interval, [this](Now then) { feed_step(then); });
}

// Runs while anybody listens.
void Exchange::feed_step(Now now) {
    market_data_.step();
    feed_runs_ = false;
    for (auto& [id, session] : sessions_) {
        if (!session->up() || session->subscriptions().empty()) continue;
        Outbox outbox;
        market_data_.updates(session->subscriptions(), now, outbox);
        for (const Outgoing& outgoing : outbox)
            session->send(outgoing.body, now);
        start_feed(now);
    }
}

// ---- faults

void Exchange::inject(Fault fault, Now now) {
    if (!fault.after) return faults_.add(std::move(fault));
    refuse_wrong(fault);
    if (*fault.after > milliseconds{0}) return plan_fault(std::move(fault), now);
    strike(fault, venue_time(now));
}

void Exchange::plan_fault(Fault fault, Now now) {
    const std::uint64_t number = ++last_fault_;
    const SteadyTime at = now.steady + *fault.after;
    planned_faults_.emplace(number, std::move(fault));
    plan(at, [this, number](Now then) {
        if (const auto due = planned_faults_.extract(number)) strike(due.mapped(), then);
    });
}

void Exchange::clear_faults() noexcept {
    faults_.clear();
    planned_faults_.clear();
}

std::vector<Fault> Exchange::waiting_faults() const {
    std::vector<Fault> waiting(faults_.waiting().begin(), faults_.waiting().end());
    for (const auto& [number, fault] : planned_faults_)
        waiting.push_back(fault);
    return waiting;
}

void Exchange::strike(const Fault& fault, Now now) {
    if (fault.kind == FaultKind::clock_offset) return set_clock_offset(fault.offset);
    if (fault.kind == FaultKind::certificate) return void(certificate_change_ = fault.certificate);
    if (fault.kind == FaultKind::maintenance) return begin_maintenance(fault, now);
    for (auto& [id, session] : sessions_)
        if (session->up() && fits(fault, session->kind(), session->client_name()))
            session->strike(fault, now);
}

void Exchange::announce_maintenance(milliseconds countdown, Now now) {
    begin_maintenance({.kind = FaultKind::maintenance, .countdown = countdown}, venue_time(now));
}

void Exchange::begin_maintenance(const Fault& fault, Now now) {
    const SteadyTime end = now.steady + fault.countdown;
    for (auto& [id, session] : sessions_)
        if (session->up() && fits(fault, session->kind(), session->client_name())) news(id, end, now);
    if (fault.down == milliseconds{0}) return;
    plan(end, [this, fault](Now then) {
        for (const SessionKind kind : all_session_kinds)
            if (!fault.session || *fault.session == kind)
                down_until_[static_cast<std::size_t>(kind)] = then.steady + fault.down;
    });
}

void Exchange::news(SessionId id, SteadyTime end, Now now) {
    Session* const session = find(id);
    if (!session || !session->up()) return;
    wire::MessageWriter message;
    const auto left = std::chrono::ceil<std::chrono::seconds>(end - now.steady);
    if (left.count() <= 0) {
        message.begin("B").add(tag::Headline, "Your connection is about to be closed. Please reconnect.");
        session->send(message.body(), now);
        if (table_.switches.maintenance_ends_with_logout)
            return session->log_out("Your connection is about to be closed. Please reconnect.", now);
        return session->close(now, table_.switches.server_close_locks_sender_comp_id);
    }
    message.begin("B").add(tag::Headline, "You'll be disconnected in " + std::to_string(left.count()) +
                                              " seconds. Please reconnect.");
    session->send(message.body(), now);
    plan(std::min(end, now.steady + table_.common.maintenance_interval),
         [this, id, end](Now then) { news(id, end, then); });
}

} // namespace fixguard::venue

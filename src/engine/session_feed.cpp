// SessionFeed: sessions below, streams above.
#include "engine/session_feed.hpp"

#include "engine/managed_session.hpp"
#include "market/request.hpp"
#include "rules/session_table.hpp"

#include <algorithm>

namespace fixguard::engine {
namespace {

constexpr std::string_view every_symbol = "*";
constexpr std::string_view instrument_list = "y";
// Before a request that the gate did not let through is tried again.
constexpr milliseconds send_again{1'000};
// A list of all instruments is long and changes seldom.
constexpr milliseconds list_age{60'000};

} // namespace

class SessionFeed::Member final : public SessionHook {
public:
    Member(SessionFeed& feed, ManagedSession& its_session, market::ConnectionId its_id, bool on_standby)
        : session(its_session), id(its_id), standby(on_standby), feed_(feed) {}

    void on_up() override { feed_.up(*this); }
    void on_down(bool planned) override {
        feed_.down(*this, planned ? StreamFault::session_stopped : StreamFault::connection_lost);
    }
    void on_given_up() override { feed_.given_up(*this); }
    bool on_application(std::string_view message) override { return feed_.take(*this, message); }
    void on_error(const SessionError& error) override { feed_.refused(*this, error); }

    ManagedSession& session;
    const market::ConnectionId id;
    bool standby; // until it is started
    bool is_up = false;

private:
    SessionFeed& feed_;
};

SessionFeed::SessionFeed(World& world, Delivery& delivery, InstrumentBoard& board, bool raw_messages)
    : world_(world), delivery_(delivery), board_(board), raw_messages_(raw_messages), timer_(world.timer()),
      data_(market::Limits::of(rules::SessionTable::built_in()), *this) {}

SessionFeed::~SessionFeed() = default;

void SessionFeed::add(ManagedSession& session, bool standby) {
    const auto id = static_cast<market::ConnectionId>(members_.size());
    members_.push_back(std::make_unique<Member>(*this, session, id, standby));
    session.set_hook(members_.back().get());
}

// --- wishes --------------------------------------------------------------------------------------

void SessionFeed::subscribe(std::string_view symbol, StreamKind kind, std::uint32_t depth) {
    {
        const std::lock_guard lock(mutex_);
        const SteadyTime now = world_.now();
        if (!std::exchange(in_use_, true)) lists_wanted_.emplace();
        if (symbol == every_symbol) {
            for_all_.emplace_back(kind, depth);
            for (const std::string& known : known_)
                data_.subscriptions().subscribe({known, kind}, depth, now);
        } else {
            data_.subscriptions().subscribe({std::string(symbol), kind}, depth, now);
        }
    }
    wake();
}

bool SessionFeed::unsubscribe(std::string_view symbol, StreamKind kind, std::uint32_t depth) {
    bool known = false;
    {
        const std::lock_guard lock(mutex_);
        const SteadyTime now = world_.now();
        if (symbol == every_symbol) {
            const auto wish = std::find(for_all_.begin(), for_all_.end(), std::pair(kind, depth));
            known = wish != for_all_.end();
            if (known) for_all_.erase(wish);
            for (const std::string& one : known_)
                if (known) data_.subscriptions().unsubscribe({one, kind}, depth, now);
        } else {
            known = data_.subscriptions().unsubscribe({std::string(symbol), kind}, depth, now);
        }
    }
    wake();
    return known;
}

void SessionFeed::ask_for_instruments(std::string_view symbol) {
    {
        const std::lock_guard lock(mutex_);
        lists_wanted_.emplace(symbol);
    }
    wake();
}

void SessionFeed::keep_instruments() {
    {
        const std::lock_guard lock(mutex_);
        if (!std::exchange(in_use_, true)) lists_wanted_.emplace();
    }
    wake();
}

void SessionFeed::wake() {
    world_.post([this, alive = std::weak_ptr(alive_)] {
        if (alive.lock()) pump();
    });
}

void SessionFeed::subscribe_all(SteadyTime now) {
    for (const auto& [symbol, instrument] : data_.instruments().all())
        if (known_.insert(symbol).second)
            for (const auto& [kind, depth] : for_all_)
                data_.subscriptions().subscribe({symbol, kind}, depth, now);
}

// --- sessions ------------------------------------------------------------------------------------

void SessionFeed::up(Member& member) {
    member.is_up = true;
    {
        const std::lock_guard lock(mutex_);
        const SteadyTime now = world_.now();
        data_.subscriptions().connected(member.id, now);
        if (in_use_ && now - listed_at_ >= list_age) lists_wanted_.emplace();
    }
    pump();
}

void SessionFeed::down(Member& member, StreamFault why) {
    member.is_up = false;
    const std::lock_guard lock(mutex_);
    if (list_from_ == &member) {
        list_from_ = nullptr;
        lists_wanted_.emplace();
    }
    data_.subscriptions().disconnected(member.id, why, world_.now());
}

// Its streams go to the others.
void SessionFeed::given_up(Member& member) {
    {
        const std::lock_guard lock(mutex_);
        data_.subscriptions().remove_connection(member.id, world_.now());
    }
    pump();
}

bool SessionFeed::take(Member& member, std::string_view message) {
    bool taken = false;
    bool changed = false; // there may be something to ask for
    {
        const std::lock_guard lock(mutex_);
        const SteadyTime now = world_.now();
        taken = data_.on_message(member.id, wire::MessageView(message), now);
        if (wire::MessageView(message).msg_type() == instrument_list) {
            board_.put(std::make_shared<market::InstrumentTable>(data_.instruments()));
            subscribe_all(now);
            if (taken && list_from_ == &member) list_from_ = nullptr;
        }
        changed = data_.subscriptions().next_time(now) <= now;
    }
    if (changed) pump();
    return taken && !raw_messages_;
}

void SessionFeed::refused(Member& member, const SessionError& error) {
    if (error.carrier != Carrier::reject) return; // a Y is read where it comes as a message
    const bool known = error.found_by != FoundBy::nothing;
    if (known && error.request.msg_type != "V") return;
    if (!known && !error.ref_msg_type.empty() && error.ref_msg_type != "V") return;
    market::Refusal refusal{error.code, false, {}};
    refusal.is_final =
        error.policy.remedy == Remedy::fix_message || error.policy.remedy == Remedy::fix_configuration;
    if (error.param_count == 2) refusal.active_id = error.param(1);
    {
        const std::lock_guard lock(mutex_);
        data_.on_reject(member.id, known ? error.request.id.view() : std::string_view(), refusal,
                        world_.now());
    }
    pump();
}

// --- requests ------------------------------------------------------------------------------------

// Sends what is due on every session, starts sessions for what has no place, and sets the timer.
void SessionFeed::pump() {
    send_list_requests();
    for (const auto& member : members_)
        while (pump(*member)) {
        }
    start_what_is_needed();
    SteadyTime next;
    {
        const std::lock_guard lock(mutex_);
        next = data_.subscriptions().next_time(world_.now());
    }
    if (next == SteadyTime::max()) return timer_->cancel();
    timer_->set(next, [this] {
        {
            const std::lock_guard lock(mutex_);
            data_.subscriptions().on_time(world_.now());
        }
        pump();
    });
}

// One request. The lock is not held while it is sent: a stream that ends under it calls us.
bool SessionFeed::pump(Member& member) {
    std::optional<market::Request> request;
    {
        const std::lock_guard lock(mutex_);
        request = data_.subscriptions().next(member.id, world_.now());
    }
    if (!request) return false;
    if (member.session.send_own(market::body_of(*request))) return true;
    const std::lock_guard lock(mutex_);
    data_.subscriptions().not_sent(*request, world_.now() + send_again);
    return false;
}

void SessionFeed::send_list_requests() {
    const auto member =
        std::find_if(members_.begin(), members_.end(), [](const auto& it) { return it->is_up; });
    if (member == members_.end()) return;
    std::set<std::string, std::less<>> symbols;
    {
        const std::lock_guard lock(mutex_);
        symbols.swap(lists_wanted_);
    }
    for (const std::string& symbol : symbols) {
        const std::string id = std::string(market::own_prefix) + "i" + std::to_string(++last_list_request_);
        const bool sent = bool((*member)->session.send_own(market::instrument_list_request(id, symbol)));
        const std::lock_guard lock(mutex_);
        if (!sent) {
            lists_wanted_.insert(symbol);
        } else if (symbol.empty()) {
            list_from_ = member->get();
            listed_at_ = world_.now();
        }
    }
}

void SessionFeed::start_what_is_needed() {
    std::size_t wanted = 0;
    {
        const std::lock_guard lock(mutex_);
        wanted = data_.subscriptions().connections_wanted();
    }
    std::size_t started = 0;
    for (const auto& member : members_)
        started += !member->standby;
    for (const auto& member : members_) {
        if (started >= wanted) return;
        if (!member->standby) continue;
        member->standby = false;
        member->session.start();
        ++started;
    }
}

// --- what others see -----------------------------------------------------------------------------

bool SessionFeed::look_at_book(std::string_view symbol,
                               const std::function<void(const market::Book&)>& look) const {
    const std::lock_guard lock(mutex_);
    const market::Wanted* const stream =
        data_.subscriptions().find(market::StreamKey{std::string(symbol), StreamKind::depth});
    if (stream == nullptr || !stream->good() || !stream->continuity.whole()) return false;
    look(*stream->book);
    return true;
}

std::optional<market::Ticker> SessionFeed::quote(std::string_view symbol) const {
    const std::lock_guard lock(mutex_);
    const market::Wanted* const stream =
        data_.subscriptions().find(market::StreamKey{std::string(symbol), StreamKind::book_ticker});
    if (stream == nullptr || !stream->good()) return std::nullopt;
    return stream->ticker;
}

market::StreamCounts SessionFeed::counts() const {
    const std::lock_guard lock(mutex_);
    return data_.subscriptions().counts();
}

std::optional<market::Instrument> SessionFeed::instrument(std::string_view symbol) const {
    const InstrumentBoard::Table table = board_.table();
    const market::Instrument* const found = table->find(symbol);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<market::FilterFailure> SessionFeed::failed_filter(wire::MessageView request) const {
    return board_.table()->failed_filter(request);
}

void SessionFeed::on_stream(const market::StreamChange& change) {
    const std::string_view session = change.connection
                                         ? std::string_view(members_[*change.connection]->session.name())
                                         : std::string_view();
    delivery_.put(Delivery::Stream{session, change.key.symbol, change.key.kind, change.state, change.fault,
                                   change.code, change.update_id});
    call_listener([&](market::MarketListener& listener) { listener.on_stream(change); });
}

void SessionFeed::on_book(const market::StreamKey& key, const market::Book& book) {
    call_listener([&](market::MarketListener& listener) { listener.on_book(key, book); });
}

void SessionFeed::on_ticker(const market::StreamKey& key, const market::Ticker& ticker) {
    call_listener([&](market::MarketListener& listener) { listener.on_ticker(key, ticker); });
}

void SessionFeed::on_trade(const market::StreamKey& key, const market::Trade& trade) {
    call_listener([&](market::MarketListener& listener) { listener.on_trade(key, trade); });
}

// The listener is the user's code: what it throws ends here, and is told once.
template <typename Call>
void SessionFeed::call_listener(Call call) {
    if (listener_ == nullptr) return;
    try {
        call(*listener_);
    } catch (...) {
        if (std::exchange(listener_threw_, true)) return;
        members_.front()->session.tell("the market listener threw an exception; it is called all the same");
    }
}

} // namespace fixguard::engine

// Lives, deaths and orders of the client.
#include "simulation/client.hpp"

#include "recovery/planner.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>
#include <filesystem>

namespace fixguard::simulation {

using engine::Crew;
using engine::ManagedSession;

namespace {

constexpr std::uint32_t log_capacity = 1'024; // requests of one run that nobody settles

} // namespace

Client::Client(Scene& scene, ClientSettings settings, std::string order_prefix)
    : scene_(scene), settings_(std::move(settings)), order_prefix_(std::move(order_prefix)) {}

// --- life and death ------------------------------------------------------------------------------

// As Crew::create(), with contexts that are opened once for many lives.
std::variant<std::unique_ptr<Crew>, std::string> Client::make_crew() {
    const std::filesystem::path folder(settings_.journal_folder);
    auto ledger = journal::AccountLedger::open(
        settings_.journal_folder.empty() ? ":memory:" : (folder / "account.sqlite").string(), world_->now());
    if (auto* const error = std::get_if<std::string>(&ledger)) return std::move(*error);
    std::vector<Crew::Part> parts;
    for (const auto& context : settings_.contexts) {
        Crew::Part part{context, nullptr};
        if (!settings_.journal_folder.empty() && context->settings.kind == SessionKind::order_entry) {
            const std::string& name = context->settings.name;
            auto log =
                journal::RequestLog::open((folder / (name + ".requests")).string(), name, log_capacity);
            if (auto* const error = std::get_if<std::string>(&log)) return std::move(*error);
            part.journal =
                std::make_unique<engine::RequestJournal>(std::get<journal::RequestLog>(std::move(log)));
        }
        parts.push_back(std::move(part));
    }
    return std::make_unique<Crew>(settings_.engine, std::get<journal::AccountLedger>(std::move(ledger)),
                                  std::move(parts), *world_, static_cast<Delivery&>(*this), nullptr,
                                  settings_.lease_renewal);
}

void Client::launch() {
    if (crew_) return;
    world_ = std::make_unique<SimWorld>(scene_, [this] { border(); });
    auto crew = make_crew();
    if (const auto* const error = std::get_if<std::string>(&crew)) {
        scene_.watch.note("launch", "fails"); // the words name a folder that is another one in each run
        scene_.watch.output(*error);
        scene_.time.at(scene_.time.now() + std::chrono::seconds(1), [this, life = lives_] {
            if (life == lives_) launch();
        });
        return;
    }
    scene_.watch.note("launch", "");
    crew_ = std::get<std::unique_ptr<Crew>>(std::move(crew));
    start();
}

void Client::kill() {
    ++lives_; // counts those that end
    borders_to_death_ = 0;
    if (!crew_ && !dying_) return;
    if (!dying_) die();
    crew_.reset();
    dying_->restore(scene_.chance);
    dying_.reset();
    if (lives_ == 1) look_into_files();
    lose_files();
}

void Client::kill_within(std::uint64_t borders) {
    if (!dying_) borders_to_death_ = borders;
}

void Client::border() {
    if (dying_) return dying_->at_next_border();
    if (borders_to_death_ == 0 || --borders_to_death_ > 0) return;
    die();
    scene_.time.soon([this, life = lives_] {
        if (life == lives_) kill();
    });
}

void Client::die() {
    borders_to_death_ = 0;
    scene_.watch.note("kill", "");
    const bool remembers =
        !scene_.disk_fails && scene_.time.now() - 2 * settings_.lease_renewal > scene_.disk_failed_at;
    if (!remembers) scene_.watch.memory_lost();
    dying_.emplace(settings_.journal_folder);
    world_->die();
}

void Client::start() {
    if (!runs()) return;
    for (const auto& session : crew_->sessions())
        session->start();
}

void Client::stop() {
    if (!runs()) return;
    for (const auto& session : crew_->sessions())
        session->stop();
}

void Client::restart_halted() {
    if (!runs()) return;
    for (const auto& session : crew_->sessions())
        if (session->status().phase == Phase::halted) session->resume();
}

void Client::look_into_files() {
    if (settings_.journal_folder.empty()) return;
    for (const auto& entry : std::filesystem::directory_iterator(settings_.journal_folder))
        scene_.watch.output(whole_file(entry.path()));
}

void Client::lose_files() {
    const bool ledger = scene_.canary == Invariant::name_lock || scene_.canary == Invariant::attempt_budget;
    if (!ledger && scene_.canary != Invariant::no_request_lost) return;
    if (settings_.journal_folder.empty()) return;
    for (const auto& entry : std::filesystem::directory_iterator(settings_.journal_folder))
        if (entry.path().filename().string().starts_with("account") == ledger)
            std::filesystem::remove(entry.path());
}

// --- the user ------------------------------------------------------------------------------------

void Client::send_order() {
    if (!runs()) return;
    std::vector<ManagedSession*> desks;
    for (const auto& session : crew_->sessions())
        if (session->status().kind == SessionKind::order_entry) desks.push_back(session.get());
    ManagedSession& desk = *scene_.chance.of(desks);
    const std::string id = order_prefix_ + std::to_string(++orders_);
    const engine::SendResult sent =
        desk.send(wire::from_readable("35=D|11=" + id + "|38=1|40=2|44=60000|54=1|55=BTCUSDT|59=3|"));
    if (!runs()) return; // it died in the call
    if (sent)
        scene_.watch.handed_over(id);
    else
        scene_.watch.refused(id);
}

void Client::reconcile() {
    if (!runs()) return;
    for (const auto& session : crew_->sessions()) {
        for (const RequestRef& request : session->doubts()) {
            const std::string id(request.id.view());
            const Request& truth = scene_.watch.requests()[id];
            scene_.watch.settled_by_hand(id);
            session->settle(id, truth.accepted ? RequestFate::accepted : RequestFate::rejected);
        }
    }
}

bool Client::lists(std::string_view id) const {
    if (!runs()) return false;
    for (const auto& session : crew_->sessions())
        for (const RequestRef& request : session->doubts())
            if (request.id == id) return true;
    return false;
}

bool Client::is_up() const {
    return runs() && std::all_of(crew_->sessions().begin(), crew_->sessions().end(),
                                 [](const auto& session) { return session->status().phase == Phase::up; });
}

std::string Client::whereabouts() const {
    if (!runs()) return "no process";
    std::string text;
    for (const auto& session : crew_->sessions()) {
        const engine::SessionStatus status = session->status();
        text += status.name + " " + std::string(fixguard::name(status.phase)) + " as '" +
                status.sender_comp_id + "', " + std::to_string(status.in_flight) + " in flight, " +
                std::to_string(status.unknown) + " unknown; ";
    }
    return text;
}

// --- what the user is told -----------------------------------------------------------------------

// On a turn of its own, as on the observer's thread: a crash may come before it.
void Client::put(Event event) {
    world_->post([this, event = std::move(event)] { engine::tell(*this, event); });
}

void Client::on_state(const engine::SessionState& state) {
    scene_.watch.note(state.session, fixguard::name(state.phase));
}

void Client::on_error(std::string_view session, const SessionError& error, const Plan& plan) {
    std::string text(fixguard::name(error.carrier));
    text.append(" ").append(std::to_string(error.code.value)).append(" ").append(error.text.view());
    text.append(" -> ").append(recovery::describe(plan));
    if (scene_.canary == Invariant::no_secret) text += settings_.contexts.front()->logon.api_key.text();
    scene_.watch.output(text);
    scene_.watch.note(session, text);
    const bool halts = std::any_of(plan.begin(), plan.end(),
                                   [](const Action& action) { return action.kind == ActionKind::halt; });
    if (halts && !scene_.may_halt) scene_.watch.broken(Invariant::halts_for_a_reason, text);
}

void Client::on_message(std::string_view, wire::MessageView message) {
    scene_.watch.output(message.bytes());
}

void Client::on_fate(std::string_view session, const RequestRef& request, RequestFate fate) {
    scene_.watch.note(session, std::string(request.id.view()).append(" ").append(fixguard::name(fate)));
    if (scene_.canary == Invariant::fate_is_true && fate == RequestFate::accepted)
        fate = RequestFate::rejected;
    const bool by_hand = scene_.watch.requests()[std::string(request.id.view())].settled_by_hand;
    if (scene_.canary == Invariant::reconciled && by_hand) return;
    scene_.watch.fate(request.id.view(), fate);
}

void Client::on_recovered(const engine::Recovery& recovery) {
    scene_.watch.note(recovery.session, "recovered");
}

} // namespace fixguard::simulation

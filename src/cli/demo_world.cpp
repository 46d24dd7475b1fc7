// Sets the venue and the sessions up, with keys that exist for this run alone.
#include "cli/demo_world.hpp"

#include "cli/demo_keys.hpp"

#include <utility>

namespace fixguard::cli {
namespace {

constexpr auto api_key = "demo-api-key";
constexpr milliseconds start_patience{20'000};

// The exchange's figures, but for those that one would have to wait for.
rules::SessionTable demo_rules() {
    rules::SessionTable table = rules::SessionTable::built_in();
    table.of(SessionKind::order_entry).messages.window = demo_message_window;
    for (const SessionKind kind : all_session_kinds)
        table.of(kind).attempts = {demo_attempt_limit, demo_attempt_window};
    return table;
}

venue::Config venue_config(const KeyPair& keys) {
    venue::Config config;
    config.accounts = {{.name = "demo", .keys = {{.value = api_key, .public_key_pem = keys.public_pem}}}};
    config.symbols = venue::sample_symbols();
    venue::Symbol extra = config.symbols.front();
    for (int i = 0; i <= demo_streams; ++i) {
        extra.name = demo_extra_symbol(i);
        config.symbols.push_back(extra);
    }
    config.rules = demo_rules();
    return config;
}

engine::Settings session_settings(const venue::Server& server, const PrivateFolder& folder,
                                  const KeyPair& keys) {
    const std::string key_file = folder.write("ed25519.pem", keys.private_pem);
    const std::string api_key_file = folder.write("api-key", api_key);
    const std::string ca_file = folder.write("ca.pem", server.ca_pem());
    engine::Settings settings;
    for (const SessionKind kind : all_session_kinds) {
        engine::SessionSettings session;
        session.name = std::string(session_of(kind));
        session.kind = kind;
        session.endpoint = {"localhost", server.port(kind)};
        session.other_endpoint = session.endpoint; // the server of the right kind is the same one
        session.ca_file = ca_file;
        session.names = {engine::NamePolicy::Kind::pattern, {session.name + "??????"}};
        session.key_file = key_file;
        session.api_key_file = api_key_file;
        session.preflight = false; // the venue has to find the faults
        session.attempt_limit = {rules::SessionTable::built_in().of(kind).attempts.count,
                                 demo_attempt_window};
        settings.sessions.push_back(std::move(session));
    }
    return settings;
}

} // namespace

std::variant<std::unique_ptr<World>, std::string>
World::make(const std::function<void(venue::Config&)>& spoil) {
    const PrivateFolder folder;
    const KeyPair keys = make_ed25519_pair();
    std::unique_ptr<World> world(new World);
    venue::Config config = venue_config(keys);
    if (spoil) spoil(config);
    world->server_ = std::make_unique<venue::Server>(std::move(config));
    if (auto error = world->server_->start()) return std::move(*error);

    auto created = engine::Supervisor::create(session_settings(*world->server_, folder, keys), world->watch_);
    if (auto* const error = std::get_if<std::string>(&created)) return std::move(*error);
    world->supervisor_ = std::move(std::get<std::unique_ptr<engine::Supervisor>>(created));
    for (const SessionKind kind : all_session_kinds)
        world->supervisor_->set_outbound_filter(session_of(kind), &world->injector(kind));
    return world;
}

bool World::open() {
    supervisor_->start();
    if (!supervisor_->wait_for_all(Phase::up, start_patience)) return false;
    const std::string_view md = session_of(SessionKind::market_data);
    supervisor_->send(md, base_subscription());
    return watch_.wait_for_answer(md, demo_subscription, start_patience);
}

} // namespace fixguard::cli

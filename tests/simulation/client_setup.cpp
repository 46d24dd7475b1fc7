// Settings by chance. What they name is opened once for all runs.
#include "simulation/client_setup.hpp"

#include "support/temp_dir.hpp"
#include "support/test_key.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

namespace fixguard::simulation {
namespace {

using engine::NamePolicy;

class Keys {
public:
    Keys() {
        std::ofstream(folder_.file("key.pem")) << test::ed25519_key;
        std::filesystem::permissions(folder_.file("key.pem"), std::filesystem::perms::owner_read);
        ::setenv("FIXGUARD_SIMULATED_API_KEY", api_key, 1);
    }
    std::string key_file() const { return folder_.file("key.pem"); }

private:
    test::TempDir folder_;
};

const Keys& keys() {
    static const Keys all;
    return all;
}

std::shared_ptr<const engine::SessionContext> context_of(const engine::SessionSettings& settings) {
    static std::map<std::string, std::shared_ptr<const engine::SessionContext>> opened;
    std::string key = settings.name + "/" + std::to_string(settings.heart_bt_int.count()) + "/" +
                      std::to_string(settings.close_notice.value_or(milliseconds{-1}).count());
    for (const std::string& name : settings.names.names)
        key += "/" + name;
    auto& context = opened[key];
    if (!context) {
        auto made = engine::SessionContext::open(settings);
        if (const auto* const error = std::get_if<std::string>(&made)) throw std::runtime_error(*error);
        context = std::get<0>(std::move(made));
    }
    return context;
}

engine::SessionSettings session(const std::string& name, SessionKind kind, const NamePolicy& names,
                                std::chrono::seconds heart_bt_int) {
    engine::SessionSettings settings;
    settings.name = name;
    settings.kind = kind;
    settings.endpoint = {"exchange", port_of(kind)};
    settings.tls = false;
    settings.names = names;
    if (names.kind == NamePolicy::Kind::fixed) settings.names.names = {"N" + name};
    settings.key_file = keys().key_file();
    settings.api_key_env = "FIXGUARD_SIMULATED_API_KEY";
    settings.heart_bt_int = heart_bt_int;
    if (kind == SessionKind::order_entry) settings.response_mode = 1;
    return settings;
}

} // namespace

ClientSettings draw_client(Chance& chance, bool long_run, std::string journal_folder, Canary canary,
                           std::optional<milliseconds> close_notice) {
    const std::array policies{NamePolicy{NamePolicy::Kind::fixed, {}},
                              NamePolicy{NamePolicy::Kind::pool, {"P1", "P2", "P3", "P4"}},
                              NamePolicy{NamePolicy::Kind::pattern, {"S???????"}}};
    constexpr std::array heartbeats{std::chrono::seconds(10), std::chrono::seconds(30),
                                    std::chrono::seconds(60)};
    NamePolicy names = chance.of(policies);
    if (canary == Invariant::attempt_budget) names = policies[2];
    if (canary == Invariant::name_lock || canary == Invariant::one_session_per_name || close_notice)
        names = policies[0];
    const auto heart_bt_int = long_run ? heartbeats[2] : chance.of(heartbeats);

    ClientSettings client;
    client.journal_folder = std::move(journal_folder);
    if (long_run) client.lease_renewal = std::chrono::minutes(1); // it is the dearest part of a long run
    auto& sessions = client.engine.sessions;
    sessions.push_back(session("oe", SessionKind::order_entry, names, heart_bt_int));
    if (chance.one_in(2)) sessions.push_back(session("oe2", SessionKind::order_entry, names, heart_bt_int));
    if (chance.one_in(2)) sessions.push_back(session("dc", SessionKind::drop_copy, names, heart_bt_int));
    if (chance.one_in(4)) sessions.push_back(session("md", SessionKind::market_data, names, heart_bt_int));
    for (auto& settings : sessions) {
        settings.close_notice = close_notice;
        client.contexts.push_back(context_of(settings));
        settings.journal_folder = client.journal_folder;
    }
    return client;
}

venue::Config exchange_config(std::uint64_t seed) {
    static const std::string public_key = [] {
        auto key = engine::SigningKey::load(keys().key_file());
        return std::get<engine::SigningKey>(key).public_key_pem();
    }();
    venue::Config config;
    config.tls = false;
    config.seed = seed;
    config.symbols = venue::sample_symbols();
    venue::Account account;
    account.name = "simulated";
    account.keys = {{api_key, public_key, venue::Permission::fix_api}};
    config.accounts.push_back(std::move(account));
    return config;
}

} // namespace fixguard::simulation

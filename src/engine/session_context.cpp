// Opens keys, authorities, dictionaries and policies.
#include "engine/session_context.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

namespace fixguard::engine {
namespace {

using Failure = std::optional<std::string>;

std::string at(const SessionSettings& settings, std::string_view key, std::string_view why) {
    return settings.origin.at(key, settings.name).append(": ").append(why);
}

// Moves what was opened into its place, or says why it could not be.
template <typename Result, typename Place>
Failure put(std::variant<Result, std::string> opened, Place& place, const SessionSettings& settings,
            std::string_view key) {
    if (const auto* const why = std::get_if<std::string>(&opened)) return at(settings, key, *why);
    place = std::get<Result>(std::move(opened));
    return std::nullopt;
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host.substr(0, 4) == "127." || host == "::1";
}

// Whoever has read the documentation could log on with it.
Failure refuse_published_key(const SessionSettings& settings, const SigningKey& key) {
    if (is_this_machine(settings.endpoint.host) || !key.is_published()) return std::nullopt;
    return at(settings, "FixguardKeyFile",
              settings.key_file +
                  ": this is the example key of the exchange's documentation, which everybody "
                  "has; make one of your own (openssl genpkey -algorithm ed25519 -out FILE)");
}

Failure open_api_key(const SessionSettings& settings, LogonRecipe& logon) {
    const bool from_file = settings.api_key_env.empty();
    const char* const key = from_file ? "FixguardApiKeyFile" : "FixguardApiKeyEnv";
    if (from_file) {
        if (auto failure = put(read_private_file(settings.api_key_file), logon.api_key, settings, key))
            return failure;
    } else {
        const char* const value = std::getenv(settings.api_key_env.c_str());
        if (value == nullptr || *value == '\0')
            return at(settings, key, "the environment variable " + settings.api_key_env + " is not set");
        logon.api_key = Secret(value);
    }
    logon.api_key.trim();
    const std::string& text = logon.api_key.text();
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter <= '~'; });
    if (text.empty() || !printable)
        return at(settings, key, "holds no API key: printable ASCII without spaces");
    return std::nullopt;
}

Failure open_dictionary(SessionContext& context) {
    const SessionSettings& settings = context.settings;
    std::shared_ptr<const dictionary::Dictionary>& tables = context.dictionary;
    tables = dictionary::built_in(settings.kind);
    if (!settings.data_dictionary.empty()) {
        std::ifstream file(settings.data_dictionary, std::ios::binary);
        const std::string xml(std::istreambuf_iterator<char>(file), {});
        if (!file) return at(settings, "DataDictionary", settings.data_dictionary + ": cannot be read");
        if (auto failure = put(dictionary::Dictionary::parse(xml, settings.data_dictionary), tables, settings,
                               "DataDictionary"))
            return failure;
    }
    context.logon.dictionary = std::make_unique<LeanDictionary>(*tables);
    if (settings.preflight)
        context.preflight.emplace(settings.kind, *tables, rules::SessionTable::built_in());
    return std::nullopt;
}

} // namespace

std::variant<std::shared_ptr<const SessionContext>, std::string>
SessionContext::open(const SessionSettings& settings) {
    auto context = std::make_shared<SessionContext>();
    context->settings = settings;
    LogonRecipe& logon = context->logon;
    logon.target_comp_id = settings.target_comp_id;
    logon.heart_bt_int = settings.heart_bt_int;
    logon.message_handling = settings.message_handling;
    logon.response_mode = settings.response_mode;
    logon.recv_window = settings.recv_window;
    logon.drop_copy = settings.kind == SessionKind::drop_copy;

    Failure failure = put(SigningKey::load(settings.key_file), logon.key, settings, "FixguardKeyFile");
    if (!failure) failure = refuse_published_key(settings, *logon.key);
    if (!failure) failure = open_api_key(settings, logon);
    if (!failure) failure = open_dictionary(*context);
    if (!failure && settings.tls)
        failure =
            put(transport::TlsContext::make(settings.ca_file), context->tls, settings, "FixguardCAFile");
    if (!failure && !settings.policy_file.empty())
        failure = put(catalog::PolicyTable::load(settings.policy_file), context->policies, settings,
                      "FixguardPolicyFile");
    if (failure) return std::move(*failure);
    return context;
}

} // namespace fixguard::engine

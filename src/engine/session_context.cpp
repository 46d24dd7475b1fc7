// Opens keys, authorities, dictionaries and policies.
#include "engine/session_context.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

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

// An API key has 64 letters and digits; a private key's body begins as every Ed25519 key does. File names are
// made from where the settings lie.
bool is_a_key(std::string_view text) {
    constexpr std::string_view head_of_ed25519 = "MC4CAQAwBQYDK2VwBCIEI";
    constexpr std::size_t shorter_than_any = 40;
    if (text.find(head_of_ed25519) != std::string_view::npos) return true;
    text.remove_prefix(text.rfind('/') + 1); // all of it where there is none
    const auto has = [text](auto is) {
        return std::any_of(text.begin(), text.end(), [is](unsigned char letter) { return is(letter) != 0; });
    };
    const auto is_other = [](int letter) { return static_cast<int>(std::isalnum(letter) == 0); };
    return text.size() >= shorter_than_any && !has(is_other) && has(::isdigit) && has(::isupper) &&
           has(::islower);
}

// The errors behind this one name the variable or the file, which everybody may read.
Failure refuse_key_in_settings(const SessionSettings& settings) {
    for (const auto& [key, value] : {std::pair("FixguardKeyFile", &settings.key_file),
                                     std::pair("FixguardApiKeyEnv", &settings.api_key_env),
                                     std::pair("FixguardApiKeyFile", &settings.api_key_file)})
        if (is_a_key(*value))
            return at(settings, key,
                      "holds a key itself, it seems, which must not stand in the settings; name the file or "
                      "the environment variable that has it");
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

    Failure failure = refuse_key_in_settings(settings);
    if (!failure) failure = put(SigningKey::load(settings.key_file), logon.key, settings, "FixguardKeyFile");
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

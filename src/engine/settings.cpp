// From sections of keys to sessions; whatever a session cannot be run with is refused here.
#include "engine/settings.hpp"

#include "engine/quickfix_compat.hpp"
#include "engine/settings_keys.hpp"
#include "engine/settings_market.hpp"
#include "engine/settings_reader.hpp"
#include "rules/session_table.hpp"
#include "wire/message_view.hpp"

#include <cctype>
#include <cerrno>
#include <filesystem>

namespace fixguard::engine {
namespace {

// SenderCompID(49) and TargetCompID(56): ^[a-zA-Z0-9-_]{1,8}$. `also`: one more character.
bool is_comp_id(std::string_view text, char also = '\0') {
    if (text.empty() || text.size() > 8) return false;
    return std::all_of(text.begin(), text.end(), [also](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' || letter == '_' ||
               (also != '\0' && letter == also);
    });
}

bool is_variable_name(std::string_view text) {
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
           std::all_of(text.begin(), text.end(), [](char letter) {
               return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
           });
}

bool fits(std::string_view name, std::string_view pattern) {
    return std::equal(name.begin(), name.end(), pattern.begin(), pattern.end(),
                      [](char letter, char wanted) { return wanted == '?' || wanted == letter; });
}

NamePolicy read_names(SettingsReader& reader) {
    constexpr const char* key = "FixguardSenderCompIDs";
    constexpr std::string_view rule = "1 to 8 letters, digits, '-' or '_'";
    const std::string first = reader.required("SenderCompID", rule);
    if (!is_comp_id(first))
        reader.fail("SenderCompID", "is '" + first + "' but has to be " + std::string(rule));
    const std::string text = reader.text(key, "fixed");
    if (text == "fixed") return {NamePolicy::Kind::fixed, {first}};
    if (text.find('?') != std::string::npos) {
        if (!is_comp_id(text, '?'))
            reader.fail(key, "is '" + text + "' but a pattern has " + std::string(rule) +
                                 ", with '?' for each random one");
        else if (!fits(first, text))
            reader.fail(key, "SenderCompID '" + first + "' does not fit the pattern '" + text + "'");
        return {NamePolicy::Kind::pattern, {text}};
    }
    NamePolicy pool{NamePolicy::Kind::pool, split_list(text)};
    for (const std::string& name : pool.names)
        if (!is_comp_id(name))
            reader.fail(key, "has '" + name + "' in it; a name has " + std::string(rule) +
                                 ", a pattern has '?', and `fixed` is the third choice");
    if (std::find(pool.names.begin(), pool.names.end(), first) == pool.names.end())
        reader.fail(key, "SenderCompID '" + first + "' is not in the list");
    return pool;
}

void read_endpoints(SettingsReader& reader, SessionSettings& session) {
    session.endpoint.host = reader.required("SocketConnectHost", "the exchange's host name");
    session.endpoint.port =
        static_cast<std::uint16_t>(reader.number("SocketConnectPort", 1, 65'535, std::nullopt));
    if (reader.has("FixguardOtherHost") || reader.has("FixguardOtherPort")) {
        Endpoint other;
        other.host = reader.text("FixguardOtherHost", session.endpoint.host);
        other.port =
            static_cast<std::uint16_t>(reader.number("FixguardOtherPort", 1, 65'535, session.endpoint.port));
        if (other == session.endpoint)
            reader.fail("FixguardOtherHost",
                        "is the server that SocketConnectHost and SocketConnectPort name");
        session.other_endpoint = other;
    }
    const std::string transport = reader.text("FixguardTransport", "tls");
    if (transport != "tls" && transport != "plain")
        reader.fail("FixguardTransport", "is '" + transport + "' but has to be tls, or plain on loopback");
    session.tls = transport != "plain";
    session.server_name = reader.text("FixguardServerName");
    session.ca_file = reader.text("FixguardCAFile");
    for (const char* const key : {"FixguardServerName", "FixguardCAFile"})
        if (!session.tls && reader.has(key)) reader.fail(key, "contradicts FixguardTransport=plain");
}

void read_secrets(SettingsReader& reader, SessionSettings& session) {
    session.key_file = reader.required("FixguardKeyFile", "the file with your Ed25519 private key");
    session.api_key_env = reader.text("FixguardApiKeyEnv");
    session.api_key_file = reader.text("FixguardApiKeyFile");
    if (session.api_key_env.empty() && session.api_key_file.empty())
        reader.fail("FixguardApiKeyEnv",
                    "is missing: name the environment variable that holds the API key, or a file that does "
                    "(FixguardApiKeyFile)");
    else if (!session.api_key_env.empty() && !session.api_key_file.empty())
        reader.fail("FixguardApiKeyFile", "contradicts FixguardApiKeyEnv; write one of the two");
    else if (!session.api_key_env.empty() && !is_variable_name(session.api_key_env))
        reader.fail("FixguardApiKeyEnv", "is no name of an environment variable; the API key itself must not "
                                         "stand in this file");
}

bool is_recv_window(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view part =
        point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
    const auto milliseconds_in = wire::parse_int(whole);
    const auto rest = wire::parse_int(part);
    if (!milliseconds_in || !rest || *milliseconds_in < 0 || *rest < 0 || part.size() > 3) return false;
    return *milliseconds_in < 60'000 || (*milliseconds_in == 60'000 && *rest == 0);
}

void read_logon(SettingsReader& reader, SessionSettings& session) {
    session.heart_bt_int = std::chrono::seconds(reader.number("HeartBtInt", 5, 60, std::nullopt));
    session.logon_timeout = std::chrono::seconds(reader.number("LogonTimeout", 1, 60, 10));
    session.logout_timeout = std::chrono::seconds(reader.number("LogoutTimeout", 1, 60, 5));
    session.open_timeout = milliseconds(reader.number("FixguardConnectTimeoutMs", 100, 60'000, 10'000));
    session.message_handling = reader.number("FixguardMessageHandling", 1, 2, 2);
    if (reader.has("FixguardResponseMode")) {
        session.response_mode = reader.number("FixguardResponseMode", 1, 2, 1);
        if (session.kind != SessionKind::order_entry)
            reader.fail("FixguardResponseMode",
                        "is for order entry; this session is " + std::string(name(session.kind)));
    }
    session.recv_window = reader.text("FixguardRecvWindowMs");
    if (!session.recv_window.empty() && !is_recv_window(session.recv_window))
        reader.fail("FixguardRecvWindowMs", "is '" + session.recv_window +
                                                "' but has to be milliseconds from 0 to 60000 with at most "
                                                "three decimals");
}

std::optional<WindowLimit> read_limit(SettingsReader& reader, const char* key, std::string_view example) {
    if (!reader.has(key)) return std::nullopt;
    const std::string text = reader.text(key);
    const std::size_t slash = text.find('/');
    const auto count = wire::parse_int(std::string_view(text).substr(0, slash));
    const auto window =
        slash == std::string::npos ? std::nullopt : wire::parse_int(std::string_view(text).substr(slash + 1));
    if (!count || !window || *count < 1 || *count > 100'000 || *window < 1 || *window > 86'400'000) {
        reader.fail(key, "is '" + text + "' but has to be a count and milliseconds, such as " +
                             std::string(example));
        return std::nullopt;
    }
    return WindowLimit{static_cast<std::uint32_t>(*count), milliseconds(*window)};
}

// An order that is late on the line, and then in the engine, may still be executed: before that its absence
// cannot be proof. On a line that is dead for a while TCP tries as long as the exchange keeps the session.
milliseconds read_absence_proof(SettingsReader& reader, milliseconds heart_bt_int) {
    const rules::CommonRules& rules = rules::SessionTable::built_in().common;
    const auto least =
        rules.engine_timeout + std::max(rules.transit_max, rules.silence_factor * heart_bt_int);
    const milliseconds proof(reader.number("FixguardAbsenceProofMs", 0, 86'400'000, 0));
    if (proof.count() != 0 && proof < least)
        reader.fail("FixguardAbsenceProofMs", "has to be 0 or at least " + std::to_string(least.count()) +
                                                  ": so late an order may still be executed");
    return proof;
}

void read_recovery(SettingsReader& reader, SessionSettings& session) {
    session.attempt_limit = read_limit(reader, "FixguardAttemptLimit", "15/30000");
    session.message_limit = read_limit(reader, "FixguardMessageLimit", "10000/10000");
    session.first_backoff = milliseconds(reader.number("FixguardFirstBackoffMs", 1, 60'000, 500));
    session.longest_backoff = milliseconds(reader.number("FixguardLongestBackoffMs", 1, 3'600'000, 30'000));
    if (session.longest_backoff < session.first_backoff)
        reader.fail("FixguardLongestBackoffMs", "is less than FixguardFirstBackoffMs");
    session.circuit_threshold = static_cast<unsigned>(reader.number("FixguardCircuitThreshold", 0, 1'000, 5));
    session.correct_clock = reader.yes_or_no("FixguardCorrectClock", false);
    session.request_timeout = milliseconds(reader.number("FixguardRequestTimeoutMs", 0, 3'600'000, 15'000));
    session.absence_proof = read_absence_proof(reader, session.heart_bt_int);
    session.preflight = reader.yes_or_no("FixguardPreflight", true);
    session.preflight_filters = reader.yes_or_no("FixguardPreflightFilters", false);
    if (reader.has("FixguardCloseNoticeMs"))
        session.close_notice = milliseconds(reader.number("FixguardCloseNoticeMs", 0, 300'000, 0));
}

SessionSettings read_session(SettingsReader& reader) {
    SessionSettings session;
    const std::string kind = reader.required("FixguardSessionKind", "oe, dc or md");
    if (const auto known = session_kind(kind))
        session.kind = *known;
    else
        reader.fail("FixguardSessionKind", "is '" + kind + "' but has to be oe, dc or md");
    session.name = reader.text("SessionQualifier", short_name(session.kind));
    session.target_comp_id = reader.required("TargetCompID", "SPOT");
    if (!is_comp_id(session.target_comp_id))
        reader.fail("TargetCompID",
                    "is '" + session.target_comp_id + "' but has to be 1 to 8 letters, digits, '-' or '_'");
    session.names = read_names(reader);
    read_endpoints(reader, session);
    read_secrets(reader, session);
    read_logon(reader, session);
    read_recovery(reader, session);
    read_market_data(reader, session);
    session.data_dictionary = reader.text("DataDictionary");
    session.policy_file = reader.text("FixguardPolicyFile");
    session.journal_folder = reader.text("FixguardJournalFolder");
    if (!session.journal_folder.empty() && session.name.find('/') != std::string::npos)
        reader.fail("SessionQualifier", "has '/' in it, but with a FixguardJournalFolder it names a file");
    return session;
}

Origin origin_of(const std::string& file, const SettingsSection& defaults, const SettingsSection& section) {
    Origin origin;
    origin.file = file;
    origin.section = section.number;
    origin.lines.emplace("", section.line);
    for (const SettingsEntry& entry : section.entries)
        origin.lines.emplace(entry.key, entry.line);
    for (const SettingsEntry& entry : defaults.entries)
        origin.lines.emplace(entry.key, entry.line); // what the section has already stays
    return origin;
}

// What two sessions may not share; nothing where they get along.
std::optional<std::string> conflict(const SessionSettings& earlier, const SessionSettings& later) {
    if (earlier.name == later.name)
        return "SessionQualifier: session " + std::to_string(earlier.origin.section) + " is called '" +
               later.name + "' too; give each a SessionQualifier of its own";
    const bool both_fixed =
        earlier.names.kind == NamePolicy::Kind::fixed && later.names.kind == NamePolicy::Kind::fixed;
    if (both_fixed && earlier.names.names == later.names.names)
        return "SenderCompID: session " + std::to_string(earlier.origin.section) + " uses '" +
               later.names.names.front() + "' too; one of them could never log on";
    if (earlier.kind == later.kind && !(earlier.attempt_limit == later.attempt_limit))
        return "FixguardAttemptLimit: session " + std::to_string(earlier.origin.section) +
               " has another one; sessions of a kind share it, write it into [DEFAULT]";
    if (earlier.journal_folder != later.journal_folder)
        return "FixguardJournalFolder: session " + std::to_string(earlier.origin.section) +
               " has another one; all sessions share it, write it into [DEFAULT]";
    return std::nullopt;
}

// What the instruments are is told by market-data sessions.
std::optional<std::string> filters_of_nobody(const Settings& settings) {
    const SessionSettings* asking = nullptr;
    for (const SessionSettings& session : settings.sessions) {
        if (session.kind == SessionKind::market_data) return std::nullopt;
        if (session.preflight_filters) asking = &session;
    }
    if (asking == nullptr) return std::nullopt;
    return asking->origin.at("FixguardPreflightFilters", asking->name) +
           " needs the instrument list: add a [SESSION] of FixguardSessionKind=md";
}

using Sections = std::vector<SettingsSection>;

std::optional<std::string> refuse_keys(const Sections& sections, const std::string& origin) {
    for (const SettingsSection& section : sections)
        for (const SettingsEntry& entry : section.entries)
            if (const auto why = refusal_of_key(entry, section.number != 0))
                return settings_error(origin, entry.line, section.heading(), entry.key, *why);
    if (sections.size() < 2) return origin + ": there is no [SESSION] in it";
    return std::nullopt;
}

// The SessionID under which FIX::SessionSettings keeps a [SESSION]. What it refuses with an exception that
// names neither line nor section is refused before: missing and repeated identities.
std::variant<std::vector<FIX::SessionID>, std::string> identify(const Sections& sections,
                                                                const std::string& origin) {
    std::vector<FIX::SessionID> ids;
    for (std::size_t i = 1; i < sections.size(); ++i) {
        SettingsReader reader(origin, sections[0], sections[i], [&](const std::string& key) {
            const SettingsEntry* entry = sections[i].find(key);
            if (entry == nullptr) entry = sections[0].find(key);
            return entry == nullptr ? std::nullopt : std::optional<std::string>(entry->value);
        });
        reader.required("ConnectionType", "initiator");
        const FIX::SessionID id(reader.required("BeginString", "FIX.4.4"),
                                reader.required("SenderCompID", "1 to 8 letters, digits, '-' or '_'"),
                                reader.required("TargetCompID", "SPOT"), reader.text("SessionQualifier"));
        if (const auto twin = std::find(ids.begin(), ids.end(), id); twin != ids.end())
            reader.fail("SessionQualifier", "session " + std::to_string(twin - ids.begin() + 1) +
                                                " has the same SenderCompID and TargetCompID; give each a "
                                                "SessionQualifier of its own");
        if (reader.error()) return *reader.error();
        ids.push_back(id);
    }
    return ids;
}

std::variant<FIX::SessionSettings, std::string> read_with_quickfix(std::string_view text,
                                                                   const std::string& origin) {
    std::istringstream stream{std::string(text)};
    try {
        return FIX::SessionSettings(stream);
    } catch (const FIX::ConfigError& error) {
        return origin + ": " + (error.detail.empty() ? error.what() : error.detail);
    }
}

// Files are named from where the settings file lies, so that it works from every folder.
void resolve_files(SessionSettings& session, const std::filesystem::path& folder) {
    for (std::string* const file : {&session.ca_file, &session.key_file, &session.api_key_file,
                                    &session.data_dictionary, &session.policy_file, &session.journal_folder})
        if (!file->empty()) *file = (folder / *file).string(); // an absolute one stays
}

} // namespace

std::string Origin::at(std::string_view key, std::string_view session) const {
    if (file.empty()) return "session " + std::string(session) + ": " + std::string(key);
    const auto found = std::find_if(lines.begin(), lines.end(),
                                    [key](const auto& entry) { return same_key(entry.first, key); });
    const unsigned line = found == lines.end() ? lines.begin()->second : found->second;
    return file + ":" + std::to_string(line) + ": [SESSION " + std::to_string(section) + "] " +
           std::string(key);
}

std::variant<Settings, std::string> parse_settings(std::string_view text, const std::string& origin) {
    auto scanned = scan_settings(text, origin);
    if (auto* const error = std::get_if<std::string>(&scanned)) return std::move(*error);
    const auto& sections = std::get<Sections>(scanned);
    if (auto error = refuse_keys(sections, origin)) return std::move(*error);

    auto identified = identify(sections, origin);
    if (auto* const error = std::get_if<std::string>(&identified)) return std::move(*error);
    const auto& ids = std::get<std::vector<FIX::SessionID>>(identified);
    auto read = read_with_quickfix(text, origin);
    if (auto* const error = std::get_if<std::string>(&read)) return std::move(*error);
    const auto& all = std::get<FIX::SessionSettings>(read);

    Settings settings;
    for (std::size_t i = 1; i < sections.size(); ++i) {
        if (!all.has(ids[i - 1]))
            return origin + ":" + std::to_string(sections[i].line) + ": " + sections[i].heading() +
                   " is read otherwise by QuickFIX; write plain text";
        const FIX::Dictionary& values = all.get(ids[i - 1]);
        SettingsReader reader(origin, sections[0], sections[i], [&](const std::string& key) {
            return values.has(key) ? std::optional<std::string>(values.getString(key)) : std::nullopt;
        });
        SessionSettings session = read_session(reader);
        if (reader.error()) return *reader.error();
        session.origin = origin_of(origin, sections[0], sections[i]);
        for (SessionSettings& one : with_standby(session)) {
            for (const SessionSettings& earlier : settings.sessions)
                if (const auto why = conflict(earlier, one))
                    return origin + ":" + std::to_string(sections[i].line) + ": " + sections[i].heading() +
                           " " + *why;
            settings.sessions.push_back(std::move(one));
        }
    }
    if (auto error = filters_of_nobody(settings)) return std::move(*error);
    return settings;
}

std::variant<Settings, std::string> load_settings(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (file) text.assign(std::istreambuf_iterator<char>(file), {});
    if (!file || file.bad()) return path + ": cannot be read: " + std::strerror(errno);
    auto parsed = parse_settings(text, path);
    if (auto* const settings = std::get_if<Settings>(&parsed))
        for (SessionSettings& session : settings->sessions)
            resolve_files(session, std::filesystem::path(path).parent_path());
    return parsed;
}

} // namespace fixguard::engine

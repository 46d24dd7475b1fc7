// The sessions that a user configures, in QuickFIX's settings format, checked key by key.
#pragma once

#include "model/session_kind.hpp"
#include "model/stream.hpp"
#include "model/time.hpp"
#include "model/window_limit.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::engine {

struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Where SenderCompID(49) comes from. A name is locked for 2 x HeartBtInt after a close without Logout<5>.
struct NamePolicy {
    enum class Kind : std::uint8_t {
        fixed,   // names[0], always
        pool,    // any of names that is free
        pattern, // names[0] with a random letter or digit in place of each '?'
    };
    Kind kind = Kind::fixed;
    std::vector<std::string> names;
    friend bool operator==(const NamePolicy&, const NamePolicy&) = default;
};

// Where a setting stands, for errors that show only when it is used.
struct Origin {
    std::string file;
    unsigned section = 0; // the number of the [SESSION], from 1
    std::map<std::string, unsigned, std::less<>> lines;

    // "config/local.cfg:12: [SESSION 1] FixguardKeyFile"; without a file: "session oe: FixguardKeyFile".
    std::string at(std::string_view key, std::string_view session) const;
};

// A stream of market data that a session is for.
struct StreamWish {
    StreamKind kind = StreamKind::trade;
    std::string symbol;      // "*": of every instrument
    std::uint32_t depth = 1; // levels of the snapshot, of a depth stream
    friend bool operator==(const StreamWish& left, const StreamWish& right) {
        return left.kind == right.kind && left.symbol == right.symbol && left.depth == right.depth;
    }
};

// One session. The key of the settings file stands behind each member; * marks what has no default.
struct SessionSettings {
    std::string name;                            // SessionQualifier; default oe, dc or md
    SessionKind kind = SessionKind::order_entry; // FixguardSessionKind *: oe, dc, md
    Endpoint endpoint;                           // SocketConnectHost *, SocketConnectPort *
    std::optional<Endpoint> other_endpoint;      // FixguardOtherHost, FixguardOtherPort: for -1184, -1185
    bool tls = true;                             // FixguardTransport: tls, or plain (loopback only)
    std::string server_name;                     // FixguardServerName; default: the host
    std::string ca_file;                         // FixguardCAFile; default: what the system trusts
    NamePolicy names;                            // SenderCompID *, FixguardSenderCompIDs
    std::string target_comp_id = "SPOT";         // TargetCompID *
    std::string key_file;                        // FixguardKeyFile *: Ed25519, PEM, for its owner alone
    std::string api_key_env;                     // FixguardApiKeyEnv, or
    std::string api_key_file;                    // FixguardApiKeyFile: exactly one of the two *
    std::chrono::seconds heart_bt_int{30};       // HeartBtInt *, 5..60
    std::chrono::seconds logon_timeout{10};      // LogonTimeout, 1..60
    std::chrono::seconds logout_timeout{5};      // LogoutTimeout, 1..60
    milliseconds open_timeout{10'000};           // FixguardConnectTimeoutMs, 100..60000
    int message_handling = 2;                    // FixguardMessageHandling: 1 unordered, 2 sequential
    std::optional<int> response_mode;            // FixguardResponseMode: 1 everything, 2 only acks
    std::string recv_window;     // FixguardRecvWindowMs, of the Logon<A>: 0..60000, up to 3 decimals
    std::string data_dictionary; // DataDictionary: XML; default: the one built in
    std::string policy_file;     // FixguardPolicyFile: TOML; default: the catalogue's
    std::optional<WindowLimit> attempt_limit; // FixguardAttemptLimit "15/30000": attempts/ms
    std::optional<WindowLimit> message_limit; // FixguardMessageLimit "10000/10000": messages/ms
    milliseconds first_backoff{500};          // FixguardFirstBackoffMs, 1..60000
    milliseconds longest_backoff{30'000};     // FixguardLongestBackoffMs, from the first to 3600000
    unsigned circuit_threshold = 5;           // FixguardCircuitThreshold, 0 (never) to 1000
    bool correct_clock = false;               // FixguardCorrectClock: Y or N
    bool preflight_filters = false;           // FixguardPreflightFilters: Y or N
    bool preflight = true;                    // FixguardPreflight: Y or N; see Supervisor::send()
    // FixguardCloseNoticeMs, 0..300000: how late the exchange may notice a close that it did not answer; its
    // lock of the name counts from there. Default: 2 x HeartBtInt and 20 s.
    std::optional<milliseconds> close_notice;
    milliseconds request_timeout{15'000}; // FixguardRequestTimeoutMs, 0 (never) to 3600000
    milliseconds absence_proof{0};        // FixguardAbsenceProofMs, 0 (never) to 86400000
    std::string journal_folder;           // FixguardJournalFolder; default: nothing outlives the process
    // FixguardTrades=BTCUSDT,ETHUSDT, FixguardBookTickers=*, FixguardDepth=BTCUSDT:20. All market-data
    // sessions share the streams of all.
    std::vector<StreamWish> streams;
    std::uint32_t connections = 1; // FixguardConnections, 1..100: md, and md-2 .. when streams need them
    bool standby = false;          // such an md-2: it is started when it is needed
    Origin origin;
};

struct Settings {
    std::vector<SessionSettings> sessions; // at least one, names differ
};

// Reads a file of [DEFAULT] and [SESSION] sections with FIX::SessionSettings. Refuses what QuickFIX lets
// pass: unknown, repeated and contradictory keys, values out of range, comments behind a value. The string is
// one line: `file:line: [SESSION n] Key: what is wrong, what to do`. Files that are named in it lie relative
// to it; they are opened by Supervisor::create, not here.
std::variant<Settings, std::string> load_settings(const std::string& path);
// The same from a text; file names stay as they are.
std::variant<Settings, std::string> parse_settings(std::string_view text, const std::string& origin);

} // namespace fixguard::engine

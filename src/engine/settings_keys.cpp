// The keys: ours, QuickFIX's that mean the same here, and QuickFIX's that cannot be obeyed.
#include "engine/settings_keys.hpp"

#include <algorithm>
#include <array>

namespace fixguard::engine {
namespace {

// Read by settings.cpp.
constexpr std::string_view known[]{
    "SenderCompID",
    "TargetCompID",
    "SessionQualifier",
    "SocketConnectHost",
    "SocketConnectPort",
    "HeartBtInt",
    "LogonTimeout",
    "LogoutTimeout",
    "DataDictionary",
    "FixguardSessionKind",
    "FixguardSenderCompIDs",
    "FixguardKeyFile",
    "FixguardApiKeyEnv",
    "FixguardApiKeyFile",
    "FixguardCAFile",
    "FixguardServerName",
    "FixguardTransport",
    "FixguardOtherHost",
    "FixguardOtherPort",
    "FixguardConnectTimeoutMs",
    "FixguardMessageHandling",
    "FixguardResponseMode",
    "FixguardRecvWindowMs",
    "FixguardPolicyFile",
    "FixguardAttemptLimit",
    "FixguardTrades",
    "FixguardBookTickers",
    "FixguardDepth",
    "FixguardConnections",
    "FixguardJournalFolder",
    "FixguardMessageLimit",
    "FixguardFirstBackoffMs",
    "FixguardLongestBackoffMs",
    "FixguardCircuitThreshold",
    "FixguardCorrectClock",
    "FixguardPreflight",
    "FixguardPreflightFilters",
    "FixguardRequestTimeoutMs",
    "FixguardAbsenceProofMs",
    "FixguardCloseNoticeMs",
};

// These name one session, so that a default for all of them would contradict itself.
constexpr std::array<std::string_view, 2> of_one_session{"SenderCompID", "SessionQualifier"};

struct OnlyValue {
    std::string_view key;
    std::string_view value;
    std::string_view reason;
};

// QuickFIX's keys that may be written, but have one right value at this exchange.
constexpr std::array<OnlyValue, 12> only_values{{
    {"BeginString", "FIX.4.4", "the exchange speaks no other version"},
    {"ConnectionType", "initiator", "the exchange accepts connections and makes none"},
    {"ResetOnLogon", "Y", "every session starts at MsgSeqNum(34) 1"},
    {"ResetOnLogout", "Y", "every session starts at MsgSeqNum(34) 1"},
    {"ResetOnDisconnect", "Y", "every session starts at MsgSeqNum(34) 1"},
    {"PersistMessages", "N", "nothing is ever sent a second time"},
    {"CheckLatency", "N", "the exchange judges SendingTime(52); a step of our clock must not end a session"},
    {"CheckCompID", "N", "a Reject<3> before the Logon<A> may name another TargetCompID(56)"},
    {"ValidateLengthAndChecksum", "Y", "what fails this check is no message"},
    {"TimestampPrecision", "6", "SendingTime(52) is sent in microseconds"},
    {"SocketNodelay", "Y", "an order must not wait for the one before it"},
    {"UseDataDictionary", "Y", "repeating groups need the dictionary"},
}};

struct Refused {
    std::string_view key;
    std::string_view advice;
};

// QuickFIX's keys that cannot be obeyed. What is not listed at all is merely unknown.
constexpr std::array<Refused, 22> refused{{
    {"StartTime", "sessions have no schedule here; take it out"},
    {"EndTime", "sessions have no schedule here; take it out"},
    {"StartDay", "sessions have no schedule here; take it out"},
    {"EndDay", "sessions have no schedule here; take it out"},
    {"ReconnectInterval", "when to connect again follows from what went wrong; take it out"},
    {"FileStorePath", "nothing is stored for a replay that the exchange does not know; take it out"},
    {"FileLogPath", "QuickFIX's log would hold the API key; take it out"},
    {"HttpAcceptPort", "there is no such server; take it out"},
    {"MillisecondsInTimeStamp", "SendingTime(52) is sent in microseconds; take it out"},
    {"CertificationAuthoritiesFile", "write FixguardCAFile instead"},
    {"CertificationAuthoritiesDirectory", "write FixguardCAFile instead"},
    {"CertificateVerifyLevel", "the certificate is always verified; take it out"},
    {"SSLProtocol", "TLS 1.2 and later are used; take it out"},
    {"SocketConnectHost1", "write FixguardOtherHost for the server of the other kind, or take it out"},
    {"SocketConnectPort1", "write FixguardOtherPort for the server of the other kind, or take it out"},
    {"SocketAcceptPort", "the exchange accepts connections; take it out"},
    {"SendRedundantResendRequests", "no ResendRequest<2> is ever sent; take it out"},
    {"RefreshOnLogon", "nothing is stored that could be refreshed; take it out"},
    {"ValidateFieldsOutOfOrder", "no message of the exchange is refused for its fields; take it out"},
    {"ValidateFieldsHaveValues", "no message of the exchange is refused for its fields; take it out"},
    {"ValidateUserDefinedFields", "no message of the exchange is refused for its fields; take it out"},
    {"AllowUnknownMsgFields", "no message of the exchange is refused for its fields; take it out"},
}};

} // namespace

std::optional<std::string> refusal_of_key(const SettingsEntry& entry, bool in_session) {
    const auto is_it = [&](std::string_view key) { return same_key(key, entry.key); };
    if (!in_session && std::any_of(of_one_session.begin(), of_one_session.end(), is_it))
        return "names one session; write it into each [SESSION]";
    if (std::any_of(std::begin(known), std::end(known), is_it)) return std::nullopt;
    for (const OnlyValue& only : only_values) {
        if (!is_it(only.key)) continue;
        if (entry.value == only.value) return std::nullopt;
        return "is '" + entry.value + "' but has to be " + std::string(only.value) + ": " +
               std::string(only.reason);
    }
    for (const Refused& key : refused)
        if (is_it(key.key)) return std::string(key.advice);
    return "unknown key; correct its spelling or take it out";
}

} // namespace fixguard::engine

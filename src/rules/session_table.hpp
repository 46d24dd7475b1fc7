// The rules and limits of each session kind as data: spec/sessions.toml, built in, and whatever a user
// changes.
#pragma once

#include "model/error_code.hpp"
#include "model/session_kind.hpp"
#include "model/time.hpp"
#include "model/window_limit.hpp"
#include "rules/check_order.hpp"
#include "rules/order_kind.hpp"
#include "rules/rule.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::rules {

using fixguard::WindowLimit;

// sliding: the last `window` counts. fixed: the count starts anew at each multiple of `window`.
enum class WindowType : std::uint8_t { sliding, fixed };

// How a text names a window: short_form "10s", words "10 SECONDS".
enum class IntervalForm : std::uint8_t { short_form, words };

// What holds for one kind of session. Take it from SessionTable::built_in(): the figures stand in
// spec/sessions.toml alone, each with its basis and reason.
struct KindRules {
    WindowLimit messages;               // into one session; breaking it ends the session, -1181
    WindowLimit attempts;               // to connect, per account and per IP, -1034
    std::uint32_t connections{};        // at one time, per account, -1034
    std::uint32_t streams{};            // subscriptions of one connection, -1191; 0: the kind has none
    milliseconds report_delay{};        // between an event and its report; drop copy is late
    bool read_only_key_enough{};        // a key with FIX_API_READ_ONLY may log on
    std::vector<std::string> msg_types; // MsgType(35) that a client may send

    bool allows(std::string_view msg_type) const noexcept {
        return std::find(msg_types.begin(), msg_types.end(), msg_type) != msg_types.end();
    }
    friend bool operator==(const KindRules&, const KindRules&) = default;
};

// What holds for all kinds.
struct CommonRules {
    std::int64_t heart_bt_int_min{}; // HeartBtInt(108), seconds
    std::int64_t heart_bt_int_max{};
    milliseconds recv_window_default{}; // of a Logon<A> without RecvWindow(25000)
    milliseconds recv_window_max{};
    milliseconds clock_ahead_max{};             // SendingTime(52) has to be less than this ahead
    std::uint32_t sender_comp_id_lock_factor{}; // x HeartBtInt(108), after a close without Logout<5>
    std::uint32_t silence_factor{};      // x HeartBtInt(108): then a client that says nothing is logged out
    milliseconds transit_max{};          // bytes are not longer on their way
    std::string target_comp_id;          // what a client writes into TargetCompID(56)
    milliseconds engine_timeout{};       // then -1007: the status is unknown
    milliseconds maintenance_interval{}; // between two News<B> of the countdown
    std::uint32_t market_depth_max{};
    milliseconds logon_timeout{}; // a connection without Logon<A> is closed
    friend bool operator==(const CommonRules&, const CommonRules&) = default;
};

// Where the documents are silent. Each names the two ways in which an exchange may behave.
struct Switches {
    bool framing_fault_ends_session{};        // -1177, texts about 8, 9, 10, 35 and the encoding
    bool content_fault_ends_session{};        // -1177, texts about characters and empty values
    bool second_logon_ends_session{};         // -1176
    bool bad_sender_comp_id_ends_session{};   // -1178
    bool bad_msg_seq_num_ends_session{};      // -1179
    bool logout_before_refusal_closes{};      // a Logout<5> between such a Reject<3> and the close
    bool server_close_locks_sender_comp_id{}; // the lock also after a close by the exchange
    bool refused_message_uses_msg_seq_num{};  // after a Reject<3> the next MsgSeqNum(34) is one up
    bool garbled_message_uses_msg_seq_num{};  // the same where the framing itself was wrong
    bool binary_header_is_encoding_fault{};   // false: BeginString (8) is not the first tag
    WindowType message_window{};
    WindowType attempt_window{};
    IntervalForm interval_form{};
    ErrorCode bad_heart_bt_int;
    ErrorCode bad_target_comp_id;
    ErrorCode bad_encrypt_method;
    ErrorCode unknown_msg_type;
    ErrorCode unknown_order; // OrderCancelReject<9>, `Unknown order sent.`
    ErrorCode excess_decimals;
    ErrorCode bad_no_orders;                  // NoOrders(73) that fits no list
    ErrorCode list_orders_differ;             // in Symbol(55), or in Side(54) within an OCO pair
    ErrorCode bad_working_order_type;         // neither limit nor limit maker
    bool absent_reset_flag_is_continuation{}; // no ResetSeqNumFlag(141): -1175; false: -1102
    bool otoco_release_may_be_action_1{};     // beside the documented 25013=2
    bool timeout_in_reject{};                 // -1007 in a Reject<3>; false: in the request's own carrier
    bool bad_symbol_in_request_reject{};      // -1121 of a V in a Y; false: in a Reject<3>
    bool list_error_in_group{};               // of ListStatus<N>: inside NoOrders(73); false: beside it
    bool address_limit_waits_for_message{};   // -1034 per IP follows the first message, not the connect
    bool maintenance_ends_with_logout{};      // a Logout<5> between the last News<B> and the close
    bool drop_copy_hears_refusals{};          // ExecutionReport<8> with 150=8 too
    bool trigger_is_reported{};               // a triggered order is reported as NEW once more
    bool cancelled_leg_expires{};             // by the other order of its list: C EXPIRED; false: 4 CANCELED
    bool fill_lowers_unfilled_orders{};       // the first fill of an order takes it off the count of -1015
    friend bool operator==(const Switches&, const Switches&) = default;
};

// ExpiryReason(25056) in an ExecutionReport<8> with 150=C; 0: without one.
struct ExpiryReasons {
    int unfilled_ioc{};
    int unfilled_fok{};
    int no_liquidity{};       // the book has nothing left for a market order
    int oco_leg{};            // the other order of the list was triggered or filled
    int oto_pending{};        // the working order ended without being filled
    int refused_on_release{}; // a limit maker that would take when its working order is filled
    friend bool operator==(const ExpiryReasons&, const ExpiryReasons&) = default;
};

// A field that an order of this type has no use for, and how it is refused: -1182 Conflicting fields, -1106
// not required, -1014 unsupported combination; 0: it is ignored.
struct SuperfluousField {
    OrderKind kind{};
    std::int32_t tag = 0;
    ErrorCode code;
    friend bool operator==(const SuperfluousField&, const SuperfluousField&) = default;
};

// SessionRejectReason(373) beside an ErrorCode(25016): no pairing is documented.
struct ReasonPairing {
    ErrorCode code;
    std::optional<std::uint8_t> text; // only with this text of the code, see Violation::text
    std::int32_t reason = 0;
    friend bool operator==(const ReasonPairing&, const ReasonPairing&) = default;
};

// A value type: copy it, change it, hand it to an Exchange. Safe to read from any thread.
struct SessionTable {
    std::array<KindRules, 3> kinds; // in the order of SessionKind
    CommonRules common;
    Switches switches;
    ExpiryReasons expiry_reasons;
    std::vector<SuperfluousField> superfluous_fields;
    std::vector<Rule> first_rules; // go before all others, in this order
    std::array<LogonCheck, all_logon_checks.size()> logon_checks = all_logon_checks; // each once
    std::array<OrderCheck, all_order_checks.size()> order_checks = all_order_checks;
    std::vector<Rule> rules_off; // nothing is refused for these: venues that a suite has to catch; in no file
    std::vector<ReasonPairing> reasons;
    std::int32_t other_reason{}; // of a code that has no pairing

    const KindRules& of(SessionKind kind) const noexcept { return kinds[static_cast<std::size_t>(kind)]; }
    KindRules& of(SessionKind kind) noexcept { return kinds[static_cast<std::size_t>(kind)]; }
    // The pairing of that text wins over the one of its code.
    std::int32_t session_reject_reason(ErrorCode code, std::uint8_t text) const noexcept;

    // Less is earlier: a message that breaks several rules is refused for the earliest.
    std::size_t precedence(Rule rule) const noexcept {
        const auto found = std::find(first_rules.begin(), first_rules.end(), rule);
        const auto place = static_cast<std::size_t>(found - first_rules.begin());
        return found != first_rules.end() ? place : place + static_cast<std::size_t>(rule);
    }

    // spec/sessions.toml as it was when the library was built.
    static const SessionTable& built_in();
    // The same from a text that has to hold every key and every basis.
    static std::variant<SessionTable, std::string> parse_complete(std::string_view toml,
                                                                  std::string_view origin);
    // The built-in table changed by a text of the same form, in which every key may be left out. The string
    // is one line: origin, line, key, what is wrong.
    static std::variant<SessionTable, std::string> parse(std::string_view toml, std::string_view origin);
    static std::variant<SessionTable, std::string> load(const std::string& path);

    friend bool operator==(const SessionTable&, const SessionTable&) = default;
};

} // namespace fixguard::rules

// The rules and limits of each session kind as data: spec/sessions.toml, built in, and whatever a user
// changes.
#pragma once

#include "model/error_code.hpp"
#include "model/session_kind.hpp"
#include "model/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::rules {

// At most `count` events in any stretch of `window`.
struct WindowLimit {
    std::uint32_t count = 0;
    milliseconds window{0};
    friend bool operator==(const WindowLimit&, const WindowLimit&) = default;
};

// sliding: the last `window` counts. fixed: the count starts anew at each multiple of `window`.
enum class WindowType : std::uint8_t { sliding, fixed };

// How a text names a window: short_form "10s", words "10 SECONDS".
enum class IntervalForm : std::uint8_t { short_form, words };

// What holds for one kind of session. All of it documented, see spec/sessions.toml.
struct KindRules {
    WindowLimit messages;               // into one session; breaking it ends the session, -1181
    WindowLimit attempts;               // to connect, per account and per IP, -1034
    std::uint32_t connections = 0;      // at one time, per account, -1034
    std::uint32_t streams = 0;          // subscriptions of one connection, -1191; 0: the kind has none
    milliseconds report_delay{0};       // between an event and its report; drop copy is late
    bool read_only_key_enough = true;   // a key with FIX_API_READ_ONLY may log on
    std::vector<std::string> msg_types; // MsgType(35) that a client may send

    bool allows(std::string_view msg_type) const noexcept {
        return std::find(msg_types.begin(), msg_types.end(), msg_type) != msg_types.end();
    }
    friend bool operator==(const KindRules&, const KindRules&) = default;
};

// What holds for all kinds.
struct CommonRules {
    std::int64_t heart_bt_int_min = 5; // HeartBtInt(108), seconds
    std::int64_t heart_bt_int_max = 60;
    microseconds recv_window_default{5'000'000}; // of a Logon<A> without RecvWindow(25000)
    microseconds recv_window_max{60'000'000};
    microseconds clock_ahead_max{1'000'000};      // SendingTime(52) has to be less than this ahead
    std::uint32_t sender_comp_id_lock_factor = 2; // x HeartBtInt(108), after a close without Logout<5>
    std::string target_comp_id = "SPOT";          // what a client writes into TargetCompID(56)
    milliseconds engine_timeout{10'000};          // then -1007: the status is unknown
    milliseconds maintenance_interval{10'000};    // between two News<B> of the countdown
    std::size_t market_depth_max = 5'000;
    friend bool operator==(const CommonRules&, const CommonRules&) = default;
};

// Where the documents are silent. The values here are the ones of spec/sessions.toml; the reasons are there.
struct Switches {
    bool framing_fault_ends_session = true;        // -1177, texts about 8, 9, 10, 35 and the encoding
    bool content_fault_ends_session = false;       // -1177, texts about characters and empty values
    bool second_logon_ends_session = false;        // -1176
    bool bad_sender_comp_id_ends_session = true;   // -1178
    bool bad_msg_seq_num_ends_session = true;      // -1179
    bool logout_before_refusal_closes = false;     // a Logout<5> between such a Reject<3> and the close
    bool refused_message_uses_msg_seq_num = true;  // after a Reject<3> the next MsgSeqNum(34) is one up
    bool garbled_message_uses_msg_seq_num = false; // the same where the framing itself was wrong
    bool binary_header_is_encoding_fault = true;   // false: BeginString (8) is not the first tag
    WindowType message_window = WindowType::sliding;
    WindowType attempt_window = WindowType::sliding;
    IntervalForm interval_form = IntervalForm::short_form;
    ErrorCode bad_heart_bt_int{-1130};
    ErrorCode bad_target_comp_id{-1130};
    ErrorCode bad_encrypt_method{-1130};
    ErrorCode unknown_msg_type{-1130};
    ErrorCode unknown_order{-2011}; // OrderCancelReject<9>, `Unknown order sent.`
    friend bool operator==(const Switches&, const Switches&) = default;
};

// A value type: copy it, change it, hand it to an Exchange. Safe to read from any thread.
struct SessionTable {
    std::array<KindRules, 3> kinds; // in the order of SessionKind
    CommonRules common;
    Switches switches;
    std::map<std::int32_t, std::int32_t> session_reject_reasons; // ErrorCode(25016) -> (373); inferred

    const KindRules& of(SessionKind kind) const noexcept { return kinds[static_cast<std::size_t>(kind)]; }
    KindRules& of(SessionKind kind) noexcept { return kinds[static_cast<std::size_t>(kind)]; }
    std::optional<std::int32_t> session_reject_reason(ErrorCode code) const noexcept;

    // spec/sessions.toml as it was when the library was built.
    static const SessionTable& built_in();
    // The built-in table changed by a text of the same form, in which every key may be left out. The string
    // is one line: origin, line, key, what is wrong.
    static std::variant<SessionTable, std::string> parse(std::string_view toml, std::string_view origin);
    static std::variant<SessionTable, std::string> load(const std::string& path);

    friend bool operator==(const SessionTable&, const SessionTable&) = default;
};

} // namespace fixguard::rules

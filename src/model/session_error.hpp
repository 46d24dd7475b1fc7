// The typed error: everything that can be known of one thing that went wrong on a session.
#pragma once

#include "model/error_code.hpp"
#include "model/inline_string.hpp"
#include "model/policy.hpp"
#include "model/session_kind.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fixguard {

// Who told us. The first nine are messages; the rest are the ways in which a session goes wrong in silence.
enum class Carrier : std::uint8_t {
    reject,                     // Reject<3>
    execution_report,           // ExecutionReport<8> with ExecType(150)=8
    order_cancel_reject,        // OrderCancelReject<9>
    order_amend_reject,         // OrderAmendReject<XAR>
    order_mass_cancel_report,   // OrderMassCancelReport<r> with MassCancelResponse(531)=0
    list_status,                // ListStatus<N> with ListOrderStatus(431)=7
    market_data_request_reject, // MarketDataRequestReject<Y>
    logout,                     // Logout<5> that we did not ask for
    news,                       // News<B>: the server is about to go away
    connect_failed,             // name not resolved, connection refused or timed out
    tls_failed,                 // handshake, certificate or host name
    closed,                     // the peer closed the stream without a Logout
    reset,                      // the connection was reset
    silence,                    // nothing came for longer than the heartbeat rules allow
    sequence_gap,               // MsgSeqNum(34) of the peer is not the next one
    garbled,                    // the peer's bytes are no FIX message
    local,                      // we ended it: a full outbound queue, a broken rule of our own
};

inline constexpr std::size_t carrier_count = 17;

constexpr std::string_view name(Carrier carrier) noexcept {
    switch (carrier) {
    case Carrier::reject: return "Reject<3>";
    case Carrier::execution_report: return "ExecutionReport<8>";
    case Carrier::order_cancel_reject: return "OrderCancelReject<9>";
    case Carrier::order_amend_reject: return "OrderAmendReject<XAR>";
    case Carrier::order_mass_cancel_report: return "OrderMassCancelReport<r>";
    case Carrier::list_status: return "ListStatus<N>";
    case Carrier::market_data_request_reject: return "MarketDataRequestReject<Y>";
    case Carrier::logout: return "Logout<5>";
    case Carrier::news: return "News<B>";
    case Carrier::connect_failed: return "connect failed";
    case Carrier::tls_failed: return "TLS failed";
    case Carrier::closed: return "closed";
    case Carrier::reset: return "reset";
    case Carrier::silence: return "silence";
    case Carrier::sequence_gap: return "sequence gap";
    case Carrier::garbled: return "garbled";
    case Carrier::local: return "local";
    }
    return "?";
}

// Where the code comes from. `text`: no ErrorCode(25016) was sent, the text is one of the catalogue's.
enum class CodeSource : std::uint8_t { none, error_code_field, text };

// How the request was found.
enum class FoundBy : std::uint8_t { nothing, ref_seq_num, request_id };

// A request of ours: one application message that the exchange has to answer.
struct RequestRef {
    std::uint32_t msg_seq_num = 0;
    MsgTypeText msg_type;
    std::int32_t id_tag = 0; // 11, 262, 320, 6136 or 25014; 0: the message carries none of them
    RequestId id;

    friend bool operator==(const RequestRef&, const RequestRef&) noexcept = default;
};

inline constexpr std::size_t max_text_params = 3;

// A value without pointers: it may be copied to any thread and kept.
struct SessionError {
    SessionError() noexcept = default;
    SessionError(SessionKind its_kind, Carrier its_carrier) noexcept : kind(its_kind), carrier(its_carrier) {}

    SessionKind kind = SessionKind::order_entry;
    Carrier carrier = Carrier::reject;

    ErrorCode code; // as sent, or as found from the text; 0: neither
    CodeSource code_source = CodeSource::none;
    std::string_view code_name; // static storage; empty: the catalogue does not know the code
    ErrorCode conflicting_code; // the code whose text was sent with another code; 0: no conflict

    InlineString<320> text; // Text(58), Headline(148) or the transport's own words
    struct Span {
        std::uint16_t offset = 0;
        std::uint16_t size = 0;
        friend constexpr bool operator==(Span, Span) noexcept = default;
    };
    std::array<Span, max_text_params> param_spans{}; // what stands in `text` for %s and %d, in order
    std::uint8_t param_count = 0;

    std::optional<std::uint32_t> msg_seq_num;          // of the carrier
    std::optional<std::uint32_t> ref_seq_num;          // RefSeqNum(45)
    std::optional<std::int32_t> ref_tag_id;            // RefTagID(371)
    MsgTypeText ref_msg_type;                          // RefMsgType(372); empty: absent
    std::optional<std::int32_t> session_reject_reason; // SessionRejectReason(373)

    FoundBy found_by = FoundBy::nothing;
    RequestRef request; // meaningful unless found_by is nothing

    // The remedy, fate and session effect of the code, after the user's own policy. The fate is `none` where
    // `request` needs no answer, or gets its fate by another message.
    Policy policy;

    std::string_view param(std::size_t index) const noexcept {
        if (index >= param_count || param_spans[index].offset > text.size()) return {};
        return text.view().substr(param_spans[index].offset, param_spans[index].size);
    }
    bool code_known() const noexcept { return !code_name.empty(); }

    friend bool operator==(const SessionError&, const SessionError&) noexcept = default;
};

} // namespace fixguard

// diagnose() and judge(): one walk over the message, one look into the catalogue, one into what was sent.
#include "diagnosis/diagnose.hpp"

#include "catalog/catalog.hpp"
#include "diagnosis/answer.hpp"

#include <algorithm>
#include <utility>

namespace fixguard::diagnosis {
namespace {

// What any carrier may hold; the first of each tag counts. In a ListStatus<N> the error stands at the top
// level or in NoOrders(73): a walk over all fields finds it in both places.
struct Fields {
    Fields() noexcept {} // NOLINT: a constructor of the compiler's fills all of it with zeros first
    using Value = std::optional<std::string_view>;
    Value msg_type, text, headline, code, ref_seq_num, ref_tag_id, ref_msg_type, reason, msg_seq_num;
    Value exec_type, mass_cancel_response, list_order_status;
    Value cl_ord_id, cl_list_id, md_req_id;
};

// The carrier that a message of this type may be.
std::optional<Carrier> carrier_of(std::string_view msg_type) noexcept {
    if (msg_type == "XAR") return Carrier::order_amend_reject;
    if (msg_type.size() != 1) return std::nullopt;
    switch (msg_type.front()) {
    case '3': return Carrier::reject;
    case '8': return Carrier::execution_report;
    case '9': return Carrier::order_cancel_reject;
    case 'r': return Carrier::order_mass_cancel_report;
    case 'N': return Carrier::list_status;
    case 'Y': return Carrier::market_data_request_reject;
    case '5': return Carrier::logout;
    case 'B': return Carrier::news;
    default: return std::nullopt; // an open set
    }
}

// Whether a message that may carry an error does.
bool bears_an_error(Carrier carrier, const Fields& fields) noexcept {
    if (carrier == Carrier::execution_report) return fields.exec_type == "8";
    if (carrier == Carrier::order_mass_cancel_report) return fields.mass_cancel_response == "0";
    if (carrier == Carrier::list_status) return fields.list_order_status == "7";
    return true;
}

void keep_first(Fields::Value& place, std::string_view value) noexcept {
    if (!place) place = value;
}

// Says whether the field is one of those by which a message is known to bear no error.
bool keep(const wire::Field& field, Fields& found) noexcept {
    switch (field.tag) {
    case tag::MsgType: keep_first(found.msg_type, field.value); return true;
    case tag::ExecType: keep_first(found.exec_type, field.value); return true;
    case tag::ClOrdID: keep_first(found.cl_ord_id, field.value); return true;
    case tag::Text: keep_first(found.text, field.value); return false;
    case tag::Headline: keep_first(found.headline, field.value); return false;
    case tag::ErrorCode: keep_first(found.code, field.value); return false;
    case tag::RefSeqNum: keep_first(found.ref_seq_num, field.value); return false;
    case tag::RefTagID: keep_first(found.ref_tag_id, field.value); return false;
    case tag::RefMsgType: keep_first(found.ref_msg_type, field.value); return false;
    case tag::SessionRejectReason: keep_first(found.reason, field.value); return false;
    case tag::MsgSeqNum: keep_first(found.msg_seq_num, field.value); return false;
    case tag::MassCancelResponse: keep_first(found.mass_cancel_response, field.value); return false;
    case tag::ListOrderStatus: keep_first(found.list_order_status, field.value); return false;
    case tag::ClListID: keep_first(found.cl_list_id, field.value); return false;
    case tag::MDReqID: keep_first(found.md_req_id, field.value); return false;
    default: return false; // an open set: new fields appear without notice
    }
}

// Whether the rest of the message does not matter. One that can bear no error is read to its MsgType(35)
// only: a MarketDataIncrementalRefresh<X> may have a megabyte. Most ExecutionReport<8> bear none, which is
// known in their middle.
bool is_enough(const Fields& found) noexcept {
    if (!found.msg_type) return false;
    const std::optional<Carrier> carrier = carrier_of(*found.msg_type);
    if (!carrier) return true;
    return carrier == Carrier::execution_report && found.cl_ord_id && found.exec_type &&
           !bears_an_error(*carrier, found);
}

// What is known of a message, after one walk over as much of it as matters.
struct Reading {
    Reading() noexcept {} // NOLINT: as above
    Fields fields;
    std::optional<Carrier> carrier; // of the error that it bears; nothing: it bears none
};

// `msg_type` where it is known before; it is not among `fields` then.
Reading read(std::string_view fields, const Fields::Value& msg_type = {}) noexcept {
    Reading reading;
    Fields& found = reading.fields;
    found.msg_type = msg_type;
    bool enough = is_enough(found);
    wire::FieldCursor cursor(fields);
    for (wire::Field field; !enough && cursor.next(field);)
        enough = keep(field, found) && is_enough(found);
    const std::optional<Carrier> carrier = carrier_of(found.msg_type.value_or(std::string_view{}));
    if (carrier && bears_an_error(*carrier, found)) reading.carrier = carrier;
    return reading;
}

template <typename Integer>
void read_number(const Fields::Value& text, std::optional<Integer>& number) noexcept {
    std::int64_t value = 0;
    if (text && wire::read_int(*text, value) && std::in_range<Integer>(value))
        number = static_cast<Integer>(value);
}

void add_param(SessionError& error, std::size_t offset, std::size_t size) noexcept {
    if (offset + size > error.text.size() || error.param_count == max_text_params) return; // cut off
    error.param_spans[error.param_count++] = {static_cast<std::uint16_t>(offset),
                                              static_cast<std::uint16_t>(size)};
}

// The code rules; the text supplies what the code lacks and is reported where it belongs to another code.
void judge_text(SessionError& error, std::string_view text) noexcept {
    const std::optional<catalog::TextMatch> match = catalog::match_text(text, error.code);
    if (!match) return;
    for (std::size_t i = 0; i < match->text->param_count; ++i)
        add_param(error, static_cast<std::size_t>(match->params[i].data() - text.data()),
                  match->params[i].size());
    if (match->text->kind != catalog::TextKind::code_text) return;
    if (!error.code) {
        error.code = match->text->code;
        error.code_source = CodeSource::text;
    } else if (error.code != match->text->code) {
        error.conflicting_code = match->text->code;
    }
}

// News<B> announces the seconds that are left; the headline is no text of the catalogue.
void judge_headline(SessionError& error) noexcept {
    const std::string_view text = error.text;
    const std::size_t begin = text.find_first_of("0123456789");
    if (begin == std::string_view::npos) return;
    const std::size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
    add_param(error, begin, end - begin);
}

void find_request(SessionError& error, const Fields& fields, const SentLog& sent) noexcept {
    if (error.ref_seq_num) {
        if (const RequestRef* const request = sent.by_seq_num(*error.ref_seq_num)) {
            error.found_by = FoundBy::ref_seq_num;
            error.request = *request;
            return;
        }
    }
    const bool rejects = error.carrier == Carrier::execution_report;
    const Answer answer{*fields.msg_type, rejects ? '8' : '\0', fields.text.value_or(std::string_view{})};
    // An OrigClListID(25015) names a list whose cancel was refused, and not the list.
    for (const auto& id : {fields.cl_list_id, fields.cl_ord_id, fields.md_req_id}) {
        const RequestRef* const request = id ? answered_by(answer, *id, sent) : nullptr;
        if (request == nullptr) continue;
        error.found_by = FoundBy::request_id;
        error.request = *request;
        return;
    }
}

// Whether an error leaves the fate of the request that it is about to another message.
bool is_half_the_answer(const SessionError& error, const SentLog& sent) noexcept {
    if (error.found_by == FoundBy::nothing) return false;
    if (!sent.awaits_answer(error.request)) return true; // a Heartbeat<0>, the end of a subscription
    if (error.carrier == Carrier::order_cancel_reject) return sent.outlives_cancel_reject(error.request);
    // One order of a list was rejected; ListStatus<N> says what became of the list.
    return error.carrier == Carrier::execution_report && error.request.msg_type == "E";
}

// The messages that say by themselves that a request was refused, whatever code they bear. A Reject<3> does
// not: the exchange may put "status unknown" into one.
bool refuses_a_request(Carrier carrier) noexcept {
    switch (carrier) {
    case Carrier::execution_report:
    case Carrier::order_cancel_reject:
    case Carrier::order_amend_reject:
    case Carrier::order_mass_cancel_report:
    case Carrier::list_status:
    case Carrier::market_data_request_reject: return true;
    case Carrier::reject:
    case Carrier::logout:
    case Carrier::news:
    case Carrier::connect_failed:
    case Carrier::tls_failed:
    case Carrier::closed:
    case Carrier::reset:
    case Carrier::silence:
    case Carrier::sequence_gap:
    case Carrier::garbled:
    case Carrier::local: return false;
    }
    return false;
}

// For what the catalogue has no code: a Logout, a News, a broken connection.
Policy policy_of_carrier(Carrier carrier) noexcept {
    constexpr Policy again{Remedy::new_session, RequestFate::none, SessionEffect::ends, true,
                           Basis::documented,   Basis::documented};
    switch (carrier) {
    case Carrier::tls_failed: {
        Policy halt = again;
        halt.remedy = Remedy::halt;
        return halt;
    }
    case Carrier::logout:
    case Carrier::news:
    case Carrier::connect_failed:
    case Carrier::closed:
    case Carrier::reset:
    case Carrier::silence:
    case Carrier::sequence_gap:
    case Carrier::garbled:
    case Carrier::local: return again;
    case Carrier::reject:
    case Carrier::execution_report:
    case Carrier::order_cancel_reject:
    case Carrier::order_amend_reject:
    case Carrier::order_mass_cancel_report:
    case Carrier::list_status:
    case Carrier::market_data_request_reject: return Policy{};
    }
    return Policy{};
}

void apply_policy(SessionError& error, const Context& context) noexcept {
    const catalog::Entry* const entry = error.code ? catalog::find(error.code) : nullptr;
    if (entry != nullptr) error.code_name = entry->name;
    error.policy = error.code ? context.policies.of(error.code) : policy_of_carrier(error.carrier);
    if (entry == nullptr && refuses_a_request(error.carrier)) {
        error.policy.fate = RequestFate::rejected;
        error.policy.session_effect = SessionEffect::stays_open;
    }
    if (is_half_the_answer(error, context.sent)) error.policy.fate = RequestFate::none;
}

// Says in `error`, which knows its kind and carrier, all that is to be said.
void describe(SessionError& error, const Fields& fields, const Context& context) noexcept {
    read_number(fields.msg_seq_num, error.msg_seq_num);
    read_number(fields.ref_seq_num, error.ref_seq_num);
    read_number(fields.ref_tag_id, error.ref_tag_id);
    read_number(fields.reason, error.session_reject_reason);
    error.ref_msg_type = fields.ref_msg_type.value_or(std::string_view{});
    std::optional<std::int32_t> code;
    read_number(fields.code, code);
    if (code && *code != 0) {
        error.code = ErrorCode{*code};
        error.code_source = CodeSource::error_code_field;
    }
    if (error.carrier == Carrier::news) {
        error.text = fields.headline.value_or(std::string_view{});
        judge_headline(error);
    } else if (fields.text) {
        error.text = *fields.text;
        judge_text(error, *fields.text);
    }
    find_request(error, fields, context.sent);
    apply_policy(error, context);
}

// A message that bears no error accepts the request that it names.
std::optional<Settlement> acceptance(wire::MessageView message, const Fields& fields,
                                     const Context& context) noexcept {
    Answer answer{fields.msg_type.value_or(std::string_view{}), '\0', {}};
    const std::string_view type = answer.msg_type;
    std::optional<std::string_view> id;
    if (type == "8") {
        id = fields.cl_ord_id;
        if (fields.exec_type && fields.exec_type->size() == 1) answer.exec_type = fields.exec_type->front();
    } else if (type == "r") {
        id = fields.cl_ord_id;
    } else if (type == "N") {
        id = fields.cl_list_id;
    } else if (type == "W" || type == "X") { // of these and the next two no more than the type was read
        id = message.find(tag::MDReqID);
    } else if (type == "y") {
        id = message.find(tag::InstrumentReqID);
    } else if (type == "XLR") {
        id = message.find(tag::ReqID);
    }
    const RequestRef* const request = id ? answered_by(answer, *id, context.sent) : nullptr;
    if (request == nullptr) return std::nullopt;
    return Settlement{*request, RequestFate::accepted};
}

// Made where the caller wants it: a SessionError is too large to be carried about.
std::optional<SessionError> error_of(Carrier carrier, const Fields& fields, const Context& context) noexcept {
    std::optional<SessionError> error(std::in_place, context.kind, carrier);
    describe(*error, fields, context);
    return error;
}

std::optional<SessionError> diagnosis_of(const Reading& reading, const Context& context) noexcept {
    if (!reading.carrier) return std::nullopt;
    return error_of(*reading.carrier, reading.fields, context);
}

// `message` has all its fields, with or without its head.
Judgement judgement_of(const Reading& reading, wire::MessageView message, const Context& context) noexcept {
    Judgement judged;
    if (!reading.carrier) {
        judged.settlement = acceptance(message, reading.fields, context);
        return judged;
    }
    SessionError& error = judged.error.emplace(context.kind, *reading.carrier);
    describe(error, reading.fields, context);
    if (error.found_by != FoundBy::nothing && error.policy.fate != RequestFate::none)
        judged.settlement = Settlement{error.request, error.policy.fate};
    return judged;
}

} // namespace

std::optional<SessionError> diagnose(wire::MessageView message, const Context& context) noexcept {
    return diagnosis_of(read(message.bytes()), context);
}

std::optional<SessionError> diagnose(const wire::Frame& frame, const Context& context) noexcept {
    return diagnosis_of(read(frame.fields, frame.msg_type), context);
}

Judgement judge(wire::MessageView message, const Context& context) noexcept {
    return judgement_of(read(message.bytes()), message, context);
}

Judgement judge(const wire::Frame& frame, const Context& context) noexcept {
    return judgement_of(read(frame.fields, frame.msg_type), wire::MessageView(frame.fields), context);
}

SessionError diagnose_silence(Carrier carrier, std::string_view what, const Context& context) noexcept {
    SessionError error(context.kind, carrier);
    error.text = what;
    apply_policy(error, context);
    return error;
}

} // namespace fixguard::diagnosis

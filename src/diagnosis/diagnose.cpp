// diagnose() and judge(): one walk over the message, one look into the catalogue, one into what was sent.
#include "diagnosis/diagnose.hpp"

#include "catalog/catalog.hpp"
#include "diagnosis/answer.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fixguard::diagnosis {
namespace {

// What any carrier may hold; the first of each tag counts. In a ListStatus<N> the error stands at the top
// level or in NoOrders(73): a walk over all fields finds it in both places.
struct Fields {
    std::optional<std::string_view> text, headline, code, ref_seq_num, ref_tag_id, ref_msg_type, reason,
        msg_seq_num;
    std::optional<std::string_view> exec_type, mass_cancel_response, list_order_status;
    std::optional<std::string_view> cl_ord_id, cl_list_id, md_req_id;
};

Fields read(wire::MessageView message) noexcept {
    Fields found;
    const auto keep_first = [](std::optional<std::string_view>& place, std::string_view value) {
        if (!place) place = value;
    };
    wire::FieldCursor cursor = message.fields();
    for (wire::Field field; cursor.next(field);) {
        switch (field.tag) {
        case tag::Text: keep_first(found.text, field.value); break;
        case tag::Headline: keep_first(found.headline, field.value); break;
        case tag::ErrorCode: keep_first(found.code, field.value); break;
        case tag::RefSeqNum: keep_first(found.ref_seq_num, field.value); break;
        case tag::RefTagID: keep_first(found.ref_tag_id, field.value); break;
        case tag::RefMsgType: keep_first(found.ref_msg_type, field.value); break;
        case tag::SessionRejectReason: keep_first(found.reason, field.value); break;
        case tag::MsgSeqNum: keep_first(found.msg_seq_num, field.value); break;
        case tag::ExecType: keep_first(found.exec_type, field.value); break;
        case tag::MassCancelResponse: keep_first(found.mass_cancel_response, field.value); break;
        case tag::ListOrderStatus: keep_first(found.list_order_status, field.value); break;
        case tag::ClOrdID: keep_first(found.cl_ord_id, field.value); break;
        case tag::ClListID: keep_first(found.cl_list_id, field.value); break;
        case tag::MDReqID: keep_first(found.md_req_id, field.value); break;
        default: break; // an open set: new fields appear without notice
        }
    }
    return found;
}

// A message of another type is not even walked: a MarketDataIncrementalRefresh<X> may have a megabyte.
bool may_carry_an_error(std::string_view msg_type) noexcept {
    constexpr std::array carriers{"3", "8", "9", "XAR", "r", "N", "Y", "5", "B"};
    return std::find(carriers.begin(), carriers.end(), msg_type) != carriers.end();
}

// Most ExecutionReport<8> bear no error. Which ones do is known in their middle.
struct Report {
    std::optional<std::string_view> exec_type, cl_ord_id;
    bool rejects() const noexcept { return exec_type == "8"; }
};

Report read_report(wire::MessageView message) noexcept {
    Report report;
    wire::FieldCursor cursor = message.fields();
    for (wire::Field field; !(report.exec_type && report.cl_ord_id) && cursor.next(field);) {
        if (field.tag == tag::ExecType && !report.exec_type) report.exec_type = field.value;
        if (field.tag == tag::ClOrdID && !report.cl_ord_id) report.cl_ord_id = field.value;
    }
    return report;
}

std::optional<Carrier> carrier_of(std::string_view msg_type, const Fields& fields) noexcept {
    if (msg_type == "3") return Carrier::reject;
    if (msg_type == "8" && fields.exec_type == "8") return Carrier::execution_report;
    if (msg_type == "9") return Carrier::order_cancel_reject;
    if (msg_type == "XAR") return Carrier::order_amend_reject;
    if (msg_type == "r" && fields.mass_cancel_response == "0") return Carrier::order_mass_cancel_report;
    if (msg_type == "N" && fields.list_order_status == "7") return Carrier::list_status;
    if (msg_type == "Y") return Carrier::market_data_request_reject;
    if (msg_type == "5") return Carrier::logout;
    if (msg_type == "B") return Carrier::news;
    return std::nullopt;
}

template <typename Integer>
std::optional<Integer> in_range(std::optional<std::string_view> text) noexcept {
    const std::optional<std::int64_t> value = text ? wire::parse_int(*text) : std::nullopt;
    if (!value || !std::in_range<Integer>(*value)) return std::nullopt;
    return static_cast<Integer>(*value);
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

void find_request(SessionError& error, std::string_view msg_type, const Fields& fields,
                  const SentLog& sent) noexcept {
    if (error.ref_seq_num) {
        if (const RequestRef* const request = sent.by_seq_num(*error.ref_seq_num)) {
            error.found_by = FoundBy::ref_seq_num;
            error.request = *request;
            return;
        }
    }
    const bool rejects = error.carrier == Carrier::execution_report;
    const Answer answer{msg_type, rejects ? '8' : '\0', fields.text.value_or(std::string_view{})};
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

SessionError error_of(Carrier carrier, std::string_view msg_type, const Fields& fields,
                      const Context& context) noexcept {
    SessionError error;
    error.kind = context.kind;
    error.carrier = carrier;
    error.msg_seq_num = in_range<std::uint32_t>(fields.msg_seq_num);
    error.ref_seq_num = in_range<std::uint32_t>(fields.ref_seq_num);
    error.ref_tag_id = in_range<std::int32_t>(fields.ref_tag_id);
    error.session_reject_reason = in_range<std::int32_t>(fields.reason);
    error.ref_msg_type = fields.ref_msg_type.value_or(std::string_view{});
    if (const auto code = in_range<std::int32_t>(fields.code); code && *code != 0) {
        error.code = ErrorCode{*code};
        error.code_source = CodeSource::error_code_field;
    }
    if (carrier == Carrier::news) {
        error.text = fields.headline.value_or(std::string_view{});
        judge_headline(error);
    } else if (fields.text) {
        error.text = *fields.text;
        judge_text(error, *fields.text);
    }
    find_request(error, msg_type, fields, context.sent);
    apply_policy(error, context);
    return error;
}

// A message that bears no error accepts the request that it names.
std::optional<Settlement> acceptance(const Answer& answer, const std::optional<std::string_view>& id,
                                     const Context& context) noexcept {
    const RequestRef* const request = id ? answered_by(answer, *id, context.sent) : nullptr;
    if (request == nullptr) return std::nullopt;
    return Settlement{*request, RequestFate::accepted};
}

std::optional<Settlement> acceptance(const Report& report, const Context& context) noexcept {
    const std::string_view exec_type = report.exec_type.value_or(std::string_view{});
    return acceptance({"8", exec_type.size() == 1 ? exec_type.front() : '\0', {}}, report.cl_ord_id, context);
}

std::optional<Settlement> acceptance(std::string_view msg_type, const Fields& fields,
                                     const Context& context) noexcept {
    if (msg_type == "r") return acceptance({msg_type, '\0', {}}, fields.cl_ord_id, context);
    if (msg_type == "N") return acceptance({msg_type, '\0', {}}, fields.cl_list_id, context);
    return std::nullopt;
}

// The same for messages that never carry an error: only their id is looked for.
std::optional<Settlement> acceptance(std::string_view msg_type, wire::MessageView message,
                                     const Context& context) noexcept {
    if (msg_type == "W" || msg_type == "X")
        return acceptance({msg_type, '\0', {}}, message.find(tag::MDReqID), context);
    if (msg_type == "y") return acceptance({msg_type, '\0', {}}, message.find(tag::InstrumentReqID), context);
    if (msg_type == "XLR") return acceptance({msg_type, '\0', {}}, message.find(tag::ReqID), context);
    return std::nullopt;
}

} // namespace

std::optional<SessionError> diagnose(wire::MessageView message, const Context& context) noexcept {
    const std::string_view msg_type = message.msg_type();
    if (!may_carry_an_error(msg_type)) return std::nullopt;
    if (msg_type == "8" && !read_report(message).rejects()) return std::nullopt;
    const Fields fields = read(message);
    const std::optional<Carrier> carrier = carrier_of(msg_type, fields);
    if (!carrier) return std::nullopt;
    return error_of(*carrier, msg_type, fields, context);
}

Judgement judge(wire::MessageView message, const Context& context) noexcept {
    Judgement judged;
    const std::string_view msg_type = message.msg_type();
    if (!may_carry_an_error(msg_type)) {
        judged.settlement = acceptance(msg_type, message, context);
        return judged;
    }
    if (msg_type == "8") {
        const Report report = read_report(message);
        if (!report.rejects()) {
            judged.settlement = acceptance(report, context);
            return judged;
        }
    }
    const Fields fields = read(message);
    const std::optional<Carrier> carrier = carrier_of(msg_type, fields);
    if (!carrier) {
        judged.settlement = acceptance(msg_type, fields, context);
        return judged;
    }
    judged.error = error_of(*carrier, msg_type, fields, context);
    if (judged.error->found_by != FoundBy::nothing && judged.error->policy.fate != RequestFate::none)
        judged.settlement = Settlement{judged.error->request, judged.error->policy.fate};
    return judged;
}

SessionError diagnose_silence(Carrier carrier, std::string_view what, const Context& context) noexcept {
    SessionError error;
    error.kind = context.kind;
    error.carrier = carrier;
    error.text = what;
    apply_policy(error, context);
    return error;
}

} // namespace fixguard::diagnosis

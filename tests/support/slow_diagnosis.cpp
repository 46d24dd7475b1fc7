// SlowDiagnosis: by the words of diagnose.hpp and session_error.hpp, without a thought of speed.
#include "support/slow_diagnosis.hpp"

#include "catalog/catalog.hpp"
#include "diagnosis/answer.hpp"
#include "support/slow_reader.hpp"

#include <limits>
#include <map>
#include <regex>
#include <sstream>
#include <vector>

namespace fixguard::test {
namespace {

using Text = std::optional<std::string>;

Text first(const std::vector<SlowField>& fields, const std::string& tag) {
    for (const SlowField& field : fields)
        if (field.has_equals && field.tag_text == tag) return field.value;
    return std::nullopt;
}

template <typename Integer>
std::optional<Integer> number(const Text& text) {
    static const std::regex whole_number("-?[0-9]+");
    if (!text || !std::regex_match(*text, whole_number)) return std::nullopt;
    // Shorter than any number that a double would round.
    const std::string digits = std::regex_replace(*text, std::regex("^(-?)0*"), "$1");
    if (digits.size() > 12) return std::nullopt;
    const double value = digits.empty() || digits == "-" ? 0 : std::stod(digits);
    if (value < static_cast<double>(std::numeric_limits<Integer>::min()) ||
        value > static_cast<double>(std::numeric_limits<Integer>::max()))
        return std::nullopt;
    return static_cast<Integer>(value);
}

std::optional<Carrier> carrier_of(const std::vector<SlowField>& fields) {
    static const std::map<std::string, Carrier> carriers{
        {"3", Carrier::reject},
        {"8", Carrier::execution_report},
        {"9", Carrier::order_cancel_reject},
        {"XAR", Carrier::order_amend_reject},
        {"r", Carrier::order_mass_cancel_report},
        {"N", Carrier::list_status},
        {"Y", Carrier::market_data_request_reject},
        {"5", Carrier::logout},
        {"B", Carrier::news},
    };
    const auto found = carriers.find(first(fields, "35").value_or(""));
    if (found == carriers.end()) return std::nullopt;
    if (found->first == "8" && first(fields, "150") != "8") return std::nullopt;
    if (found->first == "r" && first(fields, "531") != "0") return std::nullopt;
    if (found->first == "N" && first(fields, "431") != "7") return std::nullopt;
    return found->second;
}

// What a SessionError says; its parameters as they are, not where they stand.
struct Told {
    SessionError error;
    std::vector<std::string> params;

    std::string line() const {
        std::ostringstream out;
        const auto put = [&out](const char* what, const auto& value) {
            if (value) out << ' ' << what << *value;
        };
        out << name(error.kind) << ' ' << name(error.carrier) << " code " << error.code.value << " by "
            << int(error.code_source) << " '" << error.code_name << "' against "
            << error.conflicting_code.value << " text '" << error.text.view()
            << (error.text.truncated() ? "'.. of" : "' of");
        for (const std::string& param : params)
            out << " '" << param << "'";
        put("34=", error.msg_seq_num);
        put("45=", error.ref_seq_num);
        put("371=", error.ref_tag_id);
        put("373=", error.session_reject_reason);
        out << " 372=" << error.ref_msg_type.view() << " found by " << int(error.found_by);
        if (error.found_by != FoundBy::nothing)
            out << ": 34=" << error.request.msg_seq_num << " 35=" << error.request.msg_type.view() << ' '
                << error.request.id_tag << '=' << error.request.id.view();
        const Policy& policy = error.policy;
        out << ' ' << name(policy.remedy) << ' ' << name(policy.fate) << ' ' << name(policy.fate_basis) << ' '
            << name(policy.session_effect) << ' ' << name(policy.session_effect_basis) << ' '
            << policy.handler_acts;
        return out.str();
    }
};

void judge_text(Told& told, const std::optional<SlowTextMatcher::Match>& match) {
    SessionError& error = told.error;
    if (!match) return;
    // Where the text is cut its parameters are not whole from there on. They stand in it in their order.
    std::size_t at = 0;
    const std::string_view pattern = match->text->pattern;
    std::size_t in_pattern = 0;
    for (const std::string& param : match->params) {
        const std::size_t mark = pattern.find('%', in_pattern);
        at += mark - in_pattern;
        in_pattern = mark + 2;
        if (at + param.size() <= error.text.size()) told.params.push_back(param);
        at += param.size();
    }
    if (match->text->kind != catalog::TextKind::code_text) return;
    if (!error.code) {
        error.code = match->text->code;
        error.code_source = CodeSource::text;
    } else if (error.code != match->text->code) {
        error.conflicting_code = match->text->code;
    }
}

void judge_headline(Told& told) {
    static const std::regex digits("[0-9]+");
    const std::string text(told.error.text.view());
    std::smatch found;
    if (std::regex_search(text, found, digits)) told.params.push_back(found.str());
}

void find_request(SessionError& error, const std::vector<SlowField>& fields, const diagnosis::SentLog& sent) {
    const RequestRef* request = error.ref_seq_num ? sent.by_seq_num(*error.ref_seq_num) : nullptr;
    if (request != nullptr) error.found_by = FoundBy::ref_seq_num;
    const std::string type = *first(fields, "35"), text = first(fields, "58").value_or("");
    const diagnosis::Answer answer{type, type == "8" ? '8' : '\0', text};
    for (const char* const tag : {"25014", "11", "262"}) {
        const Text id = first(fields, tag);
        if (request != nullptr || !id) continue;
        request = diagnosis::answered_by(answer, *id, sent);
        if (request != nullptr) error.found_by = FoundBy::request_id;
    }
    if (request != nullptr) error.request = *request;
}

bool is_half_the_answer(const SessionError& error, const diagnosis::SentLog& sent) {
    if (error.found_by == FoundBy::nothing) return false;
    if (!sent.awaits_answer(error.request)) return true;
    if (error.carrier == Carrier::execution_report) return error.request.msg_type == "E";
    return error.carrier == Carrier::order_cancel_reject && sent.outlives_cancel_reject(error.request);
}

void judge_policy(SessionError& error, const diagnosis::Context& context) {
    const catalog::Entry* entry = nullptr;
    for (const catalog::Entry& one : catalog::entries())
        if (one.code == error.code) entry = &one;
    if (entry != nullptr) error.code_name = entry->name;
    if (error.code)
        error.policy = context.policies.of(error.code);
    else if (error.carrier == Carrier::logout || error.carrier == Carrier::news)
        error.policy = {Remedy::new_session, RequestFate::none, SessionEffect::ends, true,
                        Basis::documented,   Basis::documented};
    const bool by_itself = error.carrier != Carrier::reject && error.carrier != Carrier::logout &&
                           error.carrier != Carrier::news;
    if (entry == nullptr && by_itself) {
        error.policy.fate = RequestFate::rejected;
        error.policy.session_effect = SessionEffect::stays_open;
    }
    if (is_half_the_answer(error, context.sent)) error.policy.fate = RequestFate::none;
}

} // namespace

std::string told(const std::optional<SessionError>& error) {
    if (!error) return "nothing";
    Told told{*error, {}};
    for (std::size_t i = 0; i < error->param_count; ++i)
        told.params.emplace_back(error->param(i));
    return told.line();
}

SlowDiagnosis::Match SlowDiagnosis::match(const std::string& text, ErrorCode code) {
    const Match match = texts_.of_code(text, code);
    if (match) return match;
    const auto [asked, fresh] = of_any_.try_emplace(text);
    if (fresh) asked->second = texts_.of_any(text);
    return asked->second;
}

std::string SlowDiagnosis::of(const std::string& message, const diagnosis::Context& context) {
    const std::vector<SlowField> fields = slow_fields(message);
    const std::optional<Carrier> carrier = carrier_of(fields);
    if (!carrier) return "nothing";
    Told told;
    SessionError& error = told.error;
    error.kind = context.kind;
    error.carrier = *carrier;
    error.msg_seq_num = number<std::uint32_t>(first(fields, "34"));
    error.ref_seq_num = number<std::uint32_t>(first(fields, "45"));
    error.ref_tag_id = number<std::int32_t>(first(fields, "371"));
    error.session_reject_reason = number<std::int32_t>(first(fields, "373"));
    error.ref_msg_type = first(fields, "372").value_or("");
    error.code.value = number<std::int32_t>(first(fields, "25016")).value_or(0);
    if (error.code) error.code_source = CodeSource::error_code_field;
    if (carrier == Carrier::news) {
        error.text = first(fields, "148").value_or("");
        judge_headline(told);
    } else if (const Text text = first(fields, "58")) {
        error.text = *text;
        judge_text(told, match(*text, error.code));
    }
    find_request(error, fields, context.sent);
    judge_policy(error, context);
    return told.line();
}

} // namespace fixguard::test

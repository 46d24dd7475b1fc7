// Writes one SessionError down.
#include "report/errors.hpp"

#include <nlohmann/json.hpp>

namespace fixguard::report {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json code_or_null(ErrorCode code) {
    return code ? Json(code.value) : Json(nullptr);
}

// The five tags by which requests are known.
std::string_view id_tag_name(std::int32_t tag) {
    switch (tag) {
    case 11: return "ClOrdID";
    case 262: return "MDReqID";
    case 320: return "InstrumentReqID";
    case 6136: return "ReqID";
    case 25014: return "ClListID";
    default: return "id";
    }
}

Json cause_json(const SessionError& error) {
    if (error.found_by == FoundBy::nothing) return nullptr;
    return {{"msg_seq_num", error.request.msg_seq_num},
            {"msg_type", error.request.msg_type.view()},
            {"id_tag", error.request.id_tag == 0 ? Json(nullptr) : Json(error.request.id_tag)},
            {"id", text_or_null(error.request.id)}};
}

} // namespace

std::string code_label(const SessionError& error) {
    if (!error.code) return "no code";
    return std::to_string(error.code.value) + " " +
           (error.code_known() ? std::string(error.code_name) : "(unknown)");
}

std::string about_label(const SessionError& error) {
    std::string about;
    const auto add = [&](const std::string& part) { about += (about.empty() ? "" : " ") + part; };
    if (error.found_by != FoundBy::nothing) {
        const RequestRef& request = error.request;
        add(printable(request.msg_type) + " MsgSeqNum(34) " + std::to_string(request.msg_seq_num));
        if (!request.id.empty())
            add(std::string(id_tag_name(request.id_tag)) + "(" + std::to_string(request.id_tag) + ") " +
                printable(request.id));
    } else {
        if (!error.ref_msg_type.empty()) add(printable(error.ref_msg_type));
        if (error.ref_seq_num) add("MsgSeqNum(34) " + std::to_string(*error.ref_seq_num));
    }
    if (error.ref_tag_id) add("tag " + std::to_string(*error.ref_tag_id));
    return about;
}

std::string error_line(const SessionError& error, Style style) {
    std::string line = style.red(code_label(error)) + " by " + std::string(name(error.carrier));
    if (!error.text.empty()) line += ": " + printable(error.text);
    if (const std::string about = about_label(error); !about.empty()) line += style.dim(" [" + about + "]");
    if (error.conflicting_code)
        line += " (the text belongs to " + std::to_string(error.conflicting_code.value) + "; the code rules)";
    return line;
}

Json error_json(const SessionError& error) {
    Json params = Json::array();
    for (std::size_t i = 0; i < error.param_count; ++i)
        params.push_back(error.param(i));
    return {{"kind", name(error.kind)},
            {"code", code_or_null(error.code)},
            {"name", text_or_null(error.code_name)},
            {"carrier", name(error.carrier)},
            {"msg_seq_num", or_null(error.msg_seq_num)},
            {"ref_seq_num", or_null(error.ref_seq_num)},
            {"ref_tag_id", or_null(error.ref_tag_id)},
            {"ref_msg_type", text_or_null(error.ref_msg_type)},
            {"session_reject_reason", or_null(error.session_reject_reason)},
            {"text", text_or_null(error.text)},
            {"params", std::move(params)},
            {"cause", cause_json(error)},
            {"remedy", name(error.policy.remedy)},
            {"fate", name(error.policy.fate)},
            {"session_effect", name(error.policy.session_effect)},
            {"conflicting_code", code_or_null(error.conflicting_code)}};
}

} // namespace fixguard::report

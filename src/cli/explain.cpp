// fixguard explain: a code, a name, a text of the exchange, or a whole message.
#include "catalog/catalog.hpp"
#include "catalog/policy_table.hpp"
#include "cli/message_check.hpp"
#include "cli/message_decoder.hpp"
#include "cli/program.hpp"
#include "cli/terminal.hpp"
#include "diagnosis/diagnose.hpp"
#include "report/codes.hpp"
#include "report/errors.hpp"
#include "report/message.hpp"
#include "wire/message_view.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>

namespace fixguard::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto footer = R"(
A message may have SOH, '|', ^A or \x01 between its fields, and a logger's words in front of 8=. The API key
and the signature of a Logon<A> are masked.

Examples:
  fixguard explain -1177
  fixguard explain BAD_SEQ_NUM
  fixguard explain "Too many messages; current limit is '10000' messages per '10s'."
  fixguard explain '8=FIX.4.4|9=80|35=3|34=7|45=5|371=55|373=13|25016=-1171|58=...|10=123|'
  tail -n 1 fix.log | fixguard explain -

Exit codes: 0 explained, 1 no such code, name or text, 2 misuse.)";

struct Request {
    std::vector<std::string> words;
    std::string session; // oe, dc, md; empty: guess
    bool as_json = false;
};

// Prints either the page or the JSON, and remembers which.
class Answer {
public:
    explicit Answer(bool as_json) : as_json_(as_json) {}

    int give(const std::string& page, const Json& json, int exit_code = exit_ok) const {
        std::cout << (as_json_ ? report::json_line(json) + "\n" : page);
        return exit_code;
    }

private:
    bool as_json_;
};

const catalog::PolicyTable& policies() {
    static const catalog::PolicyTable table;
    return table;
}

Json code_json(ErrorCode code) {
    const catalog::Entry* const entry = catalog::find(code);
    return entry == nullptr ? Json(nullptr) : report::code_json(*entry, policies().of(code));
}

std::string code_page(ErrorCode code) {
    const catalog::Entry* const entry = catalog::find(code);
    const Policy& policy = policies().of(code);
    return entry == nullptr ? report::unknown_code_page(code, policy, stdout_style())
                            : report::code_page(*entry, policy, stdout_style());
}

int explain_code(ErrorCode code, const Answer& answer) {
    const bool known = catalog::find(code) != nullptr;
    const Json json{{"about", "code"}, {"code", known ? code_json(code) : Json{{"code", code.value}}}};
    return answer.give(code_page(code), json, known ? exit_ok : exit_failed);
}

// The carriers of the texts that belong to no single code.
std::string_view sent_with(catalog::TextKind kind) {
    switch (kind) {
    case catalog::TextKind::engine_message:
        return "The matching engine's own words, sent with -1010, -1013, -2010, -2011 or -2038.";
    case catalog::TextKind::filter_failure:
        return "A filter of the symbol refused the order, sent with -1013.";
    case catalog::TextKind::code_text: break;
    }
    return "";
}

int explain_text(const catalog::TextMatch& match, const Answer& answer) {
    const catalog::Text& text = *match.text;
    Json params = Json::array();
    std::string page = stdout_style().bold(text.pattern) + "\n";
    for (std::size_t i = 0; i < text.param_count; ++i) {
        params.push_back(match.params[i]);
        page += "  parameter " + std::to_string(i + 1) + ": " + report::printable(match.params[i]) + "\n";
    }
    page += '\n';
    page += text.code ? code_page(text.code) : std::string(sent_with(text.kind)) + "\n";
    return answer.give(page, {{"about", "text"},
                              {"text", text.pattern},
                              {"kind", report::name(text.kind)},
                              {"params", params},
                              {"code", text.code ? code_json(text.code) : Json(nullptr)}});
}

// Puts each fault under the field that begins last before its place.
void mark_faults(report::ExplainedMessage& message, std::string_view bytes,
                 const std::vector<MessageFault>& faults) {
    for (const MessageFault& fault : faults) {
        std::size_t index = 0, at = 0;
        wire::FieldCursor cursor = wire::MessageView(bytes).fields();
        for (wire::Field field; cursor.next(field); ++index)
            if (field.offset <= fault.offset) at = index;
        if (at < message.fields.size())
            message.fields[at].faults.push_back(std::to_string(fault.code.value) + " " + fault.name + ": " +
                                                fault.text);
    }
}

// A Reject<3> names the tag at fault in RefTagID(371): what that tag is called stands under it.
void mark_named_tag(report::ExplainedMessage& message, const SessionError& error, SessionKind kind) {
    if (!error.ref_tag_id) return;
    const dictionary::FieldDef* const named = dictionary::built_in(kind)->field(*error.ref_tag_id);
    for (report::ExplainedField& field : message.fields)
        if (field.tag == std::to_string(tag::RefTagID))
            field.faults.push_back("the field at fault is " +
                                   (named == nullptr ? "in no dictionary" : std::string(named->name)));
}

int explain_message(std::string_view bytes, SessionKind kind, const Answer& answer) {
    report::ExplainedMessage message = decode(bytes, kind);
    const diagnosis::SentLog nothing_sent(1);
    const auto error = diagnosis::diagnose(wire::MessageView(bytes), {kind, nothing_sent, policies()});
    std::vector<MessageFault> faults;
    if (is_of_a_client(bytes)) {
        faults = faults_of(bytes, kind);
        mark_faults(message, bytes, faults);
    } else if (error) {
        mark_named_tag(message, *error, kind);
    }

    std::string page = report::message_page(message, stdout_style());
    Json json{{"about", "message"},
              {"message", report::message_json(message)},
              {"error", nullptr},
              {"code", nullptr}};
    if (error) {
        page += "\n" + report::error_line(*error, stdout_style()) + "\n";
        if (error->code) page += "\n" + code_page(error->code);
        json["error"] = report::error_json(*error);
        json["code"] = code_json(error->code);
    } else if (!faults.empty()) { // of all of them the exchange answers with the first
        page += "\nThe exchange would answer with:\n\n" + code_page(faults.front().code);
        json["code"] = code_json(faults.front().code);
    }
    return answer.give(page, json);
}

std::optional<ErrorCode> as_code(const std::string& text) {
    const auto value = wire::parse_int(text);
    if (!value || *value < INT32_MIN || *value > INT32_MAX) return std::nullopt;
    // The exchange's codes are negative; the minus is easily lost when one is copied.
    return ErrorCode{static_cast<std::int32_t>(*value > 0 ? -*value : *value)};
}

std::string upper_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

std::string text_of(const Request& request) {
    if (request.words == std::vector<std::string>{"-"})
        return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    std::string text;
    for (const std::string& word : request.words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

int explain(const Request& request) {
    const Answer answer(request.as_json);
    const std::string text = text_of(request);
    if (const auto code = as_code(text)) return explain_code(*code, answer);
    if (const catalog::Entry* const entry = catalog::find(upper_case(text)))
        return explain_code(entry->code, answer);
    if (const auto bytes = message_bytes(text)) {
        const auto kind = session_kind(request.session);
        return explain_message(*bytes, kind ? *kind : guess_kind(*bytes), answer);
    }
    if (const auto match = catalog::match_text(text)) return explain_text(*match, answer);
    complain("no code, name, text or message is like '" + text.substr(0, 200) +
             "'; fixguard codes lists them");
    return exit_failed;
}

} // namespace

void add_explain(CLI::App& app, int& exit_code) {
    CLI::App* const sub = app.add_subcommand("explain", "Explains a code, a name, a text or a message");
    const auto request = std::make_shared<Request>();
    sub->add_option("WHAT", request->words, "CODE, NAME, TEXT or 'raw message'; - reads it from stdin")
        ->required();
    sub->add_option("--session", request->session,
                    "Dictionary for a message: oe, dc or md; default: by its MsgType(35)")
        ->check(CLI::IsMember({"oe", "dc", "md"}));
    sub->add_flag("--json", request->as_json, "One JSON object");
    sub->footer(footer);
    sub->callback([request, &exit_code] { exit_code = explain(*request); });
}

} // namespace fixguard::cli

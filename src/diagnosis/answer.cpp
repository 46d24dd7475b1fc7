// The pairs of request and answer, as the exchange documents them.
#include "diagnosis/answer.hpp"

namespace fixguard::diagnosis {
namespace {

constexpr char new_order = '0', canceled = '4', replaced = '5', rejected = '8';

// `own`: the id is the one that names the request, not CancelClOrdID(25034) or the ClOrdID(11) of an order
// inside a list.
bool report_answers(char exec_type, std::string_view request, bool own) noexcept {
    if (request == "D") return own;
    if (request == "E") return true; // a list is accepted when one of its orders reports
    if (request == "F" || request == "q") return own && exec_type == canceled;
    if (request == "XAK") return own && exec_type == replaced;
    // Its cancelled half says nothing yet of its new order.
    if (request == "XCN") return own && (exec_type == new_order || exec_type == rejected);
    return false;
}

// An order whose id another one bore before: what is not its first report may be of that one.
bool may_be_of_an_older_one(char exec_type, const RequestRef& request, const SentLog& sent) noexcept {
    return exec_type != new_order && exec_type != rejected && request.msg_type == "D" &&
           sent.repeats_id(request);
}

// -1190 has one text for each of the two requests that bear MDReqID(262).
bool is_about_the_end_of_a_subscription(std::string_view text) noexcept {
    return text.find("unsubscription") != std::string_view::npos;
}

bool answers(const Answer& answer, const RequestRef& request, std::string_view id,
             const SentLog& sent) noexcept {
    const std::string_view answer_type = answer.msg_type;
    const std::string_view type = request.msg_type;
    const bool own = request.id == id;
    if (answer_type == "8")
        return report_answers(answer.exec_type, type, own) &&
               !may_be_of_an_older_one(answer.exec_type, request, sent);
    if (answer_type == "9") return type == "XCN" || (type == "F" && own);
    if (answer_type == "N") return type == "E" || (type == "F" && own);
    if (answer_type == "XAR") return type == "XAK";
    if (answer_type == "r") return type == "q";
    if (answer_type == "W" || answer_type == "X") return type == "V" && sent.awaits_answer(request);
    if (answer_type == "Y")
        return type == "V" && sent.awaits_answer(request) != is_about_the_end_of_a_subscription(answer.text);
    if (answer_type == "y") return type == "x";
    if (answer_type == "XLR") return type == "XLQ";
    return false;
}

} // namespace

bool may_answer(const Answer& report, std::string_view request_type) noexcept {
    if (report.msg_type == "8") return report_answers(report.exec_type, request_type, true);
    return report.msg_type == "N" && (request_type == "E" || request_type == "F");
}

const RequestRef* answered_by(const Answer& answer, std::string_view id, const SentLog& sent) noexcept {
    return sent.by_id(id, [&](const RequestRef& request) { return answers(answer, request, id, sent); });
}

} // namespace fixguard::diagnosis

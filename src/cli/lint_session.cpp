// Counts numbers and keeps subscriptions.
#include "cli/lint_session.hpp"

#include "wire/tags.hpp"

#include <algorithm>

namespace fixguard::cli {

LintSessions::Facts LintSessions::before(wire::MessageView message) {
    const std::string_view name = message.find(tag::SenderCompID).value_or("");
    const bool is_logon = message.msg_type() == "A";
    auto known = sessions_.find(name);
    if (is_logon && message.find_seq_num(tag::MsgSeqNum) == 1U && known != sessions_.end()) {
        sessions_.erase(known);
        known = sessions_.end();
    }
    if (known == sessions_.end()) {
        if (is_logon) return {false, 1, nullptr};
        return {};
    }
    return {true, known->second.next, &known->second.streams};
}

void LintSessions::after(wire::MessageView message, bool refused) {
    const std::string_view name = message.find(tag::SenderCompID).value_or("");
    auto known = sessions_.find(name);
    if (known == sessions_.end()) {
        if (message.msg_type() != "A") return;
        known = sessions_.emplace(name, Session{}).first;
    }
    known->second.next = message.find_seq_num(tag::MsgSeqNum).value_or(known->second.next) + 1;
    if (message.msg_type() == "V" && !refused) known->second.streams.take(message);
}

bool LintSessions::Streams::has_request(std::string_view md_req_id) const {
    return std::any_of(streams_.begin(), streams_.end(),
                       [&](const auto& stream) { return stream.second == md_req_id; });
}

std::string_view LintSessions::Streams::request_of(std::string_view symbol, rules::Stream stream) const {
    const auto found = streams_.find({std::string(symbol), stream});
    return found == streams_.end() ? std::string_view{} : std::string_view(found->second);
}

void LintSessions::Streams::take(wire::MessageView request) {
    const std::string id(request.find(tag::MDReqID).value_or(""));
    if (request.find(tag::SubscriptionRequestType) != "1") {
        std::erase_if(streams_, [&](const auto& stream) { return stream.second == id; });
        return;
    }
    const bool best_only = request.find(tag::MarketDepth) == "1";
    bool book = false, trade = false;
    wire::FieldCursor types = request.fields();
    for (wire::Field field; types.next(field);) {
        if (field.tag != tag::MDEntryType) continue;
        (field.value == "2" ? trade : book) = true;
    }
    wire::FieldCursor symbols = request.fields();
    for (wire::Field field; symbols.next(field);) {
        if (field.tag != tag::Symbol) continue;
        const std::string symbol(field.value);
        if (trade) streams_[{symbol, rules::Stream::trade}] = id;
        if (book) streams_[{symbol, best_only ? rules::Stream::book_ticker : rules::Stream::depth}] = id;
    }
}

} // namespace fixguard::cli

// Says and hears the messages of probes.
#include "conformance/probe_talk.hpp"

#include "wire/message_view.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>

namespace fixguard::conformance {

Talk::~Talk() {
    if (logged_on_ && !closed_) {
        say("35=5|");
        hear();
    }
    if (connected_) target_.close(cid_);
}

bool Talk::connect() {
    connected_ = !target_.connect(cid_, Peer{kind_}).has_value();
    closed_ = logged_on_ = logout_came_ = false;
    sent_ = 0;
    input_.clear();
    reader_ = wire::FrameReader(wire::OnFault::resync);
    return connected_;
}

void Talk::say_logon(const std::string& terms) {
    say("35=A|" + terms + "<SIGN>|553=<API_KEY>|25035=1|" +
        (kind_ == SessionKind::drop_copy ? "9406=Y|" : ""));
}

bool Talk::log_on(const std::string& terms) {
    if (!connect()) return false;
    say_logon(terms);
    logged_on_ = type_of(hear()) == "A";
    return logged_on_;
}

void Talk::say(std::string body, std::optional<std::uint64_t> msg_seq_num, const std::string& comp_id,
               const std::string& target) {
    sent_ = msg_seq_num.value_or(sent_ + 1);
    body.insert(body.find('|') + 1, "34=" + std::to_string(sent_) +
                                        "|49=" + (comp_id.empty() ? name_ : comp_id) +
                                        "|52=<MICROS>|56=" + target + "|");
    const MacroValues values{identity_, [this](int) { return name_; }, target_.now(), cid_, sent_};
    target_.send(cid_, make_message(wire::from_readable("8=FIX.4.4|" + body), values));
}

std::string Talk::hear(microseconds time) {
    while (true) {
        const auto cut = reader_.next(input_);
        if (cut.status == wire::FrameResult::Status::complete) {
            last_ = cut.frame.bytes;
            input_.erase(0, cut.consumed);
            return last_;
        }
        if (closed_) return {};
        const Target::Read read = target_.read(cid_, time);
        if (read.kind == Target::Read::Kind::nothing) return {};
        closed_ = closed_ || read.kind == Target::Read::Kind::closed;
        input_ += read.bytes;
    }
}

std::string Talk::hear_refusal() {
    constexpr int most_others = 100; // the account may be busy elsewhere
    for (int i = 0; i < most_others; ++i) {
        const std::string message = hear();
        if (message.empty() || code_of(message)) return message;
    }
    return {};
}

bool Talk::is_closed() {
    while (!hear().empty())
        logout_came_ = logout_came_ || type_of(last_) == "5";
    return closed_;
}

std::string_view Talk::type_of(const std::string& message) {
    return wire::MessageView(message).msg_type();
}
std::optional<std::int64_t> Talk::code_of(const std::string& message) {
    return wire::MessageView(message).find_int(tag::ErrorCode);
}
std::string_view Talk::text_of(const std::string& message) {
    return wire::MessageView(message).find(tag::Text).value_or("");
}

std::string truth(bool value) {
    return value ? "true" : "false";
}

std::string texts(const std::vector<std::string_view>& values) {
    std::string text;
    for (const std::string_view value : values)
        text += (text.empty() ? "\"" : ", \"") + std::string(value) + "\"";
    return "[" + text + "]";
}

std::string in_order(std::vector<std::string_view> order,
                     const std::vector<std::pair<std::string_view, std::string_view>>& seen) {
    for (const auto& [first, second] : seen) {
        const auto early = std::find(order.begin(), order.end(), second);
        const auto late = std::find(early, order.end(), first);
        if (late != order.end()) std::rotate(early, late, late + 1);
    }
    return texts(order);
}

Answer refusing_code(Talk& talk, std::string_view carrier) {
    const std::string refusal = talk.hear_refusal();
    if (refusal.empty() || Talk::type_of(refusal) != carrier) return std::nullopt;
    return std::to_string(*Talk::code_of(refusal));
}

Answer code_after_logon(Talk& talk, const std::string& body, std::string_view carrier) {
    if (!talk.log_on()) return std::nullopt;
    talk.say(body);
    return refusing_code(talk, carrier);
}

} // namespace fixguard::conformance

// Scanner: from mark to mark; at each the message around it, its diagnosis, its cause.
#include "scan/scanner.hpp"

#include "diagnosis/diagnose.hpp"
#include "scan/cause.hpp"
#include "scan/log_message.hpp"
#include "scan/search.hpp"
#include "wire/tags.hpp"

#include <algorithm>
#include <utility>

namespace fixguard::scan {
namespace {

constexpr std::size_t most_sessions = 1024;

// Searches that find nothing go on to the end of their reach. Together they may look at as many bytes as the
// log has, and each at this many, so that a log of one direction takes no longer than twice the time.
constexpr std::size_t always_looked_back = 64 * 1024;
constexpr std::uint64_t looked_back_in_advance = 64 * 1024 * 1024;

// The MsgType(35) of a message that has lost its beginning, by what else only such messages have.
std::string_view lost_msg_type(wire::MessageView message) {
    if (message.find(tag::ExecType)) return "8";
    if (message.find(tag::CxlRejResponseTo)) return "9";
    if (message.find(tag::MassCancelResponse)) return "r";
    if (message.find(tag::ListOrderStatus)) return "N";
    if (message.find(tag::MDReqRejReason)) return "Y";
    return message.find(tag::ErrorCode) ? "3" : "";
}

std::optional<SessionKind> kind_of_request(std::string_view msg_type) noexcept {
    if (msg_type == "V" || msg_type == "x") return SessionKind::market_data;
    for (const std::string_view type : {"D", "E", "F", "q", "XCN", "XAK", "XLQ"})
        if (msg_type == type) return SessionKind::order_entry;
    return std::nullopt;
}

// What an error tells of its session.
std::optional<SessionKind> kind_of(const SessionError& error, wire::MessageView cause) {
    if (error.carrier == Carrier::market_data_request_reject) return SessionKind::market_data;
    if (const auto kind = kind_of_request(cause.msg_type())) return kind;
    if (cause.find(tag::DropCopyFlag) == "Y") return SessionKind::drop_copy;
    return kind_of_request(error.ref_msg_type);
}

} // namespace

Scanner::Scanner(Options options, const catalog::PolicyTable& policies, Sink sink)
    : options_(std::move(options)), policies_(policies), sink_(std::move(sink)) {}

std::uint64_t Scanner::keep_from() const noexcept {
    const std::uint64_t reach = options_.look_back + max_message_size + mark_room;
    return scanned_ < reach ? 0 : scanned_ - reach;
}

void Scanner::scan(std::string_view bytes, std::uint64_t offset, bool last) {
    const std::size_t to = last ? bytes.size() : bytes.size() - std::min(bytes.size(), mark_room);
    auto from = static_cast<std::size_t>(scanned_ - offset);
    while (from < to) {
        const std::size_t equals = find_mark(bytes, from, to);
        if (equals == npos) break;
        const std::optional<LogMessage> place = message_around(bytes, equals, last);
        if (!place) { // its end is still to come
            scanned_ = offset + equals;
            return;
        }
        from = std::max(place->end, equals + 1);
        const bool in_words = !place->has_begin && (place->separator.empty() || place->separator == " ");
        if (!in_words) // else somebody talks of an error
            take(bytes, offset, place->begin, with_soh(bytes, *place), place->has_begin && place->has_end);
    }
    scanned_ = std::max(scanned_, offset + std::max(from, to));
    if (options_.count_lines) line_of(bytes, offset, std::min(scanned_, offset + bytes.size()));
}

void Scanner::take(std::string_view bytes, std::uint64_t offset, std::size_t begin, std::string_view message,
                   bool whole) {
    std::string completed;
    if (wire::MessageView(message).msg_type().empty()) {
        const std::string_view msg_type = lost_msg_type(wire::MessageView(message));
        if (msg_type.empty()) return;
        completed.append(message).append("35=").append(msg_type) += wire::soh;
        message = completed;
    }
    const wire::MessageView answer(message);
    const bool outbound = is_outbound(answer);
    const std::string_view name =
        answer.find(outbound ? tag::SenderCompID : tag::TargetCompID).value_or(std::string_view{});
    const bool is_logout = answer.msg_type() == "5";
    if (outbound) {
        if (is_logout) session(name).asked_for_logout = true;
        return;
    }
    Session& known = session(name);
    if (is_logout && std::exchange(known.asked_for_logout, false)) return; // the answer to the client's own

    const diagnosis::SentLog nothing_sent(1);
    const SessionKind kind = options_.kind.value_or(known.kind.value_or(SessionKind::order_entry));
    std::optional<SessionError> error = diagnosis::diagnose(answer, {kind, nothing_sent, policies_});
    if (!error) return;
    const std::uint64_t place = offset + begin;
    Cause cause;
    if (options_.find_causes) {
        const std::size_t reach = std::min(look_back_from(place), begin);
        cause = find_cause(bytes, begin - reach, begin, answer, policies_, *error);
        looked_back_ += cause.looked_at;
    }
    if (const auto told = kind_of(*error, wire::MessageView(cause.message))) known.kind = told;
    error->kind = options_.kind.value_or(known.kind.value_or(kind));
    const std::uint64_t line = options_.count_lines ? line_of(bytes, offset, place) : 0;
    sink_({*error, name, answer.find(tag::SendingTime).value_or(std::string_view{}), place, line, whole,
           answer, wire::MessageView(cause.message)});
}

// Where neither name is the exchange's the message is taken for one of the exchange.
bool Scanner::is_outbound(wire::MessageView message) const {
    return message.find(tag::TargetCompID) == options_.exchange_comp_id &&
           message.find(tag::SenderCompID) != options_.exchange_comp_id;
}

Scanner::Session& Scanner::session(std::string_view name) {
    if (sessions_.size() >= most_sessions && !sessions_.contains(std::string(name))) sessions_.clear();
    return sessions_[std::string(name)];
}

// Lines are counted from the last place that was asked for, forwards or backwards.
std::uint64_t Scanner::line_of(std::string_view bytes, std::uint64_t offset, std::uint64_t place) {
    const bool forwards = place >= counted_to_;
    const auto [from, to] = std::minmax(place, counted_to_);
    const char* const begin = bytes.data() + (from - offset);
    const auto newlines = static_cast<std::uint64_t>(std::count(begin, begin + (to - from), '\n'));
    line_ = forwards ? line_ + newlines : line_ - newlines;
    counted_to_ = place;
    return line_;
}

std::size_t Scanner::look_back_from(std::uint64_t place) const noexcept {
    const std::uint64_t allowed = place + looked_back_in_advance;
    const std::uint64_t left = allowed < looked_back_ ? 0 : allowed - looked_back_;
    return static_cast<std::size_t>(std::clamp<std::uint64_t>(
        left, std::min(always_looked_back, options_.look_back), options_.look_back));
}

} // namespace fixguard::scan

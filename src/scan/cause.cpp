// The backward search for a request: by its number, then by its id.
#include "scan/cause.hpp"

#include "diagnosis/diagnose.hpp"
#include "scan/log_message.hpp"
#include "scan/search.hpp"
#include "wire/tags.hpp"
#include "wire/utc_timestamp.hpp"

#include <array>
#include <chrono>

namespace fixguard::scan {
namespace {

constexpr std::chrono::minutes longest_wait{10}; // ten seconds are documented; the clocks may differ

// An order list has up to seven ids; a message more or less does no harm.
constexpr std::size_t sent_log_size = 4;

// One id can stand in every message of a log, as a symbol's name does; then it is no way to find one.
constexpr int most_candidates = 256;

// Whether a number or an id has one more byte.
bool goes_on(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

bool equal_where_both(std::optional<std::string_view> left, std::optional<std::string_view> right) noexcept {
    return !left || !right || *left == *right;
}

class Search {
public:
    // `before`: what stands before the answer, as far as it may be looked at.
    Search(std::string_view before, wire::MessageView answer, const catalog::PolicyTable& policies,
           SessionError& error)
        : bytes_(before), answer_(answer), policies_(policies), error_(error), sent_at_(time_of(answer)) {}

    bool by(std::string_view text) {
        std::size_t to = bytes_.size();
        for (int candidates = 0; candidates < most_candidates;) {
            const std::size_t at = find_last(bytes_, text, 0, to);
            cause_.looked_at += to - (at == npos ? 0 : at);
            if (at == npos) return false;
            to = at + text.size() - 1; // the next one begins before this one
            if (at + text.size() < bytes_.size() && goes_on(bytes_[at + text.size()]))
                continue; // 34=57 is not 34=5
            ++candidates;
            const auto place = message_around(bytes_, bytes_.find('=', at), true);
            if (!place) continue;
            std::string message = with_soh(bytes_, *place);
            const wire::MessageView request(message);
            if (!is_of_the_session(request)) continue;
            const auto time = time_of(request);
            if (time && sent_at_ && *time + longest_wait < *sent_at_) return false;
            if (!is_the_request(request)) continue;
            cause_.message = std::move(message);
            return true;
        }
        return false;
    }

    Cause take() { return std::move(cause_); }

private:
    static std::optional<UtcTime> time_of(wire::MessageView message) {
        const auto text = message.find(tag::SendingTime);
        return text ? wire::parse_utc_timestamp(*text) : std::nullopt;
    }

    bool is_of_the_session(wire::MessageView request) const {
        // What was refused for its name bears another one.
        const bool same_name =
            error_.ref_tag_id == tag::SenderCompID ||
            equal_where_both(request.find(tag::SenderCompID), answer_.find(tag::TargetCompID));
        const bool other_way = request.find(tag::SenderCompID) != answer_.find(tag::SenderCompID);
        return same_name && other_way;
    }

    bool is_the_request(wire::MessageView request) const {
        if (!error_.ref_msg_type.empty() && error_.ref_msg_type != request.msg_type()) return false;
        diagnosis::SentLog sent(sent_log_size);
        sent.record(request.bytes());
        const auto error = diagnosis::diagnose(answer_, {error_.kind, sent, policies_});
        if (!error || error->found_by == FoundBy::nothing) return false;
        error_ = *error;
        return true;
    }

    std::string_view bytes_;
    wire::MessageView answer_;
    const catalog::PolicyTable& policies_;
    SessionError& error_;
    std::optional<UtcTime> sent_at_;
    Cause cause_;
};

} // namespace

Cause find_cause(std::string_view bytes, std::size_t from, std::size_t to, wire::MessageView answer,
                 const catalog::PolicyTable& policies, SessionError& error) {
    Search search(bytes.substr(from, to - from), answer, policies, error);
    bool found = false;
    if (error.ref_seq_num) found = search.by("34=" + std::to_string(*error.ref_seq_num));
    for (const tag::Tag id_tag : {tag::ClListID, tag::ClOrdID, tag::MDReqID}) {
        const auto id = found ? std::nullopt : answer.find(id_tag);
        if (id && !id->empty() && id->size() <= RequestId::capacity)
            found = search.by("=" + std::string(*id));
    }
    return search.take();
}

} // namespace fixguard::scan

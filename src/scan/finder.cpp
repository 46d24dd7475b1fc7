// From mark to mark; at each the message around it, its diagnosis, its cause.
#include "scan/finder.hpp"

#include "diagnosis/diagnose.hpp"
#include "scan/cause.hpp"
#include "scan/log_message.hpp"
#include "scan/search.hpp"
#include "wire/tags.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace fixguard::scan {
namespace {

// Searches that find nothing go on to the end of their reach. Those of one block together may look at this
// much, and each at least at so many bytes, so that a log of one direction does not take hours.
constexpr std::size_t looked_back_by_block = 8 * 1024 * 1024;
constexpr std::size_t always_looked_back = 64 * 1024;

// The MsgType(35) of a message that has lost its beginning, by what else only such messages have.
std::string_view lost_msg_type(wire::MessageView message) {
    if (message.find(tag::ExecType)) return "8";
    if (message.find(tag::CxlRejResponseTo)) return "9";
    if (message.find(tag::MassCancelResponse)) return "r";
    if (message.find(tag::ListOrderStatus)) return "N";
    if (message.find(tag::MDReqRejReason)) return "Y";
    return message.find(tag::ErrorCode) ? "3" : "";
}

// False where nothing tells what the message is.
bool complete_msg_type(std::string& message) {
    if (!wire::MessageView(message).msg_type().empty()) return true;
    const std::string msg_type(lost_msg_type(wire::MessageView(message)));
    if (msg_type.empty()) return false;
    message.append("35=").append(msg_type) += wire::soh;
    return true;
}

} // namespace

std::uint64_t Finder::keep_from() const noexcept {
    const std::uint64_t reach = options_.look_back + max_message_size + mark_room;
    return scanned_ < reach ? 0 : scanned_ - reach;
}

void Finder::find(std::string_view bytes, std::uint64_t offset, bool last, const Sink& sink) {
    const std::size_t known = last ? bytes.size() : bytes.size() - std::min(bytes.size(), mark_room);
    const std::size_t to = end_ - offset < known ? static_cast<std::size_t>(end_ - offset) : known;
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
            look_at(bytes, offset, *place, sink);
    }
    scanned_ = std::max(scanned_, offset + std::max(from, to));
    if (options_.count_lines) count_lines(bytes, offset, std::min({scanned_, offset + bytes.size(), end_}));
}

void Finder::look_at(std::string_view bytes, std::uint64_t offset, const LogMessage& place,
                     const Sink& sink) {
    Sighting sighting;
    sighting.message = with_soh(bytes, place);
    if (!complete_msg_type(sighting.message)) return;
    const wire::MessageView message(sighting.message);
    sighting.offset = offset + place.begin;
    sighting.whole = place.has_begin && place.has_end;
    sighting.logout_of_client = is_outbound(message, options_.exchange_comp_id);
    if (sighting.logout_of_client) {
        if (message.msg_type() != "5") return;
    } else {
        const diagnosis::SentLog nothing_sent(1);
        const auto error = diagnosis::diagnose(
            message, {options_.kind.value_or(SessionKind::order_entry), nothing_sent, policies_});
        if (!error) return;
        sighting.error = *error;
        if (options_.find_causes) look_for_cause(bytes, offset, place, sighting);
    }
    if (options_.count_lines) sighting.lines = count_lines(bytes, offset, sighting.offset);
    sink(sighting);
}

void Finder::look_for_cause(std::string_view bytes, std::uint64_t offset, const LogMessage& place,
                            Sighting& sighting) {
    const std::size_t reach = reach_of(bytes, offset, place);
    Cause cause = find_cause(bytes, place.begin - reach, place.begin, wire::MessageView(sighting.message),
                             policies_, sighting.error);
    looked_back_ += cause.looked_at;
    sighting.cause = std::move(cause.message);
}

// The same however the log is cut into stretches: a message that begins at a clean cut belongs to the block
// of that place; what has lost its beginning in the middle of a line takes no part in the budget.
std::size_t Finder::reach_of(std::string_view bytes, std::uint64_t offset, const LogMessage& place) noexcept {
    const std::size_t there = std::min(options_.look_back, place.begin);
    const bool at_cut = place.has_begin || place.begin == 0 || bytes[place.begin - 1] == '\n';
    if (!at_cut) return std::min(always_looked_back, there);
    const std::uint64_t block = (offset + place.begin) / block_size;
    if (block != block_) looked_back_ = 0;
    block_ = block;
    const std::size_t left = looked_back_by_block - std::min(looked_back_, looked_back_by_block);
    return std::min(std::max(left, always_looked_back), there);
}

// Lines are counted from the last place that was asked for, forwards or backwards.
std::uint64_t Finder::count_lines(std::string_view bytes, std::uint64_t offset,
                                  std::uint64_t place) noexcept {
    const bool forwards = place >= counted_to_;
    const auto [from, to] = std::minmax(place, counted_to_);
    const char* const begin = bytes.data() + (from - offset);
    const auto newlines = static_cast<std::uint64_t>(std::count(begin, begin + (to - from), '\n'));
    lines_ = forwards ? lines_ + newlines : lines_ - newlines;
    counted_to_ = place;
    return lines_;
}

std::size_t clean_cut(std::string_view bytes, std::size_t from, std::size_t to) noexcept {
    if (from == 0) return 0;
    to = std::min(to, bytes.size());
    if (from >= to) return npos;
    const void* const newline = std::memchr(bytes.data() + from - 1, '\n', to - from);
    const std::size_t line =
        newline == nullptr ? npos
                           : static_cast<std::size_t>(static_cast<const char*>(newline) - bytes.data()) + 1;
    const std::size_t message = find_message_begin(bytes, from, std::min(line, to));
    return std::min(message, line);
}

bool is_outbound(wire::MessageView message, std::string_view exchange_comp_id) noexcept {
    return message.find(tag::TargetCompID) == exchange_comp_id &&
           message.find(tag::SenderCompID) != exchange_comp_id;
}

std::optional<SessionKind> kind_of_request(std::string_view msg_type) noexcept {
    if (msg_type == "V" || msg_type == "x") return SessionKind::market_data;
    for (const std::string_view type : {"D", "E", "F", "q", "XCN", "XAK", "XLQ"})
        if (msg_type == type) return SessionKind::order_entry;
    return std::nullopt;
}

} // namespace fixguard::scan

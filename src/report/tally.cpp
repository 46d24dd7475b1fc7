// Tally: counters by code, and their table.
#include "report/tally.hpp"

#include "report/errors.hpp"

#include <algorithm>
#include <vector>

namespace fixguard::report {
namespace {

constexpr std::size_t most_sessions = 1000, most_abouts = 256;
constexpr std::size_t shown_sessions = 3, shown_abouts = 2;
constexpr std::size_t longest_about = 60;

// What many errors may have in common: the type of the request and the tag, else the text.
std::string common_ground(const SessionError& error) {
    std::string about(
        printable(error.found_by == FoundBy::nothing ? error.ref_msg_type : error.request.msg_type));
    if (error.ref_tag_id) about += (about.empty() ? "tag " : " tag ") + std::to_string(*error.ref_tag_id);
    if (about.empty()) about = printable(error.text.view().substr(0, longest_about));
    return about;
}

std::string listed_sessions(const std::set<std::string, std::less<>>& sessions) {
    std::string text;
    std::size_t shown = 0;
    for (const std::string& session : sessions) {
        if (shown++ == shown_sessions) break;
        text += (text.empty() ? "" : " ") + printable(session);
    }
    if (sessions.size() > shown_sessions) text += " +" + std::to_string(sessions.size() - shown_sessions);
    return text.empty() ? "-" : text;
}

std::string listed_abouts(const std::map<std::string, std::uint64_t, std::less<>>& abouts) {
    std::vector<std::pair<std::uint64_t, std::string>> by_count;
    for (const auto& [about, count] : abouts)
        by_count.emplace_back(count, about);
    std::stable_sort(by_count.begin(), by_count.end(),
                     [](const auto& left, const auto& right) { return left.first > right.first; });
    std::string text;
    for (std::size_t i = 0; i < std::min(by_count.size(), shown_abouts); ++i)
        text += (i == 0 ? "" : ", ") + by_count[i].second + " (" + std::to_string(by_count[i].first) + ")";
    if (by_count.size() > shown_abouts) text += ", ...";
    return text;
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : printable(text);
}

} // namespace

void Tally::add(const SessionError& error, std::string_view time, std::string_view session) {
    ++count_;
    // The carrier tells apart only what has no code.
    Row& row = rows_[{error.code.value, error.code ? Carrier::reject : error.carrier}];
    if (row.count++ == 0) {
        row.name = error.code ? code_label(error) : "no code, " + std::string(name(error.carrier));
        row.first = time;
    }
    if (row.first.empty()) row.first = time;
    if (!time.empty()) row.last = time;
    if (!session.empty() && row.sessions.size() < most_sessions) row.sessions.emplace(session);
    std::string about = common_ground(error);
    if (!about.empty() && (row.about.size() < most_abouts || row.about.contains(about)))
        ++row.about[std::move(about)];
}

std::string Tally::table(Style style) const {
    std::vector<const Row*> by_count;
    for (const auto& [key, row] : rows_)
        by_count.push_back(&row);
    std::stable_sort(by_count.begin(), by_count.end(),
                     [](const Row* left, const Row* right) { return left->count > right->count; });
    std::vector<std::vector<std::string>> cells{{"COUNT", "CODE", "FIRST", "LAST", "SESSIONS", "ABOUT"}};
    for (const Row* const row : by_count)
        cells.push_back({std::to_string(row->count), row->name, or_dash(row->first), or_dash(row->last),
                         listed_sessions(row->sessions), listed_abouts(row->about)});
    std::string text = columns(cells);
    const std::size_t heading = text.find('\n');
    return style.bold(text.substr(0, heading)) + text.substr(heading);
}

} // namespace fixguard::report

// Parcels of errors; what they have in common stands behind them.
#include "report/timeline_page.hpp"

#include "catalog/catalog.hpp"
#include "report/codes.hpp"
#include "report/errors.hpp"
#include "report/page.hpp"
#include "report/style.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fixguard::report {
namespace {

using Json = nlohmann::ordered_json;
using Places = std::map<std::string, std::size_t, std::less<>>;

std::size_t place_of(Places& places, std::string_view text) {
    const auto found = places.find(text);
    return found != places.end() ? found->second : places.emplace(text, places.size()).first->second;
}

Json in_order(const Places& places) {
    Json texts = Json::array();
    for (std::size_t i = 0; i < places.size(); ++i)
        texts.push_back("");
    for (const auto& [text, place] : places)
        texts[place] = printable(text);
    return texts;
}

constexpr std::size_t parcel_size = 2'000; // errors

void append(std::string& list, const Json& value) {
    if (!list.empty()) list += ',';
    list += json_line(value);
}

} // namespace

TimelinePage::TimelinePage(std::ostream& out, std::string_view title, std::string_view about) : out_(out) {
    out_ << page_begin(title, about) << "<script type=\"text/plain\" id=\"errors\">\n";
}

// The order of the places is the one that timeline.js names.
void TimelinePage::error(const SessionError& error, const PageError& shown) {
    if (++count_ > most_errors) return;
    if (error.code) codes_.insert(error.code.value);
    Json time = nullptr;
    if (shown.time) time = std::chrono::duration_cast<milliseconds>(shown.time->time_since_epoch()).count();
    append(rows_, Json::array({std::move(time), shown.lane, error.code.value, name(error.carrier), shown.line,
                               place_of(files_, shown.file), place_of(plans_, shown.plan),
                               error.ref_tag_id.value_or(0), printable(error.text), about_label(error)}));
    append(messages_, Json::array({page_message(shown.message), page_message(shown.cause)}));
    if (count_ % parcel_size == 0) flush();
}

void TimelinePage::flush() {
    if (rows_.empty()) return;
    out_ << page_packed("[" + rows_ + "]") << '\n' << page_packed("[" + messages_ + "]") << '\n';
    rows_.clear();
    messages_.clear();
}

void TimelinePage::end(const Timeline& timeline, const Json& fields) {
    flush();
    Json codes = Json::object();
    for (const std::int32_t code : codes_)
        if (const catalog::Entry* const entry = catalog::find(ErrorCode{code}))
            codes[std::to_string(code)] = code_json(*entry, entry->policy);
    Json all = timeline.to_json();
    all["codes"] = std::move(codes);
    all["plans"] = in_order(plans_);
    all["files"] = in_order(files_);
    all["parcel_size"] = parcel_size;
    all["not_listed"] = count_ > most_errors ? count_ - most_errors : 0;
    out_ << "</script>\n"
         << page_data("timeline", all) << page_data("fields", fields) << page_end({page_js, timeline_js});
}

} // namespace fixguard::report

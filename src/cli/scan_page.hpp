// The page of `fixguard scan --html`: what the messages of a log tell of its sessions, and its errors.
#pragma once

#include "report/timeline.hpp"
#include "report/timeline_page.hpp"
#include "scan/scanner.hpp"
#include "scan/traffic.hpp"

#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::cli {

class ScanPage {
public:
    // `kind`: of all sessions; nothing: by what they send. Opens `path` for writing.
    ScanPage(std::string path, const std::vector<std::string>& logs, std::optional<SessionKind> kind,
             bool show_secrets);

    bool opened() const { return out_.is_open(); } // whether all fits into it, end() says
    void passing(const scan::Passing& passing);
    void error(const std::string& file, const scan::FoundError& found, std::string_view plan);
    // Writes what is left. The string is one line that says what is wrong.
    std::optional<std::string> end();

private:
    struct Session {
        report::Timeline::Lane lane = 0;
        Phase phase = Phase::idle;
        UtcTime last{}; // message
        bool has_kind = false;
    };

    Session& session(std::string_view name);
    void tell_kind(Session& session, const scan::Passing& passing);
    void logon(Session& session, UtcTime now, bool sent);
    void enter(Session& session, UtcTime now, Phase phase);
    std::string shown(wire::MessageView message) const;

    std::string path_;
    std::ofstream out_;
    std::optional<SessionKind> kind_;
    bool show_secrets_;
    report::Timeline timeline_;
    report::TimelinePage page_;
    std::map<std::string, Session, std::less<>> sessions_;
    std::size_t attempts_;
    std::optional<UtcTime> announced_; // the end of a session, by News<B>
};

} // namespace fixguard::cli

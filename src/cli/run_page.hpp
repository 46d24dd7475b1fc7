// The page of `fixguard run --html`: what its sessions went through, and their errors.
#pragma once

#include "engine/observer.hpp"
#include "report/timeline.hpp"
#include "report/timeline_page.hpp"

#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::cli {

// Told what an engine::Observer is told, with the time at which that was. Not thread-safe.
class RunPage {
public:
    RunPage(std::string path, std::string_view config); // opens `path` for writing

    bool opened() const { return out_.is_open(); } // whether all fits into it, end() says
    void state(const engine::SessionState& state, UtcTime now);
    void error(std::string_view session, const SessionError& error, const Plan& plan, UtcTime now);
    void message(std::string_view session, wire::MessageView message, UtcTime now);
    // Writes what is left. The string is one line that says what is wrong.
    std::optional<std::string> end();

private:
    struct Session {
        report::Timeline::Lane lane = 0;
        std::optional<UtcTime> announced; // the end, by News<B>
        std::string last;                 // message of the exchange, without secrets
        std::optional<std::uint32_t> last_seq_num;
    };

    Session& session(std::string_view name);
    std::size_t attempts_of(SessionKind kind);

    std::string path_;
    std::ofstream out_;
    report::Timeline timeline_;
    report::TimelinePage page_;
    std::map<std::string, Session, std::less<>> sessions_;
    std::map<SessionKind, std::size_t> attempts_; // places of the budgets
};

} // namespace fixguard::cli

// What a venue has shown of the facts that nobody documents: learned from what it answers, never assumed.
#pragma once

#include "conformance/macros.hpp"
#include "conformance/target.hpp"
#include "model/error_code.hpp"
#include "model/session_kind.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::conformance {

// One refusal that was seen, and what became of the connection behind it.
struct Sighting {
    enum class After : std::uint8_t { unknown, open, closed };
    std::string carrier; // MsgType(35)
    ErrorCode code;
    std::string text;
    std::optional<std::int64_t> reason; // SessionRejectReason(373)
    bool logged_on = false;             // the refused message was not the Logon<A>, nor before it
    After after = After::unknown;
};

// Passes everything on and notes each refusal.
class ObservedTarget final : public Target {
public:
    ObservedTarget(Target& target, std::vector<Sighting>& sightings)
        : target_(target), sightings_(sightings) {}

    std::optional<std::string> connect(int cid, const Peer& peer) override;
    void send(int cid, std::string_view bytes) override;
    void close(int cid) override;
    Read read(int cid, microseconds time) override;
    void wait(microseconds time) override { target_.wait(time); }
    UtcTime now() const override { return target_.now(); }

private:
    struct Link {
        std::string input;
        bool logged_on = false;
        bool leaving = false;                // we have logged out or closed: a close says nothing
        std::optional<std::size_t> sighting; // the last one, nothing is known of its end yet
    };
    void on_message(Link& link, std::string_view message);

    Target& target_;
    std::vector<Sighting>& sightings_;
    std::map<int, Link> links_;
};

// One fact as a venue has shown it.
struct Learned {
    std::string key;      // "switches.second_logon_ends_session"
    std::string value;    // as TOML: true, -1130, "words"; empty: it could not be learned
    std::string evidence; // what came, readable and without secrets, or why nothing was learned
};

// A question to a venue that decides one fact of spec/sessions.toml.
struct Probe {
    std::string key;
    SessionKind kind{};
    std::string_view wants = {}; // beside a server of that kind
};
const std::vector<Probe>& probes();

// A fact of spec/sessions.toml that no question can settle without harm, and why. What the pairings of
// SessionRejectReason(373) are, and what of spec/errors.toml, is read off the refusals that come.
struct NotAsked {
    std::string_view key;
    std::string_view reason;
};
const std::vector<NotAsked>& not_asked();

// Asks it. `name` is a SenderCompID(49) never used before, of at most seven characters. Takes some seconds of
// the target's time, of drop copy up to three minutes.
Learned ask(const Probe& probe, Target& target, const Identity& identity, const std::string& name);

} // namespace fixguard::conformance

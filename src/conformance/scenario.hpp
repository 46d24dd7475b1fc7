// A scenario: what a script sends to a venue and what it expects back, read from a .def file.
#pragma once

#include "model/session_kind.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fixguard::conformance {

enum class StepKind : std::uint8_t {
    connect,           // iCONNECT: open a connection
    disconnect,        // iDISCONNECT: close it without a word
    expect_disconnect, // eDISCONNECT: the peer closes, and says nothing more before it does
    send,              // I: bytes as they are, macros filled in
    expect,            // E: the next message of the peer
    wait,              // I<WAIT n>: n seconds in which nothing is sent
};

struct Step {
    StepKind kind = StepKind::send;
    int cid = 1;                           // which connection, 0..9
    std::string text;                      // send, expect: with SOH, macros not filled in yet
    std::vector<std::string> alternatives; // expect: what may come instead, by E<ALT> lines
    bool optional = false;                 // expect: E<MAYBE>, it may also not come
    bool all = false;                      // expect: E<ALL>, the alternatives come too, in any order
    std::size_t repeat = 1;                // I<REPEAT n>, E<REPEAT n>
    std::size_t line = 0;                  // in the file
};

// Which server a connection goes to, and from which address it comes where the target can choose that.
struct Peer {
    SessionKind kind = SessionKind::order_entry;
    std::string ip = "10.0.0.1";
};

struct Scenario {
    std::string name;                // its path below the scenarios, without .def: "oe/1170-orig-cl-ord-id"
    std::string about;               // the comment lines in front, joined
    std::string rule;                // # rule:
    std::string source;              // # source: where the rule is documented
    std::vector<std::string> covers; // # covers: "-1170.0" a text of a code, "14c" a session-layer test case
    SessionKind kind = SessionKind::order_entry; // # kind:
    std::map<int, Peer> peers;                   // # connection: of the ids that differ from `kind`
    std::vector<std::string> venue; // # venue: how a venue of ours is set up; other targets are not asked
    bool any_order = false;         // # options: any-order
    bool needs_book = false;        // # needs: book: the sample symbols, and nobody else's orders on them
    std::vector<Step> steps;

    const Peer& peer(int cid) const {
        static const std::array<Peer, 3> plain{Peer{SessionKind::order_entry}, Peer{SessionKind::drop_copy},
                                               Peer{SessionKind::market_data}};
        const auto found = peers.find(cid);
        return found == peers.end() ? plain[static_cast<std::size_t>(kind)] : found->second;
    }
};

// Reads one file. `origin` names it in errors and gives the folder of <FILE:path>. The grammar is the one of
// QuickFIX's acceptance tests; ours are the comment headers above and the macros of macros.hpp. eCONNECT is
// refused: it stands in scripts that judge a client, where the script is the server. The string is one line:
// file, line, what is wrong.
std::variant<Scenario, std::string> parse_scenario(std::string_view text, const std::string& origin);

} // namespace fixguard::conformance

// The macros of scenario lines: <NAME>, <NAME argument>, <TIME+n>; and what turns a line into a message.
//
//   sent      <TIME> <TIME+n> <TIME-n>  UTC in whole seconds      <MICROS> <MICROS+n> <MICROS-n>  n
//   microseconds
//             <SIGN> <SIGN WRONG>       RawDataLength(95) and RawData(96)
//             <API_KEY> <API_KEY READ_ONLY> <API_KEY NONE>        a key by its permission
//             <BYTE hh>                 one byte in hexadecimal   <WAIT n> <REPEAT n> in front of a line
//             <LENGTH> <LENGTH+n> <LENGTH-n>  what BodyLength(9) should be, to be written otherwise or wrong
//   both      <FRESH_COMP_ID> <FRESH_COMP_ID n>  a SenderCompID(49) never used before, of connection n
//             <SEQ>                     the number of the message on its connection, from 1
//   expected  <ANY>                     any bytes, also inside a value
//             <OPT> <OPT value>         the field may be absent   <ONE a/b/c>  one of these
//             <TEXT>                    in Text(58): a published text of the ErrorCode(25016) beside it
//             <TAG 38/152>              inside a text: one of these fields, named by its tag, its name or
//             both <TAGS 38/152>             inside a text: all of them and no other, with commas between, in
//             any order <INTERVAL 60>             inside a text: a time of so many seconds: 60s, 60 SECONDS,
//             1 MINUTE <MORE>                    further fields may follow <ALT> <MAYBE> in front of a line
#pragma once

#include "model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace fixguard::conformance {

// One macro where it stands in a text.
struct Macro {
    std::string_view name;     // TIME
    std::string_view argument; // "+3", "WRONG"; may be empty
    std::size_t begin = 0;     // of '<'
    std::size_t end = 0;       // behind '>'
};

// The next macro from `from` on. What stands between < and > is a macro only if it begins with three capital
// letters, so that "Logon<A>" in a text is none.
std::optional<Macro> find_macro(std::string_view text, std::size_t from = 0) noexcept;

// What is wrong with the macros of a text; nothing where all are known.
std::optional<std::string> bad_macro(std::string_view text, bool sent);

// Who logs on. `sign` gives the base64 of a signature; nothing here prints or keeps what it is given.
struct Identity {
    std::string api_key;           // may do everything
    std::string read_only_api_key; // empty: the target has none, scenarios that want it are skipped
    std::string powerless_api_key; // the same
    std::function<std::string(std::string_view)> sign;
};

// What macros are filled in from.
struct MacroValues {
    const Identity& identity;
    std::function<std::string(int)> comp_id; // of a connection
    UtcTime now;
    int cid = 1;
    std::uint64_t sequence = 1;
};

// Fills in the macros of a text that is to be sent and puts BodyLength(9) and CheckSum(10) where a text that
// begins with 8= lacks them.
std::string make_message(std::string_view text, const MacroValues& values);

// The same for an expected text: only what both kinds of line may have is filled in.
std::string fill_expectation(std::string_view text, const MacroValues& values);

} // namespace fixguard::conformance

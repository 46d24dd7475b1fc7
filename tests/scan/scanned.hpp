// What a scanner finds in a text, kept beyond its calls; and messages to put into logs.
#pragma once

#include "scan/scanner.hpp"
#include "scan/window.hpp"
#include "wire/message_writer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fixguard::test {

struct Scanned {
    SessionError error;
    std::string session, time, message, cause;
    std::uint64_t offset = 0, line = 0;
    bool whole = false;
    friend bool operator==(const Scanned&, const Scanned&) = default;
};

inline const catalog::PolicyTable& no_policies() {
    static const catalog::PolicyTable table;
    return table;
}

inline scan::Scanner::Sink into(std::vector<Scanned>& all) {
    return [&all](const scan::FoundError& found) {
        all.push_back({found.error, std::string(found.session), std::string(found.time),
                       wire::to_readable(found.message.bytes()), wire::to_readable(found.cause.bytes()),
                       found.offset, found.line, found.whole});
    };
}

inline std::vector<Scanned> scanned(std::string_view log, const scan::Options& options = {}) {
    std::vector<Scanned> all;
    scan::Scanner scanner(options, no_policies(), into(all));
    scanner.scan(log, 0, true);
    return all;
}

// Messages as readable text with '|' at their end. `rest` begins behind 34=.
inline std::string message(std::string_view type, int seq_num, bool from_exchange, std::string_view rest,
                           std::string_view client = "TRADER") {
    const std::string body = "35=" + std::string(type) + "|34=" + std::to_string(seq_num) +
                             "|49=" + std::string(from_exchange ? "SPOT" : client) + "|52=20260701-12:00:0" +
                             std::to_string(seq_num % 10) +
                             ".000001|56=" + std::string(from_exchange ? client : "SPOT") + "|" +
                             std::string(rest);
    return wire::to_readable(wire::frame_body(wire::from_readable(body)));
}
inline std::string sent(std::string_view type, int seq_num, std::string_view rest,
                        std::string_view client = "TRADER") {
    return message(type, seq_num, false, rest, client);
}
inline std::string received(std::string_view type, int seq_num, std::string_view rest,
                            std::string_view client = "TRADER") {
    return message(type, seq_num, true, rest, client);
}

// '|' as another text.
inline std::string separated_by(std::string_view separator, std::string_view readable) {
    std::string text;
    for (const char c : readable)
        if (c == '|')
            text += separator;
        else
            text += c;
    return text;
}

} // namespace fixguard::test

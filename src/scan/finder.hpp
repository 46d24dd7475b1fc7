// Finds the errors of one stretch of a log by its bytes alone, so that stretches can be searched side by
// side.
#pragma once

#include "catalog/policy_table.hpp"
#include "model/session_error.hpp"
#include "model/session_kind.hpp"
#include "wire/message_view.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::scan {

struct LogMessage;

struct Options {
    std::optional<SessionKind> kind;         // nothing: by what each session's errors are about
    std::string exchange_comp_id = "SPOT";   // SenderCompID(49) of the exchange, to tell the directions
    bool find_causes = true;                 // off: RefSeqNum(45) is given as it stands
    bool count_lines = true;                 // off: lines stay 0
    std::size_t look_back = 8 * 1024 * 1024; // how far before an error its cause is looked for, bytes
};

// What stands at one place of a log. Whether it is an error depends on what its session did before; see
// Scanner.
struct Sighting {
    std::uint64_t offset = 0; // of the message in the log
    std::uint64_t lines = 0;  // newlines between the begin of the stretch and the message
    bool whole = false;       // from BeginString(8) to CheckSum(10)
    bool logout_of_client = false;
    SessionError error;  // unless logout_of_client; its kind is not told yet
    std::string message; // with SOH between the fields
    std::string cause;   // empty: not in reach
};

// One stretch of a log. Keeps no bytes. Not thread-safe, but many may look at the same bytes.
class Finder {
public:
    using Sink = std::function<void(Sighting&)>;

    static constexpr std::uint64_t to_the_end = std::numeric_limits<std::uint64_t>::max();

    // The stretch is [begin, end) of the log; both are 0, to_the_end, or from clean_cut().
    Finder(const Options& options, const catalog::PolicyTable& policies, std::uint64_t begin = 0,
           std::uint64_t end = to_the_end) noexcept
        : options_(options), policies_(policies), end_(end), scanned_(begin), counted_to_(begin) {}

    // `bytes` is what stands in the log from `offset` on: from keep_from() or earlier, and further than the
    // last time. `last`: nothing comes behind it. How the log is cut makes no difference to what is found.
    void find(std::string_view bytes, std::uint64_t offset, bool last, const Sink& sink);

    // The first byte that the next call still has to see.
    std::uint64_t keep_from() const noexcept;
    // Up to here the log has been searched.
    std::uint64_t scanned() const noexcept { return scanned_; }
    // Newlines of the stretch up to there; 0 where they are not counted.
    std::uint64_t lines() const noexcept { return lines_; }

private:
    void look_at(std::string_view bytes, std::uint64_t offset, const LogMessage& place, const Sink& sink);
    void look_for_cause(std::string_view bytes, std::uint64_t offset, const LogMessage& place,
                        Sighting& sighting);
    std::size_t reach_of(std::string_view bytes, std::uint64_t offset, const LogMessage& place) noexcept;
    std::uint64_t count_lines(std::string_view bytes, std::uint64_t offset, std::uint64_t place) noexcept;

    const Options& options_;
    const catalog::PolicyTable& policies_;
    std::uint64_t end_;
    std::uint64_t scanned_;
    std::uint64_t counted_to_; // newlines
    std::uint64_t lines_ = 0;  // up to counted_to_
    std::uint64_t block_ = 0;  // that looked_back_ is about
    std::size_t looked_back_ = 0;
};

// Stretches are about that long, and so is what is looked back for together: see Finder::reach_of.
inline constexpr std::size_t block_size = 1024 * 1024;

// The first place in [from, to) at which no message goes on: a line or a message begins there. npos: none.
std::size_t clean_cut(std::string_view bytes, std::size_t from, std::size_t to) noexcept;

// Whether a client sent it. Where neither name is the exchange's it is taken for one of the exchange.
bool is_outbound(wire::MessageView message, std::string_view exchange_comp_id) noexcept;

// The kind of session that such a request of a client is for; nothing where all or none take it.
std::optional<SessionKind> kind_of_request(std::string_view msg_type) noexcept;

} // namespace fixguard::scan

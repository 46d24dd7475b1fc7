// What `fixguard scan` prints of each error: nothing but a count, a line of text, or a line of JSON.
#pragma once

#include "report/tally.hpp"
#include "scan/scanner.hpp"

#include <string>

namespace fixguard::cli {

struct ScanOutputOptions {
    bool list = false;         // a line for each error
    bool as_json = false;      // a line of JSON for each error, and no table
    bool messages = false;     // with `list`: the message and its cause too
    bool show_secrets = false; // RawData(96) and Username(553) in clear
    bool at_once = false;      // flush after each error
};

// What the handler would plan for it in a session that was up, in one line.
std::string plan_for(const SessionError& error);

class ScanOutput {
public:
    explicit ScanOutput(const ScanOutputOptions& options) : options_(options) {}

    void error(const std::string& file, const scan::FoundError& found);
    void table() const; // unless as_json

    std::uint64_t count() const noexcept { return tally_.count(); }

private:
    void print_json(const std::string& file, const scan::FoundError& found) const;
    void print_line(const std::string& file, const scan::FoundError& found) const;

    ScanOutputOptions options_;
    report::Tally tally_;
};

} // namespace fixguard::cli

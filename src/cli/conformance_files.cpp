// Reads HOST:PORT, writes files.
#include "cli/conformance_files.hpp"

#include "cli/conformance_output.hpp"
#include "cli/conformance_page.hpp"
#include "cli/terminal.hpp"

#include <charconv>
#include <fstream>

namespace fixguard::cli {

std::optional<Endpoint> parse_endpoint(const std::string& text, bool zero_allowed) {
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || colon == 0) return std::nullopt;
    Endpoint endpoint{text.substr(0, colon), 0};
    if (endpoint.host.starts_with('[') && endpoint.host.ends_with(']'))
        endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, endpoint.port);
    if (error != std::errc{} || stop != end || (endpoint.port == 0 && !zero_allowed)) return std::nullopt;
    return endpoint;
}

bool write_file(const std::string& path, const std::string& text) {
    if (path.empty()) return true;
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out) complain(path + ": cannot be written");
    return static_cast<bool>(out);
}

bool write_outcomes(const std::vector<ConformanceOutcome>& outcomes, const std::string& target,
                    const OutcomeFiles& files) {
    const bool json = files.json.empty() || write_file(files.json, conformance_json(outcomes, target));
    const bool junit = files.junit.empty() || write_file(files.junit, conformance_junit(outcomes));
    const bool html = files.html.empty() || write_file(files.html, conformance_page(outcomes, target));
    return json && junit && html;
}

} // namespace fixguard::cli

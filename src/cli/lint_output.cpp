// Findings as text, JSON and SARIF.
#include "cli/lint_output.hpp"

#include "catalog/catalog.hpp"
#include "cli/terminal.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace fixguard::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string rule_id(const MessageFault& fault) {
    return fault.name.empty() ? std::to_string(fault.code.value) : fault.name;
}

// A path as a URI wants it.
std::string uri_of(std::string_view path) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    static constexpr std::string_view plain = "-._~/";
    std::string uri;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
            plain.find(c) != std::string_view::npos)
            uri += c;
        else
            uri.append({'%', hex[byte >> 4], hex[byte & 15]});
    }
    return uri;
}

} // namespace

std::string lint_line(const LintFinding& finding) {
    const report::Style style = stdout_style();
    const MessageFault& fault = finding.fault;
    std::string line = report::printable(finding.file) + ":" + std::to_string(finding.line) + ": " +
                       style.red("error " + std::to_string(fault.code.value) + " " + fault.name) + ": " +
                       report::printable(fault.text);
    if (fault.tag) line += style.dim(" [tag " + std::to_string(*fault.tag) + "]");
    return line;
}

std::string lint_json(const LintFinding& finding) {
    const MessageFault& fault = finding.fault;
    return report::json_line(Json{{"file", finding.file},
                                  {"line", finding.line},
                                  {"column", finding.column},
                                  {"msg_type", finding.msg_type},
                                  {"code", fault.code.value},
                                  {"name", fault.name},
                                  {"text", fault.text},
                                  {"rule", fault.rule},
                                  {"ref_tag_id", fault.tag ? Json(*fault.tag) : Json(nullptr)}});
}

std::string lint_sarif(const std::vector<LintFinding>& findings) {
    Json results = Json::array(), rules = Json::array();
    std::set<std::string> described;
    for (const LintFinding& finding : findings) {
        const std::string id = rule_id(finding.fault);
        if (described.insert(id).second) {
            const catalog::Entry* const entry = catalog::find(finding.fault.code);
            Json rule{{"id", id}};
            if (entry != nullptr) {
                rule["shortDescription"] = {{"text", entry->description}};
                rule["help"] = {{"text", entry->advice}};
            }
            rules.push_back(std::move(rule));
        }
        const Json region{{"startLine", finding.line}, {"startColumn", finding.column}};
        results.push_back(
            {{"ruleId", id},
             {"level", "error"},
             {"message", {{"text", std::to_string(finding.fault.code.value) + ": " + finding.fault.text}}},
             {"locations", Json::array({Json{{"physicalLocation",
                                              {{"artifactLocation", {{"uri", uri_of(finding.file)}}},
                                               {"region", region}}}}})}});
    }
    const Json driver{{"name", "fixguard"}, {"version", FIXGUARD_VERSION}, {"rules", std::move(rules)}};
    return report::json_line(Json{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                                  {"version", "2.1.0"},
                                  {"runs", Json::array({Json{{"tool", {{"driver", driver}}},
                                                             {"columnKind", "utf16CodeUnits"},
                                                             {"results", std::move(results)}}})}});
}

} // namespace fixguard::cli

// fixguard codes: the whole catalogue.
#include "report/codes.hpp"
#include "catalog/catalog.hpp"
#include "cli/program.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace fixguard::cli {
namespace {

constexpr auto footer = R"(
BY says who carries the remedy out. REQUEST is the fate of the request that the error is about, SESSION
what becomes of the session; 'fixguard explain CODE' says which of it is documented and which inferred.

Examples:
  fixguard codes
  fixguard codes --json | jq '.[] | select(.handler_acts) | .name'

Exit codes: 0 done, 2 misuse.)";

int print_codes(bool as_json) {
    if (!as_json) {
        std::cout << report::code_table(catalog::entries());
        return exit_ok;
    }
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const catalog::Entry& entry : catalog::entries())
        all.push_back(report::code_json(entry, entry.policy));
    std::cout << report::json_line(all) << '\n';
    return exit_ok;
}

} // namespace

void add_codes(CLI::App& app, int& exit_code) {
    CLI::App* const codes = app.add_subcommand("codes", "Lists every error code with its remedy");
    const auto as_json = std::make_shared<bool>(false);
    codes->add_flag("--json", *as_json, "One JSON array, with texts, descriptions and advice");
    codes->footer(footer);
    codes->callback([as_json, &exit_code] { exit_code = print_codes(*as_json); });
}

} // namespace fixguard::cli

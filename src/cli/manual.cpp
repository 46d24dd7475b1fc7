// fixguard man and fixguard completion: written from the command line as it is defined.
#include "cli/program.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace fixguard::cli {
namespace {

constexpr auto man_footer = R"(
Examples:
  fixguard man >fixguard.1
  fixguard man | man -l -

Exit codes: 0 done, 2 misuse.)";

constexpr auto completion_footer = R"(
Examples:
  source <(fixguard completion bash)
  fixguard completion zsh >"${fpath[1]}/_fixguard"

Exit codes: 0 done, 2 misuse.)";

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    const auto all = app.get_subcommands([](const CLI::App*) { return true; });
    return {all.begin(), all.end()};
}

// --json and the like; -h stands for --help alone.
std::vector<std::string> flags_of(const CLI::App& command) {
    std::vector<std::string> flags;
    for (const CLI::Option* const option : command.get_options())
        for (const std::string& name : option->get_lnames())
            flags.push_back("--" + name);
    return flags;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* const command : commands_of(app))
        names.push_back(command->get_name());
    return joined(names);
}

// Both shells take the same cases: the flags of the subcommand, else files.
std::string cases(const CLI::App& app, const std::string& before, const std::string& behind) {
    std::string text;
    for (const CLI::App* const command : commands_of(app))
        text += "    " + command->get_name() + ") " + before + joined(flags_of(*command)) + behind + " ;;\n";
    return text;
}

std::string bash_completion(const CLI::App& app) {
    return "_fixguard() {\n"
           "  local word=${COMP_WORDS[COMP_CWORD]} flags=''\n"
           "  COMPREPLY=()\n"
           "  if ((COMP_CWORD == 1)); then\n"
           "    COMPREPLY=($(compgen -W '" +
           command_names(app) + " " + joined(flags_of(app)) +
           "' -- \"$word\"))\n"
           "    return\n"
           "  fi\n"
           "  case ${COMP_WORDS[1]} in\n" +
           cases(app, "flags='", "'") +
           "  esac\n"
           "  [[ $word == -* ]] && COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
           "}\n"
           "complete -o default -F _fixguard fixguard\n";
}

std::string zsh_completion(const CLI::App& app) {
    return "#compdef fixguard\n"
           "_fixguard() {\n"
           "  if ((CURRENT == 2)); then\n"
           "    compadd -- " +
           command_names(app) + " " + joined(flags_of(app)) +
           "\n"
           "    return\n"
           "  fi\n"
           "  if [[ $PREFIX != -* ]]; then\n"
           "    _files\n"
           "    return\n"
           "  fi\n"
           "  case $words[2] in\n" +
           cases(app, "compadd -- ", "") +
           "  esac\n"
           "}\n"
           "[[ $zsh_eval_context[-1] == loadautofunc ]] && _fixguard \"$@\" || compdef _fixguard fixguard\n";
}

// Backslashes, and dots and quotes at the begin of a line, mean something to roff.
std::string roff(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if ((c == '.' || c == '\'') && (safe.empty() || safe.back() == '\n')) safe += "\\&";
        if (c == '\\')
            safe += "\\e";
        else if (c == '-')
            safe += "\\-";
        else
            safe += c;
    }
    return safe;
}

// What stands behind the option's name, in italics: " FILE".
std::string value_of(const CLI::Option& option) {
    const bool is_flag = option.get_type_size() == 0 || option.get_positional();
    return is_flag || option.get_type_name().empty() ? "" : " \\fI" + roff(option.get_type_name()) + "\\fR";
}

// And those below it: fixguard venue ctl.
void append_sections(std::string& page, const CLI::App& parent, const std::string& words) {
    for (const CLI::App* const command : commands_of(parent)) {
        const std::string name = words + " " + command->get_name();
        page += ".SH \"" + name + "\"\n" + roff(command->get_description()) + ".\n";
        for (const CLI::Option* const option : command->get_options())
            page += ".TP\n.B " + roff(option->get_name(true, true)) + value_of(*option) + "\n" +
                    roff(option->get_description()) + "\n";
        page += ".PP\n.nf\n" + roff(command->get_footer()) + "\n.fi\n";
        append_sections(page, *command, name);
    }
}

std::string man_page(const CLI::App& app) {
    std::string page = ".TH FIXGUARD 1 \"\" \"fixguard " FIXGUARD_VERSION "\"\n.SH NAME\nfixguard \\- " +
                       roff(app.get_description()) + "\n.SH SYNOPSIS\n.B fixguard\n.I COMMAND\n[OPTIONS]\n";
    append_sections(page, app, "fixguard");
    return page;
}

} // namespace

void add_manual(CLI::App& app, int& exit_code) {
    CLI::App* const man = app.add_subcommand("man", "Writes the manual page");
    man->footer(man_footer);
    man->callback([&app, &exit_code] {
        std::cout << man_page(app);
        exit_code = exit_ok;
    });
    CLI::App* const completion = app.add_subcommand("completion", "Writes the completion for a shell");
    const auto shell = std::make_shared<std::string>();
    completion->add_option("SHELL", *shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
    completion->footer(completion_footer);
    completion->callback([&app, &exit_code, shell] {
        std::cout << (*shell == "bash" ? bash_completion(app) : zsh_completion(app));
        exit_code = exit_ok;
    });
}

} // namespace fixguard::cli

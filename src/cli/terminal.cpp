// Printing for terminals and for pipes.
#include "cli/terminal.hpp"
#include "cli/program.hpp"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <unistd.h>

namespace fixguard::cli {
namespace {

report::Style style_of(int descriptor) {
    const char* const no_color = std::getenv("NO_COLOR");
    return report::Style(isatty(descriptor) == 1 && (no_color == nullptr || *no_color == '\0'));
}

} // namespace

report::Style stdout_style() {
    return style_of(STDOUT_FILENO);
}

bool stdout_works() {
    return std::cout.good() && std::ferror(stdout) == 0; // spdlog prints through stdio
}

void complain(std::string_view what) {
    std::cout.flush(); // in the order of what happened, where both go to one place
    std::cerr << style_of(STDERR_FILENO).red("fixguard: ") << report::printable(what) << '\n';
}

int misuse(std::string_view what) {
    complain(what);
    return exit_misuse;
}

} // namespace fixguard::cli

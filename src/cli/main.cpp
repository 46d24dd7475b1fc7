// The program fixguard.
#include "cli/program.hpp"

int main(int argc, char** argv) {
    return fixguard::cli::run_program(argc, argv);
}

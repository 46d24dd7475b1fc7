// fixguard venue ctl: the client of a venue's control socket.
#pragma once

namespace CLI {
class App;
}

namespace fixguard::cli {

// Adds the subcommand to `venue`. Its result goes to `exit_code`, which outlives the app.
void add_venue_ctl(CLI::App& venue, int& exit_code);

} // namespace fixguard::cli

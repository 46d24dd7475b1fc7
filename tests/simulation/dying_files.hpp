// The files of a process that dies in the middle of a call: as they are at that moment, or torn.
#pragma once

#include "simulation/chance.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace fixguard::simulation {

std::string whole_file(const std::filesystem::path& path);

// A simulated process cannot be stopped within a call: it runs on to the end of the event, unheard, and what
// it writes after its death is taken back.
class DyingFiles {
public:
    // At the moment of death. `folder`: the journal's, or empty.
    explicit DyingFiles(std::filesystem::path folder) : folder_(std::move(folder)), then_(read()) {}

    // What would have been written before the next call that anybody else can see: death may as well have
    // come in the middle of that.
    void at_next_border();

    // When the process has let go of its files.
    void restore(Chance& chance) const;

private:
    using Contents = std::map<std::string, std::string>; // by name
    Contents read() const;
    Contents torn(Chance chance) const;

    const std::filesystem::path folder_;
    const Contents then_;
    std::optional<Contents> next_;
};

} // namespace fixguard::simulation

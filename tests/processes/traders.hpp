// Traders as processes of their own: tests/soak/connector.cpp, whose ledger is what it says on stdout.
#pragma once

#include "cli/child.hpp"
#include "support/temp_dir.hpp"
#include "support/test_key.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace fixguard::test {

// The files that traders name, in a folder of the test.
class TradersFolder {
public:
    TradersFolder() {
        write("api-key", "KEY\n");
        write("key.pem", std::string(ed25519_key));
    }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.file(name)) << text;
        std::filesystem::permissions(folder_.file(name), std::filesystem::perms::owner_read |
                                                             std::filesystem::perms::owner_write);
        return folder_.file(name);
    }
    std::string file(const std::string& name) const { return folder_.file(name); }

    // `ca`: beside it. `more`: keys of the one session.
    std::string settings(const std::string& name, int port, const std::string& ca,
                         const std::string& more) const {
        return write(name + ".cfg", "[DEFAULT]\n"
                                    "ConnectionType=initiator\n"
                                    "BeginString=FIX.4.4\n"
                                    "TargetCompID=SPOT\n"
                                    "HeartBtInt=5\n"
                                    "LogoutTimeout=1\n"
                                    "FixguardCloseNoticeMs=1000\n"
                                    "FixguardKeyFile=key.pem\n"
                                    "FixguardApiKeyFile=api-key\n"
                                    "FixguardSessionKind=oe\n"
                                    "SocketConnectHost=localhost\n"
                                    "SocketConnectPort=" +
                                        std::to_string(port) + "\nFixguardCAFile=" + ca +
                                        "\n[SESSION]\nSessionQualifier=" + name + "\n" + more);
    }

private:
    TempDir folder_;
};

inline std::vector<std::string> trader(const std::string& settings, const std::string& prefix) {
    return {FIXGUARD_TRADER, settings, "/dev/stdout", prefix};
}

// The rest of each line that begins with this word.
inline std::vector<std::string> lines_of(const std::string& text, const std::string& word) {
    std::vector<std::string> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(word + " ")) found.push_back(line.substr(word.size() + 1));
    return found;
}

} // namespace fixguard::test

// Settings files and keys for `fixguard run`, right as they are, for a test to spoil.
#pragma once

#include "cli/demo_keys.hpp"
#include "support/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

namespace fixguard::test {

class SessionFiles {
public:
    explicit SessionFiles(std::uint16_t port) {
        namespace fs = std::filesystem;
        write("key.pem", keys_.private_pem);
        write("api-key", "SECRET-API-KEY\n");
        for (const char* const name : {"key.pem", "api-key"})
            fs::permissions(path(name), fs::perms::owner_read | fs::perms::owner_write);
        set("SocketConnectPort", std::to_string(port));
        set("FixguardKeyFile", path("key.pem"));
        set("FixguardApiKeyFile", path("api-key"));
    }

    const cli::KeyPair& keys() const { return keys_; }
    std::string path(std::string_view name) const { return folder_.file(name); }
    std::string write(std::string_view name, std::string_view content) const {
        std::ofstream(path(name), std::ios::binary) << content;
        return path(name);
    }

    // One key of the [SESSION].
    void set(const std::string& key, const std::string& value) { session_[key] = value; }
    // Writes the settings file; `more` stands behind the session's keys.
    std::string config(std::string_view more = {}) const {
        std::string text = "# A test's sessions.\n[SESSION]\n";
        for (const auto& [key, value] : session_)
            text += key + "=" + value + "\n";
        return write("sessions.cfg", text.append(more));
    }

private:
    TempDir folder_;
    cli::KeyPair keys_ = cli::make_ed25519_pair();
    std::map<std::string, std::string> session_{{"ConnectionType", "initiator"},   {"BeginString", "FIX.4.4"},
                                                {"FixguardSessionKind", "oe"},     {"SenderCompID", "TESTER"},
                                                {"TargetCompID", "SPOT"},          {"HeartBtInt", "5"},
                                                {"SocketConnectHost", "localhost"}};
};

} // namespace fixguard::test

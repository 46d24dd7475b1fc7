// fixguard conformance --client: waits for a client, plays it the faults of a venue, and judges what it does.
#pragma once

#include "model/session_kind.hpp"

#include <string>

namespace fixguard::cli {

struct ConformanceClientOptions {
    SessionKind kind = SessionKind::order_entry;
    std::string listen = "127.0.0.1:0"; // HOST:PORT; port 0: the system chooses
    std::string public_key;             // file with the client's Ed25519 public key
    std::string api_key_variable;       // of the environment
    std::string ca_out;                 // the certificate that the client has to trust is written there
    std::string pattern;                // which cases
    std::string json, junit, html;
    int patience_s = 45; // for a client to log on
    bool plain = false;
};

int run_conformance_client(const ConformanceClientOptions& options);

// The cases as a table for people.
std::string client_case_table();

} // namespace fixguard::cli

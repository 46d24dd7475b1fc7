// A signer and a venue for the tests of scenarios.
#pragma once

#include "conformance/macros.hpp"
#include "conformance/runner.hpp"
#include "conformance/suite.hpp"
#include "venue/config.hpp"

#include <string>
#include <vector>

namespace fixguard::conformance::test {

// The keys of embedded_venue(), by an Ed25519 pair made from a fixed seed.
const Identity& identity();
const std::string& public_key_pem();

// The project's scenarios; ends the test program where one of them cannot be read.
const std::vector<Scenario>& scenarios();
const Scenario& scenario(const std::string& name);

// The venue of a scenario, with its `# venue:` headers.
venue::Config venue_of(const Scenario& scenario);

// A failure as a person wants to read it.
std::string describe(const Scenario& scenario, const Result& result);

} // namespace fixguard::conformance::test

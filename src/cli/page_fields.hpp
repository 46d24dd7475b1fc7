// Names of fields and meanings of values, as the pages show them beside tags.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace fixguard::cli {

// {"54": ["Side", {"1": "BUY", "2": "SELL"}]}, of all kinds of session together.
nlohmann::ordered_json page_fields();

} // namespace fixguard::cli

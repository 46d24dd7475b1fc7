// A message with names beside its tags and meanings beside its values, as text and as JSON.
#pragma once

#include "report/style.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fixguard::report {

struct ExplainedField {
    std::string tag;                   // as it stands before '='; not always a number
    std::string name;                  // empty: not in the dictionary
    std::string value;                 // secrets are already replaced
    std::string meaning;               // of an enumerated value; empty: none
    std::size_t depth = 0;             // 1 and more: inside repeating groups
    bool starts_entry = false;         // the first field of a group's entry
    std::string note;                  // what is wrong with it; empty: nothing that was looked for
    std::vector<std::string> faults{}; // what the exchange says of it; each under the field, with a caret
};

struct ExplainedMessage {
    std::string msg_type;
    std::string name;       // NewOrderSingle; empty: not in the dictionary
    std::string dictionary; // which one was used: order_entry ...
    std::string framing;    // what is wrong with 8, 9, 35 or 10; empty: nothing
    std::vector<ExplainedField> fields;
};

std::string message_page(const ExplainedMessage& message, Style style);

// Keys: msg_type name dictionary framing fields (tag name value meaning depth note faults). What is not known
// is null; a tag is a number where it is one.
nlohmann::ordered_json message_json(const ExplainedMessage& message);

} // namespace fixguard::report

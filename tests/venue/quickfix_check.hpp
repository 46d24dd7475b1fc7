// QuickFIX's opinion of a message of the venue, by a dictionary file.
#pragma once

#include <string>

namespace fixguard {
namespace venue {
namespace test {

// Empty: it passes. Else what QuickFIX says. `bytes`: the whole message.
std::string quickfix_complaint(const std::string& dictionary_file, const std::string& bytes);

} // namespace test
} // namespace venue
} // namespace fixguard

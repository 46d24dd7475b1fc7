// What QuickFIX reads from a dictionary, as lines that can be compared.
#pragma once

#include <string>
#include <vector>

namespace fixguard {
namespace dictionary { // not in one: the other side of this header is C++14

// One line per field, value, message, member and group. QuickFIX can only be asked, so it is asked for every
// tag up to `last_tag`, every MsgType(35) of one to three letters and digits, and the given values. Throws
// FIX::ConfigError where it refuses the XML.
std::vector<std::string> quickfix_listing(const std::string& xml, const std::vector<std::string>& values,
                                          int last_tag);

} // namespace dictionary
} // namespace fixguard

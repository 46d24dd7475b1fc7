// What the tables of wrong venues are made of.
#pragma once

#include "conformance/mutants.hpp"
#include "wire/message_view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fixguard::conformance::test {

using Text = std::optional<std::string>;

// ---- readable messages

std::string value(const std::string& message, int tag); // empty: it has none
// `message` with the field set, where it has it; "" takes it out.
std::string with(std::string message, int tag, const std::string& value);
bool is(const std::string& message, const std::string& type);
std::string summed(const std::string& message); // CheckSum(10) right
std::string
framed(const std::string& message); // 8, 9 and 35 to the front, BodyLength(9) and CheckSum(10) right
std::string signed_anew(std::string message); // a Logon<A>

// What a venue says that does all it is asked for: bodies, '|' for SOH, without the fields of the header.
std::vector<std::string> yes(wire::MessageView request, const std::vector<std::string>& open_orders);

// ---- mutants

Mutant says(std::string name, std::function<Text(std::string)> change);
Mutant figure(std::string name, std::function<void(venue::Config&)> change);
rules::KindRules& oe(venue::Config& config);

std::vector<Mutant> wrong_acts();

} // namespace fixguard::conformance::test

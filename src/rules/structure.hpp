// One message against its dictionary: bytes, tags, order, groups, required fields and values.
#pragma once

#include "rules/check.hpp"

#include <optional>
#include <vector>

namespace fixguard::rules {

// The rules from `characters` to `value_present` and from `tag_defined` to `group_entries_unique`, without
// any knowledge of a session: for either direction. The same promises as rules::first_violation().
//
// What counts as what:
// - A tag number has one to nine digits and no leading zero.
// - Header fields stand in any order before the first field of the body. 8, 9 and 35 have their places
//   by framing; a second one of them appears more than once.
// - The body's fields stand in any order, but in a group each entry starts with the group's first field and
//   goes on in the documented order. A group ends with the first field that stands on the level around it.
// - A field of a group outside its group is a group out of order.
// - Of a message type that the dictionary does not have, only the bytes, the header and values are judged.
std::optional<Violation> first_structure_violation(const wire::Frame& frame, const RuleSet& rules);
std::vector<Finding> all_structure_violations(const wire::Frame& frame, const RuleSet& rules,
                                              std::size_t at_most = 1000);

} // namespace fixguard::rules

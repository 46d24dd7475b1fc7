// QuickFIX as a peer: it reads a message, judges it by the same dictionary, and gives its fields.
#pragma once

#include "bench/peers/field_sum.hpp"
#include "engine/quickfix_compat.hpp"
#include "model/session_kind.hpp"

#include <string>

namespace fixguard::bench {

class QuickFix {
public:
    explicit QuickFix(SessionKind kind); // with the built-in dictionary of that kind

    // What FIX::Session does with the bytes of a message: BodyLength(9), CheckSum(10), fields, groups. Throws
    // where they are wrong.
    FIX::Message parse(const std::string& bytes) const { return {bytes, dictionary_, true}; }
    // The same without a dictionary: groups are then plain fields that come again.
    static FIX::Message parse_plainly(const std::string& bytes) { return {bytes, true}; }
    // Whether the message is sound by the dictionary; of the header and the trailer only which fields they
    // have, with validate_body().
    bool validate(const FIX::Message& message) const { return validate(message, false); }
    bool validate_body(const FIX::Message& message) const { return validate(message, true); }

private:
    bool validate(const FIX::Message& message, bool body_only) const;

    FIX::DataDictionary dictionary_;
};

FieldSum sum_of(const FIX::Message& message);

} // namespace fixguard::bench

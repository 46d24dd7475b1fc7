// Reads fix/*.xml into a FIX::DataDictionary and walks FIX::Message.
#include "bench/peers/quickfix.hpp"

#include "dictionary/dictionary.hpp"

namespace fixguard::bench {
namespace {

bool is_framing(int tag) {
    return tag == 8 || tag == 9 || tag == 10 || tag == 35;
}

void add_fields(FieldSum& sum, const FIX::FieldMap& level) {
    for (const FIX::FieldBase& field : level)
        if (!is_framing(field.getTag())) sum.add(field.getTag(), field.getString());
    for (auto group = level.g_begin(); group != level.g_end(); ++group)
        for (const FIX::FieldMap* const entry : group->second)
            add_fields(sum, *entry);
}

} // namespace

QuickFix::QuickFix(SessionKind kind) {
    std::istringstream xml{std::string(dictionary::built_in_xml(kind))};
    dictionary_.readFromStream(xml);
}

bool QuickFix::validate(const FIX::Message& message, bool body_only) const {
    try {
        dictionary_.validate(message, body_only);
        return true;
    } catch (const FIX::Exception&) {
        return false;
    }
}

FieldSum sum_of(const FIX::Message& message) {
    FieldSum sum;
    add_fields(sum, message.getHeader());
    add_fields(sum, message);
    add_fields(sum, message.getTrailer());
    return sum;
}

} // namespace fixguard::bench

// Masks by walking the fields.
#include "cli/secrets.hpp"

namespace fixguard::cli {

std::string without_secrets(wire::MessageView message) {
    std::string shown;
    wire::FieldCursor cursor = message.fields();
    for (wire::Field field; cursor.next(field);) {
        // A piece without a tag may be the rest of a signature that was torn.
        const bool secret = field.tag == tag::RawData || field.tag == tag::Username;
        if (field.tag == 0)
            shown += "***";
        else
            shown.append(field.tag_text).append("=").append(secret ? "***" : field.value);
        shown += wire::soh;
    }
    return shown;
}

} // namespace fixguard::cli

// Masks RawData(96) and Username(553).
#include "transport/redact.hpp"

#include "wire/message_view.hpp"

#include <algorithm>

namespace fixguard::transport {

std::string redact(std::string_view bytes) {
    std::string shown(bytes);
    wire::FieldCursor fields(bytes);
    wire::Field field;
    while (fields.next(field)) {
        if (field.tag != tag::RawData && field.tag != tag::Username) continue;
        const auto start = field.value.data() - bytes.data();
        std::fill_n(shown.begin() + start, field.value.size(), '*');
    }
    return shown;
}

} // namespace fixguard::transport

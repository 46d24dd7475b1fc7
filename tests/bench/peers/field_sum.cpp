// The walk over a message that is measured: in a unit of its own, so that no caller's code is mixed with it.
#include "bench/peers/field_sum.hpp"

#include "wire/message_view.hpp"

namespace fixguard::bench {

FieldSum sum_of(std::string_view fields) {
    std::size_t count = 0, bytes = 0; // by themselves they stay in registers
    std::int64_t tags = 0;
    wire::FieldCursor cursor(fields);
    for (wire::Field field; cursor.next(field);) {
        ++count;
        tags += field.tag;
        bytes += field.value.size();
    }
    return {count, tags, bytes};
}

} // namespace fixguard::bench

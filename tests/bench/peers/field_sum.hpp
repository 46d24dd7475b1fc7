// What a reader of all fields has seen, in a form that tells two readers apart.
#pragma once

#include "wire/message_view.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fixguard::bench {

// Over all fields but those of the framing: 8, 9, 35 and 10.
struct FieldSum {
    std::size_t count = 0;
    std::int64_t tags = 0;
    std::size_t bytes = 0; // of the values

    void add(int tag, std::string_view value) {
        ++count;
        tags += tag;
        bytes += value.size();
    }
    FieldSum& operator+=(const FieldSum& more) {
        count += more.count;
        tags += more.tags;
        bytes += more.bytes;
        return *this;
    }
    friend bool operator==(const FieldSum&, const FieldSum&) = default;
};

// Of all fields from behind MsgType(35) to before CheckSum(10).
inline FieldSum sum_of(std::string_view fields) {
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

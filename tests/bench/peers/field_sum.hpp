// What a reader of all fields has seen, in a form that tells two readers apart.
#pragma once

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

// Of all fields from behind MsgType(35) to before CheckSum(10), as our cursor reads them.
FieldSum sum_of(std::string_view fields);

} // namespace fixguard::bench

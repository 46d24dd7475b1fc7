// A reader as one writes it in an afternoon: std::string_view::find, std::from_chars, a vector of fields.
#pragma once

#include "bench/peers/field_sum.hpp"

#include <string_view>
#include <vector>

namespace fixguard::bench {

struct PlainField {
    int tag = 0;
    std::string_view value;
};

// Keeps its vector between messages, so that it allocates as rarely as we do.
class PlainReader {
public:
    // All fields of one message in the order of the bytes, with BodyLength(9) and CheckSum(10) checked. False
    // where something is wrong.
    bool read(std::string_view bytes);

    const std::vector<PlainField>& fields() const { return fields_; }
    std::string_view find(int tag) const; // empty where absent
    int find_int(int tag) const;          // 0 where absent or no number

private:
    std::vector<PlainField> fields_;
};

FieldSum sum_of(const PlainReader& reader);

} // namespace fixguard::bench

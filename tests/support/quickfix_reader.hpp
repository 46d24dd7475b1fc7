// QuickFIX's own reading of bytes, as plain values: the tests judge ours by it where both have to agree.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace fixguard {
namespace test {

// The messages that FIX::Parser cuts out of a stream that came at once, until it finds no more or complains.
std::vector<std::string> quickfix_frames(const std::string& stream);

struct QuickFixMessage {
    bool accepted = false;                           // BodyLength(9), CheckSum(10) and the form of each field
    std::vector<std::pair<int, std::string>> fields; // sorted; QuickFIX forgets their order
};

// What FIX::Message reads from the bytes of one message without a dictionary: groups are plain fields.
QuickFixMessage quickfix_message(const std::string& bytes);

} // namespace test
} // namespace fixguard

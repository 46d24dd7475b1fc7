// FIX::Parser and FIX::Message, alone in this file because their headers are C++14.
#include "support/quickfix_reader.hpp"

#include <quickfix/Message.h>
#include <quickfix/Parser.h>

#include <algorithm>

namespace fixguard {
namespace test {

std::vector<std::string> quickfix_frames(const std::string& stream) {
    std::vector<std::string> frames;
    FIX::Parser parser;
    parser.addToStream(stream);
    std::string frame;
    try {
        while (parser.readFixMessage(frame))
            frames.push_back(frame);
    } catch (const FIX::MessageParseError&) {
        return frames;
    }
    return frames;
}

QuickFixMessage quickfix_message(const std::string& bytes) {
    QuickFixMessage result;
    try {
        const FIX::Message message(bytes, true);
        for (const FIX::FieldMap* const part : {static_cast<const FIX::FieldMap*>(&message.getHeader()),
                                                static_cast<const FIX::FieldMap*>(&message),
                                                static_cast<const FIX::FieldMap*>(&message.getTrailer())})
            for (const FIX::FieldBase& field : *part)
                result.fields.emplace_back(field.getTag(), field.getString());
    } catch (const std::exception&) {
        return result;
    }
    std::sort(result.fields.begin(), result.fields.end());
    result.accepted = true;
    return result;
}

} // namespace test
} // namespace fixguard

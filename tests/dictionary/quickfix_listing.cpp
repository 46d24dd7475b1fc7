// Compiled as C++14: the exception specifications in QuickFIX's headers are an error in C++17 and later.
#include "dictionary/quickfix_listing.hpp"

#include <quickfix/DataDictionary.h>

#include <sstream>

namespace fixguard {
namespace dictionary {
namespace {

const char* type_name(FIX::TYPE::Type type) {
    switch (type) {
    case FIX::TYPE::String: return "STRING";
    case FIX::TYPE::Char: return "CHAR";
    case FIX::TYPE::Int: return "INT";
    case FIX::TYPE::Length: return "LENGTH";
    case FIX::TYPE::SeqNum: return "SEQNUM";
    case FIX::TYPE::NumInGroup: return "NUMINGROUP";
    case FIX::TYPE::Boolean: return "BOOLEAN";
    case FIX::TYPE::Data: return "DATA";
    case FIX::TYPE::Price: return "PRICE";
    case FIX::TYPE::Qty: return "QTY";
    case FIX::TYPE::Float: return "FLOAT";
    case FIX::TYPE::UtcTimeStamp: return "UTCTIMESTAMP";
    default: return "another type";
    }
}

std::vector<std::string> candidates() {
    const std::string letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::vector<std::string> result;
    for (const char first : letters) {
        result.push_back(std::string(1, first));
        for (const char second : letters) {
            result.push_back(std::string{first, second});
            for (const char third : letters)
                result.push_back(std::string{first, second, third});
        }
    }
    return result;
}

class Listing {
public:
    Listing(const FIX::DataDictionary& dictionary, int last_tag)
        : dictionary_(dictionary), last_tag_(last_tag) {}

    void fields(const std::vector<std::string>& values) {
        for (int tag = 1; tag <= last_tag_; ++tag) {
            if (!dictionary_.isField(tag)) continue;
            FIX::TYPE::Type type = FIX::TYPE::Unknown;
            dictionary_.getFieldType(tag, type);
            lines.push_back("field " + std::to_string(tag) + ' ' + name(tag) + ' ' + type_name(type));
            for (const std::string& value : values)
                if (dictionary_.hasFieldValue(tag) && dictionary_.isFieldValue(tag, value))
                    lines.push_back("value " + std::to_string(tag) + ' ' + value);
        }
    }

    void parts() {
        for (int tag = 1; tag <= last_tag_; ++tag) {
            if (dictionary_.isHeaderField(tag)) lines.push_back("header " + name(tag));
            if (dictionary_.isTrailerField(tag)) lines.push_back("trailer " + name(tag));
        }
    }

    void messages() {
        for (const std::string& msg_type : candidates()) {
            if (!dictionary_.isMsgType(msg_type)) continue;
            lines.push_back("message " + msg_type);
            for (int tag = 1; tag <= last_tag_; ++tag)
                if (dictionary_.isMsgField(msg_type, tag)) member(dictionary_, msg_type, msg_type, tag);
        }
    }

    std::vector<std::string> lines;

private:
    std::string name(int tag) const {
        std::string text;
        return dictionary_.getFieldName(tag, text) ? text : "?";
    }

    void member(const FIX::DataDictionary& level, const std::string& msg_type, const std::string& place,
                int tag) {
        const std::string required = level.isRequiredField(msg_type, tag) ? " required" : "";
        lines.push_back(place + '/' + name(tag) + required);
        int first = 0;
        const FIX::DataDictionary* group = nullptr;
        if (!level.getGroup(msg_type, tag, first, group)) return;
        lines.push_back(place + '/' + name(tag) + " starts with " + name(first));
        for (int inner = 1; inner <= last_tag_; ++inner)
            if (group->isField(inner)) member(*group, msg_type, place + '/' + name(tag), inner);
    }

    const FIX::DataDictionary& dictionary_;
    const int last_tag_;
};

} // namespace

std::vector<std::string> quickfix_listing(const std::string& xml, const std::vector<std::string>& values,
                                          int last_tag) {
    std::istringstream stream(xml);
    FIX::DataDictionary dictionary;
    dictionary.readFromStream(stream);
    Listing listing(dictionary, last_tag);
    listing.fields(values);
    listing.parts();
    listing.messages();
    return listing.lines;
}

} // namespace dictionary
} // namespace fixguard

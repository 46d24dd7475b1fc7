// QuickFIX's DataDictionary, alone in this file because it is C++14.
#include "venue/quickfix_check.hpp"

#include <quickfix/DataDictionary.h>
#include <quickfix/Message.h>

#include <map>
#include <memory>

namespace fixguard {
namespace venue {
namespace test {

std::string quickfix_complaint(const std::string& dictionary_file, const std::string& bytes) {
    static std::map<std::string, std::unique_ptr<FIX::DataDictionary>> dictionaries;
    std::unique_ptr<FIX::DataDictionary>& dictionary = dictionaries[dictionary_file];
    try {
        if (!dictionary) dictionary.reset(new FIX::DataDictionary(dictionary_file));
        const FIX::Message message(bytes, *dictionary, true);
        dictionary->validate(message);
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

} // namespace test
} // namespace venue
} // namespace fixguard

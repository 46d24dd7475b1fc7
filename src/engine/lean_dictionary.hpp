// The dictionary in the form that QuickFIX wants, with nothing in it that could refuse a message.
#pragma once

#include "dictionary/dictionary.hpp"

#include <memory>

namespace FIX {
class DataDictionary;
class DataDictionaryProvider;
} // namespace FIX

namespace fixguard::engine {

// Knows the repeating groups and the header fields, and no rule: no version, no message types, no required
// fields, no values. What the exchange adds tomorrow passes. Immutable.
class LeanDictionary {
public:
    explicit LeanDictionary(const dictionary::Dictionary& tables);
    ~LeanDictionary();
    LeanDictionary(const LeanDictionary&) = delete;
    LeanDictionary& operator=(const LeanDictionary&) = delete;

    const FIX::DataDictionary& data() const noexcept;
    const FIX::DataDictionaryProvider& provider() const noexcept;

private:
    struct Data;
    std::unique_ptr<Data> data_;
};

} // namespace fixguard::engine

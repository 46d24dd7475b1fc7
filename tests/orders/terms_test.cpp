// What is no identifier and no symbol does not become one.
#include "orders/terms.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace fixguard::orders {
namespace {

TEST(ClientId, has_1_to_36_letters_digits_hyphens_and_underscores) {
    EXPECT_EQ(ClientId("aZ09-_").text(), "aZ09-_");
    EXPECT_EQ(ClientId(std::string(36, 'x')).text().size(), 36U);
    for (const std::string& text :
         {std::string(), std::string(37, 'x'), std::string("a b"), std::string("a\001"),
          std::string("\xC3\xA4"), std::string("a=b"), std::string("a\0b", 3)}) {
        EXPECT_THROW(ClientId{text}, std::invalid_argument) << text;
        EXPECT_FALSE(ClientId::from(text)) << text;
    }
}

TEST(Symbol, may_be_utf8_but_cannot_end_its_field) {
    EXPECT_EQ(Symbol("\xE5\xB8\x81USDT").text(), "\xE5\xB8\x81USDT");
    for (const std::string& text : {std::string(), std::string("BTC\00134=1"), std::string("BTC USDT"),
                                    std::string("BTC\x7F"), std::string("BTC\0", 4)}) {
        EXPECT_THROW(Symbol{text}, std::invalid_argument) << text;
        EXPECT_FALSE(Symbol::from(text)) << text;
    }
}

} // namespace
} // namespace fixguard::orders

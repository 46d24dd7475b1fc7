// FNV-1a over numbers and text: a name for the shape of a message, within this process.
#pragma once

#include <cstdint>
#include <string_view>

namespace fixguard::engine {

class Hash {
public:
    void add(std::uint64_t number) noexcept { value_ = (value_ ^ number) * 1'099'511'628'211U; }
    void add(std::string_view text) noexcept {
        for (const char byte : text)
            add(static_cast<unsigned char>(byte));
    }
    std::uint64_t value() const noexcept { return value_; }

private:
    std::uint64_t value_ = 14'695'981'039'346'656'037U;
};

} // namespace fixguard::engine

// Keeps an error one printable line, whatever the bytes it quotes.
#pragma once

#include <string>
#include <utility>

namespace fixguard {

// Control bytes become '?': a line end would split the line in a log, an escape would act on a terminal.
// Bytes above 0x7F stay; they may be UTF-8.
inline std::string one_line(std::string text) {
    for (char& byte : text)
        if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = '?';
    return text;
}

} // namespace fixguard

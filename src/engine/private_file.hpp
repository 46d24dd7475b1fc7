// Reads files that hold secrets, and holds what was read.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace fixguard::engine {

// A text that is wiped when it goes. Not copyable.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    // A copy and a wipe: a move of a short text would leave its bytes behind.
    // NOLINTNEXTLINE(performance-move-constructor-init)
    Secret(Secret&& other) noexcept : text_(other.text_) { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept;
    ~Secret() { wipe(); }

    const std::string& text() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }
    void trim(); // white space at both ends

private:
    void wipe() noexcept;
    std::string text_;
};

// The content of a file that nobody but its owner may read (mode & 077 is 0), at most 64 KiB. The string is
// one line: path, what is wrong, what to do.
std::variant<Secret, std::string> read_private_file(const std::string& path);

} // namespace fixguard::engine

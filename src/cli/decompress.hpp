// Bytes as they come from a file or a pipe, unpacked where they are gzip or zstd.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::cli {

// Unpacks one stream, piece by piece, with little memory. Not thread-safe.
class Decoder {
public:
    using Sink = std::function<void(std::string_view)>;

    virtual ~Decoder() = default;
    // What could be unpacked goes to `sink`. The string says what is wrong; call no more then.
    virtual std::optional<std::string> add(std::string_view packed, const Sink& sink) = 0;
    // The stream is at its end: whether it is whole.
    virtual std::optional<std::string> end() = 0;
};

// By the first four bytes of the stream, or fewer where it is shorter: gzip, zstd, else as it is.
std::unique_ptr<Decoder> make_decoder(std::string_view first_bytes);

// Whether make_decoder would unpack.
bool is_packed(std::string_view first_bytes) noexcept;

} // namespace fixguard::cli

// A local socket that takes lines and answers each with a line.
#pragma once

#ifndef ASIO_STANDALONE
#define ASIO_STANDALONE
#endif
#include <asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fixguard::venue {

// Used on the thread of the io_context. Bounded: some connections, a line of some KiB, one answer at a time
// for each of them.
class ControlSocket {
public:
    // `answer` gets a line without its end and gives one back. `path`: of the socket, mode 0600.
    using Answer = std::function<std::string(std::string_view line)>;
    ControlSocket(asio::io_context& io, std::string path, Answer answer);
    ~ControlSocket(); // closes, and removes the file
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    // Nothing on success; else one line with the path. A socket that nobody listens on any more is replaced.
    std::optional<std::string> listen();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace fixguard::venue

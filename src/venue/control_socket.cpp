// An AF_UNIX listener; one line in, one line out, then the next.
#include "venue/control_socket.hpp"

#include <asio/buffer.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/read_until.hpp>
#include <asio/write.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>

namespace fixguard::venue {
namespace {

using asio::error_code;
using asio::local::stream_protocol;

constexpr std::size_t longest_line = 64 * 1024;
constexpr std::size_t most_connections = 16;
constexpr std::size_t longest_path = 107; // of sockaddr_un, without its 0

// One client. Reads no further line before its answer has been taken, so that a client that does not read
// costs one answer.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(stream_protocol::socket socket, ControlSocket::Answer answer)
        : socket_(std::move(socket)), answer_(std::move(answer)) {}

    void read() {
        asio::async_read_until(socket_, asio::dynamic_buffer(in_, longest_line), '\n',
                               [self = shared_from_this()](error_code error, std::size_t size) {
                                   if (self->closed_) return;
                                   if (!error) return self->on_line(size);
                                   if (error == asio::error::not_found) // the line has no end
                                       return self->write(R"({"ok":false,"error":"the line is too long"})");
                                   self->close();
                               });
    }

    void close() {
        error_code ignored;
        socket_.close(ignored);
        closed_ = true;
    }
    bool closed() const noexcept { return closed_; }

private:
    void on_line(std::size_t size) {
        std::string_view line(in_.data(), size - 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::string answer = answer_(line);
        in_.erase(0, size);
        write(answer);
    }

    void write(std::string_view answer) {
        out_.assign(answer) += '\n';
        asio::async_write(socket_, asio::buffer(out_),
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (self->closed_) return;
                              error || self->in_.size() >= longest_line ? self->close() : self->read();
                          });
    }

    stream_protocol::socket socket_;
    const ControlSocket::Answer answer_;
    std::string in_;
    std::string out_;
    bool closed_ = false;
};

} // namespace

class ControlSocket::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& io, std::string path, Answer answer)
        : acceptor_(io), path_(std::move(path)), answer_(std::move(answer)) {}

    std::optional<std::string> listen() {
        if (path_.empty() || path_.size() > longest_path)
            return path_ + ": the path of a socket has 1 to " + std::to_string(longest_path) + " bytes";
        if (auto error = make_room()) return path_ + ": " + *error;
        try {
            acceptor_.open();
            // Before bind(), so that there is no moment at which others may connect.
            ::fchmod(acceptor_.native_handle(), S_IRUSR | S_IWUSR);
            acceptor_.bind(stream_protocol::endpoint(path_));
            bound_ = ::lstat(path_.c_str(), &file_) == 0;
            acceptor_.listen();
        } catch (const asio::system_error& failure) {
            return path_ + ": the control socket cannot be made: " + failure.code().message();
        }
        accept_next();
        return std::nullopt;
    }

    void stop() noexcept {
        error_code ignored;
        acceptor_.close(ignored);
        for (const auto& connection : connections_)
            connection->close();
        connections_.clear();
        struct stat now {};
        const bool ours = std::exchange(bound_, false) && ::lstat(path_.c_str(), &now) == 0 &&
                          now.st_ino == file_.st_ino && now.st_dev == file_.st_dev;
        if (ours) ::unlink(path_.c_str());
    }

private:
    // A venue that was killed leaves its socket behind; anything else at the path is left alone.
    std::optional<std::string> make_room() {
        struct stat there {};
        if (::lstat(path_.c_str(), &there) != 0) return std::nullopt;
        if (!S_ISSOCK(there.st_mode)) return "is there already, and is no socket";
        stream_protocol::socket probe(acceptor_.get_executor());
        error_code error;
        probe.connect(stream_protocol::endpoint(path_), error);
        if (error != asio::error::connection_refused) return "another process listens there";
        if (::unlink(path_.c_str()) != 0) return std::string(std::strerror(errno));
        return std::nullopt;
    }

    void accept_next() {
        acceptor_.async_accept([self = shared_from_this()](error_code error, stream_protocol::socket socket) {
            if (!self->acceptor_.is_open()) return;
            if (!error) self->accepted(std::move(socket));
            if (!error || error == asio::error::connection_aborted) self->accept_next();
        });
    }

    void accepted(stream_protocol::socket socket) {
        std::erase_if(connections_, [](const auto& connection) { return connection->closed(); });
        if (connections_.size() >= most_connections) return; // closes it
        const auto connection = std::make_shared<Connection>(std::move(socket), answer_);
        connections_.insert(connection);
        connection->read();
    }

    stream_protocol::acceptor acceptor_;
    std::string path_;
    Answer answer_;
    std::set<std::shared_ptr<Connection>> connections_;
    struct stat file_ {};
    bool bound_ = false;
};

ControlSocket::ControlSocket(asio::io_context& io, std::string path, Answer answer)
    : impl_(std::make_shared<Impl>(io, std::move(path), std::move(answer))) {}

ControlSocket::~ControlSocket() {
    impl_->stop();
}

std::optional<std::string> ControlSocket::listen() {
    return impl_->listen();
}

} // namespace fixguard::venue

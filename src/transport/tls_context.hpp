// What is trusted in TLS: made once per session's settings, used by all its connections.
#pragma once

#include <memory>
#include <string>
#include <variant>

namespace asio::ssl {
class context;
}

namespace fixguard::transport {

// TLS 1.2 or later, the peer is always verified. Loading the authorities takes milliseconds, so that it is
// not done per connection. Shared by connections of one thread.
class TlsContext {
public:
    // `ca_file`: PEM certificates of the authorities; empty: the ones the system trusts. The string is one
    // line and says which file is wrong and why.
    static std::variant<std::shared_ptr<TlsContext>, std::string> make(const std::string& ca_file);

    explicit TlsContext(std::unique_ptr<asio::ssl::context> context);
    ~TlsContext();
    asio::ssl::context& native() const noexcept { return *context_; }

private:
    std::unique_ptr<asio::ssl::context> context_;
};

} // namespace fixguard::transport

// TLS 1.2 or later, with the authorities that a peer's certificate has to lead to.
#include "transport/tls_context.hpp"

#include <asio/ssl/context.hpp>

#include <system_error>

namespace fixguard::transport {

TlsContext::TlsContext(std::unique_ptr<asio::ssl::context> context) : context_(std::move(context)) {}
TlsContext::~TlsContext() = default;

std::variant<std::shared_ptr<TlsContext>, std::string> TlsContext::make(const std::string& ca_file) {
    try {
        auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
        SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
        context->set_verify_mode(asio::ssl::verify_peer);
        if (ca_file.empty())
            context->set_default_verify_paths();
        else
            context->load_verify_file(ca_file);
        return std::make_shared<TlsContext>(std::move(context));
    } catch (const std::system_error& error) {
        if (ca_file.empty())
            return std::string("the system's certificate authorities cannot be read: ") +
                   error.code().message();
        return ca_file + ": no certificate authorities in PEM can be read: " + error.code().message();
    }
}

} // namespace fixguard::transport

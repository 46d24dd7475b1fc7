// The end of a stream from the error that ended it.
#include "transport/end_text.hpp"

#include <asio/error.hpp>
#include <asio/ssl/error.hpp>

#include <openssl/x509_vfy.h>

namespace fixguard::transport {
namespace {

StreamEnd make(EndReason reason, std::string_view peer, std::string_view what, std::string_view detail) {
    StreamEnd end;
    end.reason = reason;
    end.what.append(peer).append(": ").append(what);
    if (!detail.empty()) end.what.append(": ").append(detail);
    return end;
}

} // namespace

StreamEnd end_of_resolve(std::string_view peer, const asio::error_code& error) {
    return make(EndReason::resolve_failed, peer, "the host name has no address", error.message());
}

StreamEnd end_of_connect(std::string_view peer, const asio::error_code& error) {
    if (error == asio::error::connection_refused)
        return make(EndReason::refused, peer, "connection refused: nobody listens there", "");
    if (error == asio::error::timed_out)
        return make(EndReason::connect_timeout, peer, "no connection in time", "");
    return make(EndReason::unreachable, peer, "cannot connect", error.message());
}

StreamEnd end_of_handshake(std::string_view peer, const asio::error_code& error, SSL* ssl,
                           std::string_view server_name) {
    const long verdict = SSL_get_verify_result(ssl);
    if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH)
        return make(EndReason::host_name_mismatch, peer, "the certificate is not for", server_name);
    if (verdict != X509_V_OK)
        return make(EndReason::certificate_refused, peer, "the certificate is not trusted",
                    X509_verify_cert_error_string(verdict));
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated)
        return make(EndReason::tls_failed, peer, "TLS handshake failed", "closed by the peer");
    return make(EndReason::tls_failed, peer, "TLS handshake failed", error.message());
}

StreamEnd end_of_established(std::string_view peer, const asio::error_code& error) {
    // An end of stream without close_notify is the habit of many servers; frames are checked by their own
    // length and sum, so that nothing can be cut off unseen.
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
        StreamEnd end = make(EndReason::closed_by_peer, peer, "closed by the peer", "");
        end.peer_closed = true;
        return end;
    }
    return make(EndReason::reset, peer, "the connection broke", error.message());
}

} // namespace fixguard::transport

// Turns the errors of sockets and of TLS into the end of a stream.
#pragma once

#include "transport/stream_end.hpp"

#include <asio/error_code.hpp>

#include <openssl/ssl.h>

#include <string>
#include <string_view>

namespace fixguard::transport {

// `peer`: "host:port", the beginning of each text.
StreamEnd end_of_resolve(std::string_view peer, const asio::error_code& error);
StreamEnd end_of_connect(std::string_view peer, const asio::error_code& error);
// `ssl` has the verdict on the certificate; `server_name` is what it was checked for.
StreamEnd end_of_handshake(std::string_view peer, const asio::error_code& error, SSL* ssl,
                           std::string_view server_name);
StreamEnd end_of_established(std::string_view peer, const asio::error_code& error);

} // namespace fixguard::transport

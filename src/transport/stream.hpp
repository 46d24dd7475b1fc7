// One connection to the exchange: whole FIX frames in, bytes out, over TLS with SNI and host-name check.
#pragma once

#include "model/time.hpp"
#include "transport/outbound_filter.hpp"
#include "transport/stream_end.hpp"
#include "transport/tap.hpp"
#include "transport/tls_context.hpp"
#include "wire/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace asio {
class io_context;
}

namespace fixguard::transport {

struct StreamOptions {
    std::string host; // name or address
    std::uint16_t port = 0;
    std::string server_name;                // for SNI and the host-name check; empty: `host`
    std::shared_ptr<TlsContext> tls;        // nullptr: plain TCP, refused for every address but loopback
    milliseconds open_timeout{10'000};      // resolve, TCP and TLS together
    milliseconds close_timeout{500};        // for flushing and for the peer's close_notify
    milliseconds user_timeout{0};           // TCP_USER_TIMEOUT; 0: the system's
    std::size_t outbox_limit = 1024 * 1024; // bytes accepted by write() and not yet taken by the system
};

// Called on the loop's thread, in the order of the stream. Any call may call the stream.
class ClientStreamHandler {
public:
    virtual ~ClientStreamHandler() = default;
    virtual void on_open() = 0;
    // The views are good until the call returns.
    virtual void on_frame(const wire::Frame& frame) = 0;
    // What came is no message. Nothing is read any more and the stream closes by itself with
    // EndReason::framing_fault; what is written before this call returns is still sent.
    virtual void on_garbled(wire::FrameFault fault) = 0;
    // The last call, exactly once for each stream, also when it never opened. Never from within a call of the
    // stream.
    virtual void on_end(const StreamEnd& end) = 0;
};

// Used once. The stream keeps itself alive until on_end(); a handler that is gone by then is not called. It
// has to be let go before the loop is destroyed.
class ClientStream {
public:
    // Starts at once; the outcome comes as on_open() or on_end(). Call on the loop's thread or before it
    // runs. `tap` may be nullptr, else it outlives the stream's end.
    static std::shared_ptr<ClientStream> open(asio::io_context& loop, StreamOptions options,
                                              std::weak_ptr<ClientStreamHandler> handler, Tap* tap = nullptr);

    ClientStream(const ClientStream&) = delete;
    ClientStream& operator=(const ClientStream&) = delete;
    virtual ~ClientStream() = default;

    // From any thread. All of the bytes or none are accepted. `closed` before on_open() and after the end or
    // close(). `backlog_full` ends the stream: the peer would miss a MsgSeqNum(34) otherwise.
    virtual WriteResult write(std::string_view bytes) = 0;

    // From any thread. close(): sends what write() accepted, then close_notify and FIN, at most
    // close_timeout; nothing is read any more. abort(): at once. Either is harmless after the end. The end is
    // reported with EndReason::local, if no other came first.
    virtual void close() = 0;
    virtual void abort() = 0;

protected:
    ClientStream() = default;
};

} // namespace fixguard::transport

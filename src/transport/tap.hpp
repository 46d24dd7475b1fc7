// Observes the bytes of a stream as they pass.
#pragma once

#include <string_view>

namespace fixguard::transport {

// The bytes hold secrets: pass them through redact() before they are shown or kept. Calls must be short and
// must not call the stream; what one throws ends it. inbound() comes on the loop's thread; outbound() on the
// writing thread, one call at a time and in the order of the wire. Both may run at once.
class Tap {
public:
    virtual ~Tap() = default;
    // As read, whole messages or not.
    virtual void inbound(std::string_view bytes) = 0;
    // As write() takes them.
    virtual void outbound(std::string_view bytes) = 0;
};

} // namespace fixguard::transport

// A venue in a process of its own, whose memory and processor time can be read from outside.
#pragma once

#include "model/session_kind.hpp"
#include "venue/config.hpp"

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace fixguard::bench {

// Forks: make it while this process has one thread. Throws std::runtime_error where the venue does not start.
class VenueProcess {
public:
    explicit VenueProcess(const venue::Config& config);
    ~VenueProcess(); // ends it
    VenueProcess(const VenueProcess&) = delete;
    VenueProcess& operator=(const VenueProcess&) = delete;

    std::uint16_t port(SessionKind kind) const { return ports_[static_cast<std::size_t>(kind)]; }
    const std::string& ca_pem() const noexcept { return ca_pem_; }
    std::size_t resident_bytes() const;
    std::uint64_t processor_ns() const; // spent so far

private:
    pid_t child_ = -1;
    int lifeline_ = -1; // closed, also by our death: the child ends
    std::array<std::uint16_t, 3> ports_{};
    std::string ca_pem_;
};

} // namespace fixguard::bench

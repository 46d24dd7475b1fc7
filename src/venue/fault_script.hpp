// The list of faults, and which of them strikes when a message comes.
#pragma once

#include "venue/fault.hpp"

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

namespace fixguard::venue {

// Faults that strike at a message. Not thread-safe. Those that have struck as often as they should are
// dropped.
class FaultScript {
public:
    explicit FaultScript(const std::vector<Fault>& faults) : faults_(faults.begin(), faults.end()) {}

    void add(Fault fault) { faults_.push_back(std::move(fault)); }
    void clear() noexcept { faults_.clear(); }
    const std::deque<Fault>& waiting() const noexcept { return faults_; }

    // The fault that strikes this message; counts the message for all faults that fit and come before it.
    std::optional<Fault> strike(SessionKind session, std::string_view sender_comp_id,
                                std::string_view msg_type);

private:
    std::deque<Fault> faults_;
};

// Whether a fault is about this session.
inline bool fits(const Fault& fault, SessionKind session, std::string_view sender_comp_id) noexcept {
    return (!fault.session || *fault.session == session) &&
           (fault.sender_comp_id.empty() || fault.sender_comp_id == sender_comp_id);
}

} // namespace fixguard::venue

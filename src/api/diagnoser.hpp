// Diagnosis for those who run their sessions with an engine of their own.
#pragma once

#include "model/session_error.hpp"
#include "model/session_kind.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace fixguard::api {

// One connection: begin a new one after each logon, because sequence numbers start over. Not thread-safe.
class Diagnoser {
public:
    explicit Diagnoser(SessionKind kind);
    Diagnoser(Diagnoser&&) noexcept;
    Diagnoser& operator=(Diagnoser&&) noexcept;
    ~Diagnoser();

    // Each message as it went out, so that an error finds its request.
    void sent(std::string_view message) noexcept;

    // Each message as it came in. Nothing where it carries no error. Does not allocate.
    std::optional<SessionError> diagnose(std::string_view message) const noexcept;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace fixguard::api

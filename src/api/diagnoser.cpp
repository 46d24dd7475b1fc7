// A SentLog and the catalogue's policies around diagnosis::diagnose().
#include "api/diagnoser.hpp"

#include "catalog/policy_table.hpp"
#include "diagnosis/diagnose.hpp"

namespace fixguard::api {

struct Diagnoser::Parts {
    SessionKind kind;
    diagnosis::SentLog sent;
    catalog::PolicyTable policies;
};

Diagnoser::Diagnoser(SessionKind kind) : parts_(std::make_unique<Parts>()) {
    parts_->kind = kind;
}
Diagnoser::Diagnoser(Diagnoser&&) noexcept = default;
Diagnoser& Diagnoser::operator=(Diagnoser&&) noexcept = default;
Diagnoser::~Diagnoser() = default;

void Diagnoser::sent(std::string_view message) noexcept {
    parts_->sent.record(message);
}

std::optional<SessionError> Diagnoser::diagnose(std::string_view message) const noexcept {
    return diagnosis::diagnose(wire::MessageView(message), {parts_->kind, parts_->sent, parts_->policies});
}

} // namespace fixguard::api

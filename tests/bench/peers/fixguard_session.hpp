// Our side of an order session: a supervisor with everything on, and an observer that sends the next order.
#pragma once

#include "bench/peers/order_session.hpp"
#include "engine/signing_key.hpp"
#include "engine/supervisor.hpp"
#include "support/temp_dir.hpp"
#include "wire/message_writer.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace fixguard::bench {

// A file for its owner alone; its path.
std::string private_file(const test::TempDir& folder, std::string_view name, std::string_view content);
engine::SigningKey signing_key(const test::TempDir& folder); // of support/test_key.hpp

// A SentOrder as Supervisor::send() wants it; valid as long as the writer's next message is not begun.
std::string_view order_body(wire::MessageWriter& writer, std::string_view cl_ord_id);

// The settings of an order-entry session with the venue of open_venue(). Files lie in `folder`.
engine::SessionSettings session_settings(const test::TempDir& folder, std::uint16_t port,
                                         const std::string& ca_pem, bool tls, std::size_t account = 0);

// off: without what a user can switch off, which is preflight, the journal and the circuit breaker.
enum class Handler : std::uint8_t { on, off };

class FixguardSession final : public OrderSession, private engine::Observer {
public:
    // Logs on. Throws std::runtime_error. `message_limit`: other than the exchange's.
    FixguardSession(std::uint16_t port, const std::string& ca_pem, bool tls,
                    std::optional<WindowLimit> message_limit = {}, Handler handler = Handler::on);
    ~FixguardSession() override;

    engine::Supervisor& supervisor() { return *supervisor_; }

private:
    bool send(const SentOrder& order) override;
    void on_message(std::string_view session, wire::MessageView message) override;

    test::TempDir folder_;
    wire::MessageWriter writer_;
    std::unique_ptr<engine::Supervisor> supervisor_; // first to go: it calls back
};

} // namespace fixguard::bench

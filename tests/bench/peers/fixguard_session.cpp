// Settings, one logon, and the fields that a user reads of a report.
#include "bench/peers/fixguard_session.hpp"

#include "bench/peers/open_venue.hpp"
#include "support/test_key.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace fixguard::bench {

std::string private_file(const test::TempDir& folder, std::string_view name, std::string_view content) {
    std::string path = folder.file(name);
    std::ofstream(path) << content;
    ::chmod(path.c_str(), 0600);
    return path;
}

engine::SigningKey signing_key(const test::TempDir& folder) {
    auto key = engine::SigningKey::load(private_file(folder, "key.pem", test::ed25519_key));
    if (const auto* const error = std::get_if<std::string>(&key)) throw std::runtime_error(*error);
    return std::get<engine::SigningKey>(std::move(key));
}

std::string_view order_body(wire::MessageWriter& writer, std::string_view cl_ord_id) {
    return writer.begin("D")
        .add(tag::ClOrdID, cl_ord_id)
        .add(tag::OrderQty, SentOrder::quantity)
        .add(tag::OrdType, '2')
        .add(tag::Price, SentOrder::price)
        .add(tag::Side, '1')
        .add(tag::Symbol, SentOrder::symbol)
        .add(tag::TimeInForce, '3')
        .body();
}

engine::SessionSettings session_settings(const test::TempDir& folder, std::uint16_t port,
                                         const std::string& ca_pem, bool tls, std::size_t account) {
    engine::SessionSettings settings;
    settings.name = "oe";
    settings.endpoint = {"127.0.0.1", port};
    settings.tls = tls;
    if (tls) {
        settings.server_name = "localhost";
        settings.ca_file = private_file(folder, "ca.pem", ca_pem);
    }
    settings.names = {engine::NamePolicy::Kind::pattern, {"F???????"}};
    settings.key_file = private_file(folder, "key.pem", test::ed25519_key);
    settings.api_key_file = private_file(folder, api_key(account), api_key(account));
    settings.heart_bt_int = std::chrono::seconds(60);
    settings.message_handling = 1;
    settings.response_mode = 1;
    settings.attempt_limit = WindowLimit{1'000'000, milliseconds{30'000}};
    settings.journal_folder = folder.file("journal" + std::to_string(account));
    return settings;
}

FixguardSession::FixguardSession(std::uint16_t port, const std::string& ca_pem, bool tls,
                                 std::optional<WindowLimit> message_limit, Handler handler) {
    engine::SessionSettings settings = session_settings(folder_, port, ca_pem, tls);
    settings.message_limit = message_limit;
    if (handler == Handler::off) {
        settings.preflight = false;
        settings.journal_folder.clear();
        settings.circuit_threshold = 0;
    }
    auto created = engine::Supervisor::create({{settings}}, *this);
    if (const auto* const error = std::get_if<std::string>(&created)) throw std::runtime_error(*error);
    supervisor_ = std::get<std::unique_ptr<engine::Supervisor>>(std::move(created));
    supervisor_->start();
    if (!supervisor_->wait_for_all(Phase::up, milliseconds{30'000}))
        throw std::runtime_error("fixguard is not logged on");
}

FixguardSession::~FixguardSession() = default;

bool FixguardSession::send(const SentOrder& order) {
    return static_cast<bool>(supervisor_->send("oe", order_body(writer_, order.cl_ord_id)));
}

void FixguardSession::on_message(std::string_view, wire::MessageView message) {
    if (message.msg_type() != "8") return;
    const auto text = [&](tag::Tag tag) { return message.find(tag).value_or(std::string_view{}); };
    on_report({text(tag::ClOrdID), text(tag::ExecType), text(tag::OrderID), text(tag::OrderQty),
               text(tag::Symbol)});
}

} // namespace fixguard::bench

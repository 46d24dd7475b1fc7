// An order of each session in turn, then one more wherever one was answered.
#include "bench/peers/crowd.hpp"

#include "bench/peers/fixguard_session.hpp"
#include "wire/message_writer.hpp"

#include <stdexcept>

namespace fixguard::bench {

Crowd::Crowd(std::uint16_t port, std::size_t sessions) {
    engine::Settings settings;
    engine::SessionSettings session = session_settings(folder_, port, {}, false);
    session.message_limit.reset(); // its memory is part of a session's
    for (std::size_t i = 0; i < sessions; ++i) {
        session.name = "oe" + std::to_string(i);
        names_.push_back(session.name);
        settings.sessions.push_back(session);
    }
    auto created = engine::Supervisor::create(settings, *this);
    if (const auto* const error = std::get_if<std::string>(&created)) throw std::runtime_error(*error);
    supervisor_ = std::get<std::unique_ptr<engine::Supervisor>>(std::move(created));
    supervisor_->start();
    if (!supervisor_->wait_for_all(Phase::up, milliseconds{30'000}))
        throw std::runtime_error("not all of fixguard's sessions are logged on");
}

Crowd::~Crowd() = default;

void Crowd::run(std::size_t orders, std::size_t window) {
    std::unique_lock lock(mutex_);
    orders_ = orders;
    sent_ = ended_ = 0;
    while (sent_ < window)
        send(names_[sent_ % names_.size()]);
    constexpr std::chrono::seconds patience{60};
    if (!over_.wait_for(lock, patience, [this] { return ended_ == orders_ || refused_; }) || refused_)
        throw std::runtime_error("a crowd's order was not taken or not answered");
}

void Crowd::send(std::string_view session) {
    wire::MessageWriter writer;
    writer.begin("D")
        .add(tag::ClOrdID, "o-" + std::to_string(++sent_))
        .add(tag::OrderQty, SentOrder::quantity)
        .add(tag::OrdType, '2')
        .add(tag::Price, SentOrder::price)
        .add(tag::Side, '1')
        .add(tag::Symbol, SentOrder::symbol)
        .add(tag::TimeInForce, '3');
    if (supervisor_->send(session, writer.body())) return;
    refused_ = true;
    over_.notify_one();
}

void Crowd::on_message(std::string_view session, wire::MessageView message) {
    if (message.msg_type() != "8") return;
    const std::lock_guard lock(mutex_);
    if (message.find(tag::ExecType) == "0") {
        if (sent_ < orders_) send(session);
    } else if (++ended_ == orders_) {
        over_.notify_one();
    }
}

} // namespace fixguard::bench

// An order of each session in turn, then one more wherever one was answered.
#include "bench/peers/crowd.hpp"

#include "bench/peers/fixguard_session.hpp"
#include "wire/message_writer.hpp"

#include <stdexcept>

namespace fixguard::bench {
namespace {

constexpr std::size_t of_an_account = 10;

} // namespace

Crowd::Crowd(std::uint16_t port, std::size_t sessions) {
    for (std::size_t account = 0; names_.size() < sessions; ++account) {
        engine::Settings settings;
        engine::SessionSettings session = session_settings(folder_, port, {}, false, account);
        session.response_mode = 2; // each hears of its own orders alone
        for (std::size_t i = 0; i < of_an_account && names_.size() < sessions; ++i) {
            session.name = std::to_string(names_.size());
            names_.push_back(session.name);
            settings.sessions.push_back(session);
        }
        auto created = engine::Supervisor::create(settings, *this);
        if (const auto* const error = std::get_if<std::string>(&created)) throw std::runtime_error(*error);
        supervisors_.push_back(std::get<std::unique_ptr<engine::Supervisor>>(std::move(created)));
        supervisors_.back()->start();
    }
    for (const auto& supervisor : supervisors_)
        if (!supervisor->wait_for_all(Phase::up, milliseconds{30'000}))
            throw std::runtime_error("not all of fixguard's sessions are logged on");
}

Crowd::~Crowd() = default;

void Crowd::run(std::size_t orders, std::size_t window) {
    std::unique_lock lock(mutex_);
    orders_ = orders;
    sent_ = ended_ = 0;
    while (sent_ < window)
        send(sent_ % names_.size());
    constexpr std::chrono::seconds patience{60};
    if (!over_.wait_for(lock, patience, [this] { return ended_ == orders_ || refused_; }) || refused_)
        throw std::runtime_error(std::to_string(names_.size()) + " sessions: of " + std::to_string(orders_) +
                                 " orders " + std::to_string(sent_) + " were sent and " +
                                 std::to_string(ended_) + " answered");
}

void Crowd::send(std::size_t session) {
    wire::MessageWriter writer;
    const std::string_view body = order_body(writer, "o-" + std::to_string(++sent_));
    if (supervisors_[session / of_an_account]->send(names_[session], body)) return;
    refused_ = true;
    over_.notify_one();
}

void Crowd::on_message(std::string_view session, wire::MessageView message) {
    if (message.msg_type() != "8") return;
    const std::lock_guard lock(mutex_);
    if (message.find(tag::ExecType) == "0") {
        if (sent_ < orders_) send(std::stoul(std::string(session)));
    } else if (++ended_ == orders_) {
        over_.notify_one();
    }
}

} // namespace fixguard::bench

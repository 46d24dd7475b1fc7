// A client that trades until it is told to stop, and writes down what it did and what it was told, line by
// line.
#include "engine/supervisor.hpp"
#include "wire/message_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace fixguard;

// A line is in the file when write() returns: a killed process forgets none of them.
class Ledger {
public:
    explicit Ledger(const char* path)
        : descriptor_(::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0) std::abort();
    }
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;
    ~Ledger() { ::close(descriptor_); }

    void note(const std::string& line) const {
        const std::string whole = line + "\n";
        if (::write(descriptor_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size()))
            std::abort();
    }

private:
    int descriptor_;
};

class Bookkeeper : public engine::Observer {
public:
    explicit Bookkeeper(const Ledger& ledger) : ledger_(ledger) {}

    void on_state(const engine::SessionState& state) override {
        ledger_.note("state " + std::string(state.session) + " " + std::string(name(state.phase)));
    }
    void on_fate(std::string_view, const RequestRef& request, RequestFate fate) override {
        ledger_.note("fate " + std::string(request.id.view()) + " " + std::string(name(fate)));
    }
    void on_message(std::string_view session, wire::MessageView message) override {
        if (message.msg_type() != "8" || message.find(150) != "F") return;
        ledger_.note("fill " + std::string(message.find(tag::ClOrdID).value_or("?")) + " " +
                     std::string(message.find(tag::ExecID).value_or("?")) + " " + std::string(session));
    }
    void on_error(std::string_view session, const SessionError& error, const Plan&) override {
        ledger_.note("error " + std::string(session) + " " + std::string(name(error.carrier)) + " " +
                     std::to_string(error.code.value) + " " + std::string(error.text.view()));
    }

private:
    const Ledger& ledger_;
};

// Sells and buys at one price, so that every second order fills.
std::string order(const std::string& id, long number) {
    return "35=D|11=" + id + "|55=BTCUSDT|54=" + (number % 2 == 0 ? "2" : "1") +
           "|40=2|38=0.001|44=60000|59=1|";
}

// Whether it is time to stop; takes 20 ms where it is not.
bool told_to_stop(const sigset_t& stop) {
    const timespec pause{0, 20'000'000};
    return sigtimedwait(&stop, nullptr, &pause) > 0;
}

void trade(engine::Supervisor& sessions, const Ledger& ledger, const std::string& prefix,
           const sigset_t& stop) {
    const std::string desk = sessions.session_names().front();
    for (long number = 0; !told_to_stop(stop);) {
        if (prefix == "-" || sessions.status(desk).phase != Phase::up) continue;
        const std::string id = prefix + "-" + std::to_string(number);
        ledger.note("sending " + id);
        const engine::SendResult result = sessions.send(desk, wire::from_readable(order(id, number++)));
        ledger.note((result ? "sent " : "refused ") + id);
    }
    // What is under way gets its answer.
    for (int i = 0; i < 500 && sessions.status(desk).in_flight > 0; ++i)
        told_to_stop(stop);
    for (const RequestRef& request : sessions.unknown_requests(desk))
        ledger.note("unknown " + std::string(request.id.view()));
}

} // namespace

// CONFIG LEDGER PREFIX: the settings of an order-entry session and others; the file to append to; what the
// ids of this life begin with, '-': it sends none. SIGTERM ends it with exit code 0.
int main(int argc, char** argv) {
    if (argc != 4) return 2;
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);

    const Ledger ledger(argv[2]);
    Bookkeeper bookkeeper(ledger);
    const auto settings = engine::load_settings(argv[1]);
    if (const auto* const error = std::get_if<std::string>(&settings)) {
        std::fprintf(stderr, "%s\n", error->c_str());
        return 2;
    }
    auto created = engine::Supervisor::create(std::get<engine::Settings>(settings), bookkeeper);
    if (const auto* const error = std::get_if<std::string>(&created)) {
        std::fprintf(stderr, "%s\n", error->c_str());
        return 2;
    }
    auto& sessions = std::get<std::unique_ptr<engine::Supervisor>>(created);
    sessions->start();
    trade(*sessions, ledger, argv[3], stop);
    sessions.reset();
    ledger.note("end");
    return 0;
}

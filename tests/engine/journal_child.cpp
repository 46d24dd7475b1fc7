// A program that trades until it is killed: journal_process_test.cpp looks at what its next life knows.
#include "engine/supervisor.hpp"
#include "rules/session_table.hpp"
#include "wire/message_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

using namespace fixguard;

// Appends each fate to a file within the callback, as a user would who must not forget one.
class Notebook : public engine::Observer {
public:
    explicit Notebook(const char* path)
        : descriptor_(::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {}
    Notebook(const Notebook&) = delete;
    Notebook& operator=(const Notebook&) = delete;
    ~Notebook() override { ::close(descriptor_); }

    void on_fate(std::string_view, const RequestRef& request, RequestFate fate) override {
        const std::string line =
            std::string(request.id.view()) + " " + std::string(fixguard::name(fate)) + "\n";
        if (::write(descriptor_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
    }

private:
    int descriptor_;
};

} // namespace

// PORT CA KEY FOLDER NOTEBOOK FIRST: sends orders with the ids FIRST, FIRST+1, ... until it is killed.
// FIRST=0: only hears what the lives before it have left, and ends.
int main(int argc, char** argv) {
    if (argc != 7) return 2;
    ::setenv("FIXGUARD_TEST_API_KEY", "the-api-key", 1);
    engine::SessionSettings session;
    session.name = "oe";
    session.endpoint = {"127.0.0.1", static_cast<std::uint16_t>(std::atoi(argv[1]))};
    session.server_name = "localhost";
    session.ca_file = argv[2];
    session.key_file = argv[3];
    session.journal_folder = argv[4];
    session.names = {engine::NamePolicy::Kind::pattern, {"T???????"}};
    session.api_key_env = "FIXGUARD_TEST_API_KEY";
    session.attempt_limit = rules::WindowLimit{10'000, milliseconds{1'000}};

    Notebook notebook(argv[5]);
    auto created = engine::Supervisor::create({{session}}, notebook);
    if (std::holds_alternative<std::string>(created)) return 3;
    engine::Supervisor& supervisor = *std::get<std::unique_ptr<engine::Supervisor>>(created);
    supervisor.start();
    const long first = std::atol(argv[6]);
    if (first == 0) return 0;
    supervisor.wait_for("oe", Phase::up, milliseconds{60'000});
    // What earlier lives left behind is looked up elsewhere and settled, or the journal would fill.
    for (const RequestRef& left : supervisor.unknown_requests("oe"))
        supervisor.settle("oe", left.id, RequestFate::rejected);
    for (long id = first;; ++id)
        supervisor.send("oe",
                        wire::from_readable("35=D|11=" + std::to_string(id) + "|38=1|40=1|54=1|55=BTCUSDT|"));
}

// The file of an account's ledger: any bytes in it, or a sound one with some bytes spoilt.
#include "fuzz/target.hpp"

#include "journal/account_ledger.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <iterator>

namespace fixguard::fuzz {
namespace {

using journal::AccountLedger;

constexpr SteadyTime now{std::chrono::hours{1}};
constexpr AccountLedger::Limits limits{2, milliseconds{1000}, 3};

// Every call on whatever the file holds. Wrong answers are possible, since anything may stand there; what
// is asked for is an answer.
void use(AccountLedger& ledger) {
    using Refusal = AccountLedger::Refusal;
    constexpr SessionKind kind = SessionKind::order_entry;
    const auto claim = [&ledger] { return ledger.claim(kind, "OE1", limits, milliseconds{5000}, now); };
    require(ledger.attempt_free_at(kind, limits, now) >= now, "a wait is not over before it begins");
    if (claim().refusal == Refusal::none) require(claim().refusal != Refusal::none, "a name is taken once");
    ledger.hold_name(kind, "OE1", now);
    if (ledger.set_halt("oe", "tell me why")) {
        require(ledger.halt_of("oe") == "tell me why", "a halt is kept with its reason");
        require(!ledger.clear_halt("oe") || !ledger.halt_of("oe"), "a halt that is cleared is gone");
    }
}

std::string sound_file(const std::string& path) {
    {
        auto opened = AccountLedger::open(path, now);
        use(std::get<AccountLedger>(opened));
    }
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// "F" and a file; or three bytes each of place and value, put into a sound file.
const Register target("account_ledger", [](std::string_view input) {
    static const test::TempDir folder;
    static const std::string sound = sound_file(folder.file("sound.db"));
    const std::string path = folder.file("ledger.db");
    std::string bytes = sound;
    if (input.starts_with('F')) {
        bytes = input.substr(1);
    } else {
        for (; input.size() >= 3; input.remove_prefix(3)) {
            const std::size_t place = static_cast<unsigned char>(input[0]) * std::size_t{256} +
                                      static_cast<unsigned char>(input[1]);
            bytes[place % bytes.size()] = input[2];
        }
    }
    for (const char* const beside : {"-wal", "-shm", "-journal"})
        std::filesystem::remove(path + beside);
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    auto opened = AccountLedger::open(path, now);
    if (const auto* const error = std::get_if<std::string>(&opened)) return require_one_line(*error, path);
    use(std::get<AccountLedger>(opened));
});

} // namespace
} // namespace fixguard::fuzz

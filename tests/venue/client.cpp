// The test client: framing by wire::frame_body(), signatures by OpenSSL.
#include "venue/client.hpp"

#include "rules/structure.hpp"
#include "venue/quickfix_check.hpp"
#include "wire/message_writer.hpp"
#include "wire/utc_timestamp.hpp"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>

namespace fixguard::venue::test {

SigningKey::SigningKey(unsigned char seed) {
    std::array<unsigned char, 32> raw{};
    raw.fill(seed);
    key_ = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size());
}

SigningKey::~SigningKey() {
    EVP_PKEY_free(static_cast<EVP_PKEY*>(key_));
}

std::string SigningKey::public_pem() const {
    BIO* const memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(memory, static_cast<EVP_PKEY*>(key_));
    char* text = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(memory, &text));
    std::string pem(text, size);
    BIO_free(memory);
    return pem;
}

std::string SigningKey::sign(std::string_view text) const {
    std::array<unsigned char, 64> signature{};
    std::size_t size = signature.size();
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, nullptr, nullptr, static_cast<EVP_PKEY*>(key_));
    EVP_DigestSign(context, signature.data(), &size, reinterpret_cast<const unsigned char*>(text.data()),
                   text.size());
    EVP_MD_CTX_free(context);
    std::array<unsigned char, 96> base64{};
    const int length = EVP_EncodeBlock(base64.data(), signature.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

const SigningKey& demo_key() {
    static const SigningKey key(7);
    return key;
}

Config demo_config() {
    Config config;
    Account account;
    account.name = "demo";
    account.keys = {{"DEMO", demo_key().public_pem(), Permission::fix_api},
                    {"READONLY", demo_key().public_pem(), Permission::fix_api_read_only},
                    {"NOFIX", demo_key().public_pem(), Permission::none}};
    config.accounts = {account};
    config.symbols = sample_symbols();
    return config;
}

std::string Clock::utc() const {
    return std::string(wire::format_utc_timestamp(now_.utc).view());
}

void World::advance(microseconds time) {
    const SteadyTime end = clock.now().steady + time;
    while (exchange.next_timer() <= end) {
        clock.advance(std::max(exchange.next_timer() - clock.now().steady, microseconds{0}));
        exchange.on_timer(clock.now());
    }
    clock.advance(end - clock.now().steady);
}

Client::Client(World& world, SessionKind kind, std::string client_name, std::string ip)
    : name(std::move(client_name)), world_(world), kind_(kind),
      id_(world.exchange.connect(kind, std::move(ip), world.clock.now()).id()) {}

Session* Client::session() const {
    return world_.exchange.find(id_);
}

std::string Client::header() const {
    return "34=" + std::to_string(next_seq_num) + "|49=" + name + "|52=" + world_.clock.utc() +
           "|56=" + target + "|";
}

std::string Client::logon_body(std::string_view more) const {
    const std::string text = "A\x01" + name + "\x01" + target + "\x01" + std::to_string(next_seq_num) +
                             "\x01" + world_.clock.utc();
    const std::string signature = key->sign(text);
    const std::string drop_copy = kind_ == SessionKind::drop_copy ? "9406=Y|" : "";
    return "35=A|" + header() + "98=0|108=30|95=" + std::to_string(signature.size()) + "|96=" + signature +
           "|141=Y|553=" + api_key + "|25035=1|" + drop_copy + std::string(more);
}

void Client::log_on(std::string_view more) {
    sends_body(logon_body(more));
    const std::string answer = gets_one();
    ASSERT_EQ(field(answer, 35), "A") << answer;
}

void Client::sends(std::string_view msg_type, std::string_view fields) {
    sends_body("35=" + std::string(msg_type) + "|" + header() + std::string(fields));
}

void Client::sends_body(std::string_view body) {
    std::string text(body);
    if (const std::size_t at = text.find("{now}"); at != std::string::npos)
        text.replace(at, 5, world_.clock.utc());
    ++next_seq_num;
    if (Session* const s = session())
        s->on_bytes(wire::frame_body(wire::from_readable(text)), world_.clock.now());
}

void Client::sends_bytes(std::string_view readable) {
    if (Session* const s = session()) s->on_bytes(wire::from_readable(readable), world_.clock.now());
}

void Client::drops_connection() {
    world_.exchange.disconnected(id_, world_.clock.now());
}

// What the venue says has to be sound by our tables and by QuickFIX's reading of the same dictionary.
void expect_sound(SessionKind kind, std::string_view bytes) {
    const std::string file =
        std::string(FIXGUARD_SOURCE_DIR "/fix/binance-") + std::string(short_name(kind)) + ".xml";
    const rules::SessionTable& table = rules::SessionTable::built_in();
    wire::FrameReader reader(wire::OnFault::stop);
    while (!bytes.empty()) {
        const wire::FrameResult result = reader.next(bytes);
        const std::string message(bytes.substr(0, result.consumed));
        ASSERT_EQ(result.status, wire::FrameResult::Status::complete) << wire::to_readable(bytes);
        const auto fault =
            rules::first_structure_violation(result.frame, {*dictionary::built_in(kind), table});
        EXPECT_FALSE(fault) << (fault ? fault->code.value : 0) << " tag "
                            << (fault ? fault->ref_tag_id.value_or(0) : 0) << " in "
                            << wire::to_readable(message);
        EXPECT_EQ(quickfix_complaint(file, message), "") << wire::to_readable(message);
        bytes.remove_prefix(result.consumed);
    }
}

std::string Client::gets_raw() {
    if (!session()) return {};
    const std::string bytes = session()->take_output();
    if (checks_form) expect_sound(kind_, bytes);
    return wire::to_readable(bytes);
}

std::vector<std::string> Client::gets() {
    std::vector<std::string> messages = messages_of(gets_raw());
    for (std::string& message : messages)
        message = without_frame(message);
    return messages;
}

std::string Client::gets_one() {
    const std::vector<std::string> messages = gets();
    EXPECT_EQ(messages.size(), 1u) << testing::PrintToString(messages);
    return messages.empty() ? std::string{} : messages.front();
}

std::string Client::seen_text() {
    return field(gets_one(), 58);
}

bool Client::is_closed() const {
    return !session() || session()->close_wanted();
}
bool Client::is_up() const {
    return session() && session()->up();
}

std::string field(std::string_view readable, int tag) {
    const std::string text = "|" + std::string(readable);
    const std::string wanted = "|" + std::to_string(tag) + "=";
    const std::size_t at = text.find(wanted);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + wanted.size();
    return text.substr(begin, text.find('|', begin) - begin);
}

std::string without_frame(std::string_view readable) {
    std::string kept;
    while (!readable.empty()) {
        const std::size_t end = std::min(readable.find('|'), readable.size() - 1) + 1;
        const std::string_view one = readable.substr(0, end);
        const bool frame = one.starts_with("8=") || one.starts_with("9=") || one.starts_with("52=") ||
                           one.starts_with("10=");
        if (!frame) kept += one;
        readable.remove_prefix(end);
    }
    return kept;
}

std::vector<std::string> messages_of(std::string_view bytes) {
    std::vector<std::string> messages;
    while (!bytes.empty()) {
        const std::size_t trailer = bytes.find("|10=");
        const std::size_t end = trailer == std::string_view::npos ? bytes.size() : trailer + 8;
        messages.emplace_back(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end, bytes.size()));
    }
    return messages;
}

} // namespace fixguard::venue::test

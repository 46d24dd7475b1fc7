// `fixguard run` shows no secret anywhere, and writes nothing outside the folder that it is given.
#include "cli/venue_run.hpp"

#include "engine/signing_key.hpp"
#include "support/sanitizer.hpp"

#include <cctype>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <regex>
#include <sstream>

namespace fixguard::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// 64 bytes in Base64, wherever they may come from.
bool has_signature(const std::string& text) {
    std::size_t letters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        const bool base64 =
            std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '+' || letter == '/';
        if (letters == 86 && text.compare(i, 2, "==") == 0) return true;
        letters = base64 ? letters + 1 : 0;
    }
    return false;
}

class Privacy : public Run {
protected:
    // Every secret that stands in a text, by its name.
    std::vector<std::string> secrets_in(const std::string& text) const {
        std::vector<std::string> found;
        if (text.find("SECRET-API-KEY") != std::string::npos) found.emplace_back("API key");
        std::istringstream key(files.keys().private_pem);
        for (std::string line; std::getline(key, line);)
            if (line.rfind("-----", 0) != 0 && !line.empty() && text.find(line) != std::string::npos)
                found.emplace_back("key file");
        if (has_signature(text)) found.emplace_back("signature");
        return found;
    }
    // The text of a page, with its parcels unpacked.
    static std::string page_text(const std::string& path) {
        return test::run({"python3", "-c",
                          "import base64, re, sys, zlib\n"
                          "page = open(sys.argv[1]).read()\n"
                          "blocks = re.findall('<script[^>]*>(.*?)</script>', page, re.S)\n"
                          "print(re.sub('<script.*?</script>', '', page, flags=re.S))\n"
                          "for block in blocks:\n"
                          "    for line in block.split():\n"
                          "        try: print(zlib.decompress(base64.b64decode(line)).decode())\n"
                          "        except Exception: print(line)",
                          path})
            .out;
    }
    std::string journal() const { return files.path("journal"); }
};

TEST_F(Privacy, a_secret_would_be_found) {
    const auto key = engine::SigningKey::load(files.path("key.pem"));
    const std::string signature =
        std::get<engine::SigningKey>(key).sign({"A", "B", "1", "20260101-00:00:00"});
    EXPECT_THAT(
        secrets_in("35=A|96=" + signature + "|553=SECRET-API-KEY|\n" + content(files.path("key.pem"))),
        SizeIs(3));
}

// Everything a run can be asked to write: two sessions logged on, an order, an error, a refused message, a
// page, numbers, a journal.
TEST_F(Privacy, no_secret_stands_in_any_output) {
    files.set("FixguardJournalFolder", journal());
    files.set("FixguardSenderCompIDs", "TEST??"); // one name would be waited for
    const std::string orders = files.write("orders.jsonl", R"(
{"id":"A","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"100"}
{"action":"cancel","id":"B","symbol":"BTCUSDT","order":"nobody"}
{"action":"raw","body":"35=D|11=C|38=1|40=2|54=1|55=BTCUSDT|59=1|"})");
    std::string all;
    for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{
             {"--messages"}, {"--json", "--messages"}, {"--orders", orders, "--messages"}}) {
        std::vector<std::string> arguments = more;
        arguments.insert(arguments.end(), {"--html", files.path("page.html")});
        Child child(command(arguments));
        if (more[0] != "--orders") {
            ASSERT_TRUE(child.wait_for(more[0] == "--json" ? "\"phase\":\"up\"" : "oe: up"));
            server->announce_maintenance(milliseconds{0});
            ASSERT_TRUE(child.wait_for("News<B>"));
            child.signal(SIGTERM);
        }
        const Outcome outcome = child.wait();
        EXPECT_THAT(outcome.out, HasSubstr("TEST"));
        all += outcome.out + outcome.err + page_text(files.path("page.html"));
    }
    int journals = 0;
    for (const auto& entry : std::filesystem::directory_iterator(journal())) {
        all += content(entry.path());
        ++journals;
    }
    EXPECT_GE(journals, 2) << "the requests and the account";
    EXPECT_THAT(all, HasSubstr("timeline"));
    EXPECT_THAT(secrets_in(all), IsEmpty());
}

// A wrong key, and secrets where they do not belong.
TEST_F(Privacy, no_secret_stands_in_a_complaint) {
    const std::string pem = files.keys().private_pem;
    const std::string body = pem.substr(pem.find('\n') + 1, 40);
    const auto complaint = [&](const std::string& key, const std::string& value) {
        const std::string config = files.config(key + "=" + value + "\n");
        const Outcome outcome = run_fixguard({"run", "--config", config});
        EXPECT_EQ(outcome.exit_code, 2) << key << "=" << value;
        EXPECT_THAT(outcome.err, Not(IsEmpty()));
        return outcome.out + outcome.err;
    };
    std::string all = complaint("ApiKey", "SECRET-API-KEY") + complaint("Password", body) +
                      complaint("FixguardApiKeyEnv", "SECRET-API-KEY");
    files.write("api-key", "SECRET-API-KEY and more\n");
    all += run_fixguard({"run", "--config", files.config()}).err;
    files.write("api-key", "SECRET-API-KEY\n");
    files.write("key.pem", body);
    all += run_fixguard({"run", "--config", files.config()}).err;
    EXPECT_THAT(all, HasSubstr("key.pem"));
    EXPECT_THAT(all, Not(HasSubstr(body)));
    EXPECT_THAT(secrets_in(all), IsEmpty());
}

// What the system prints, and what would stand in a report of the crash beside the memory itself.
TEST_F(Privacy, no_secret_stands_in_the_words_of_a_crash) {
    Child child(command());
    ASSERT_TRUE(child.wait_for("oe: up"));
    child.signal(SIGABRT);
    const Outcome outcome = child.wait();
    EXPECT_EQ(outcome.exit_code, 128 + SIGABRT);
    EXPECT_THAT(secrets_in(outcome.out + outcome.err), IsEmpty());
}

TEST_F(Privacy, a_key_that_is_refused_is_not_shown) {
    files.write("api-key", "SECRET-API-KEY-OF-NOBODY\n");
    const Outcome outcome = test::run(command({"--json", "--messages"}));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("-2015"));
    EXPECT_THAT(secrets_in(outcome.out + outcome.err), IsEmpty());
}

// The calls that change a file, by strace: path -> call.
std::vector<std::string> written_outside(const std::string& trace, const std::string& folder) {
    static const std::regex change(
        R"re(\b(?:open|openat|openat2|creat|mkdir|mkdirat|rename|renameat|renameat2|unlink|unlinkat|link|linkat|symlink|symlinkat|truncate|mknod|mknodat|chmod|fchmodat|chown|lchown|fchownat|utimensat|setxattr)\((.*)\) = (-?\d+))re");
    std::vector<std::string> outside;
    std::istringstream lines(trace);
    for (std::string line; std::getline(lines, line);) {
        std::smatch call;
        if (!std::regex_search(line, call, change)) continue;
        const std::string arguments = call[1];
        const bool opens = line.find("open") != std::string::npos;
        const bool writes = arguments.find("O_WRONLY") != std::string::npos ||
                            arguments.find("O_RDWR") != std::string::npos ||
                            arguments.find("O_CREAT") != std::string::npos;
        if (opens && !writes) continue;
        for (std::size_t quote = arguments.find('"'); quote != std::string::npos;) {
            const std::size_t end = arguments.find('"', quote + 1);
            const std::string path = arguments.substr(quote + 1, end - quote - 1);
            if (path.rfind(folder, 0) != 0 && path != "/dev/null" && path != "/dev/tty")
                outside.push_back(line);
            quote = end == std::string::npos ? end : arguments.find('"', end + 1);
        }
    }
    return outside;
}

TEST_F(Privacy, a_file_outside_would_be_seen) {
    const std::string trace = R"(7 openat(AT_FDCWD, "/tmp/own/a", O_RDWR|O_CREAT, 0600) = 3
7 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 4
7 openat(AT_FDCWD, "/tmp/b", O_WRONLY|O_CREAT, 0666) = 5
7 rename("/tmp/own/a", "/tmp/c") = 0
7 unlink("d") = -1 ENOENT)";
    EXPECT_THAT(written_outside(trace, "/tmp/own"), SizeIs(3));
}

TEST_F(Privacy, nothing_is_written_outside_the_configured_folder) {
    if (test::sanitizer == "thread") GTEST_SKIP() << "it writes a file of its own";
    if (test::run({"/bin/sh", "-c", "strace -o /dev/null true"}).exit_code != 0)
        GTEST_SKIP() << "strace is not installed, or nobody may trace here";
    files.set("FixguardJournalFolder", journal());
    const std::string config = files.config();
    const std::string orders = files.write(
        "orders.jsonl",
        R"({"id":"A","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.5","price":"100"})");
    const TempDir elsewhere;
    ChildOptions options;
    options.folder = elsewhere.file("");
    // Looking for leaks is tracing too, and only one may trace.
    options.environment = {
        {"HOME", elsewhere.file("")}, {"TMPDIR", elsewhere.file("")}, {"ASAN_OPTIONS", "detect_leaks=0"}};
    const TempDir traces;
    std::vector<std::string> traced{
        "strace", "-D", "-f", "-s", "4096", "-e", "trace=%file,ftruncate", "-o", traces.file("trace")};
    for (const std::string& word : fixguard({"run", "--config", config, "--orders", orders}))
        traced.push_back(word);
    const Outcome outcome = test::run(traced, options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    const std::string trace = content(traces.file("trace"));
    EXPECT_THAT(trace, HasSubstr(journal() + "/oe.requests"));
    EXPECT_THAT(written_outside(trace, journal()), IsEmpty());
    EXPECT_TRUE(std::filesystem::is_empty(elsewhere.file("")));
}

} // namespace
} // namespace fixguard::test

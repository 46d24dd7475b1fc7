// Runs every `sh` block of README.md in a copy of the tree's face, with the built program in PATH.
#include "catalog/catalog.hpp"
#include "cli/child.hpp"
#include "support/temp_dir.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>

namespace fixguard::test {
namespace {

namespace fs = std::filesystem;

struct Block {
    std::size_t line = 0; // of its first line, from 1
    std::string text;

    friend void PrintTo(const Block& block, std::ostream* out) { *out << "README.md:" << block.line; }
};

// The fenced blocks with that tag, such as ```sh.
std::vector<Block> blocks_of(std::istream& markdown, const std::string& tag) {
    std::vector<Block> blocks;
    std::string line;
    bool inside = false;
    for (std::size_t number = 1; std::getline(markdown, line); ++number) {
        if (!inside && line == "```" + tag) {
            inside = true;
            blocks.push_back({number + 1, {}});
        } else if (inside && line == "```") {
            inside = false;
        } else if (inside) {
            blocks.back().text += line + "\n";
        }
    }
    return blocks;
}

// ./run would install and build, and start this very test: the program that it starts is called instead, and
// what has no counterpart is only asked whether it exists.
std::string without_build(const std::string& script) {
    std::istringstream lines(script);
    std::string changed;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("./run demo"))
            line.replace(0, 10, "fixguard demo");
        else if (line.starts_with("./run "))
            line = "./run help | grep -q '^  " + line.substr(6, line.find(' ', 6) - 6) + " '";
        changed += line + "\n";
    }
    return changed;
}

std::string read(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

// Ports that are free now, in place of those of the local venue: another one may run on this machine. They
// are replaced in `script` too.
void use_free_ports(const fs::path& config, std::string& script) {
    asio::io_context io;
    std::vector<asio::ip::tcp::acceptor> held; // all at once, so that they differ
    for (const std::string port : {"9100", "9110", "9120"}) {
        held.emplace_back(io, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        const std::string free = std::to_string(held.back().local_endpoint().port());
        for (const char* const name : {"venue.toml", "local.cfg"}) {
            std::string text = read(config / name);
            const std::size_t at = text.find(port);
            if (at == std::string::npos) throw std::runtime_error(std::string(name) + " has no port " + port);
            std::ofstream(config / name) << text.replace(at, port.size(), free);
        }
        replace_all(script, ":" + port, ":" + free);
    }
}

// config/ as a copy, because a user's keys go there; all else is only read.
void furnish(const fs::path& folder, std::string& script) {
    for (const auto& entry : fs::directory_iterator(FIXGUARD_SOURCE_DIR)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(".") || name == "build" || name == "install") continue;
        if (name == "config")
            fs::copy(entry.path(), folder / name, fs::copy_options::recursive);
        else
            fs::create_symlink(entry.path(), folder / name);
    }
    use_free_ports(folder / "config", script);
}

Outcome run_block(const Block& block) {
    const TempDir folder;
    std::string script = without_build(block.text);
    furnish(folder.path(), script);
    const std::string programs = fs::path(FIXGUARD_PROGRAM).parent_path().string();
    return run({"sh", "-eu", "-c", script}, {.environment = {{"PATH", programs + ":" + std::getenv("PATH")}},
                                             .folder = folder.path().string()});
}

std::vector<Block> readme_blocks(const std::string& tag) {
    std::ifstream readme(std::string(FIXGUARD_SOURCE_DIR) + "/README.md");
    return blocks_of(readme, tag);
}

class ShellBlock : public testing::TestWithParam<Block> {};

TEST_P(ShellBlock, runs) {
    const Outcome outcome = run_block(GetParam());
    EXPECT_EQ(outcome.exit_code, 0) << "README.md:" << GetParam().line << ":\n"
                                    << GetParam().text << outcome.out << outcome.err;
}

INSTANTIATE_TEST_SUITE_P(Readme, ShellBlock, testing::ValuesIn(readme_blocks("sh")),
                         [](const auto& block) { return "line" + std::to_string(block.param.line); });

TEST(Readme, has_commands_and_code) {
    EXPECT_FALSE(readme_blocks("sh").empty());
    EXPECT_FALSE(readme_blocks("cpp").empty());
    EXPECT_EQ(readme_blocks("cpp").size(), FIXGUARD_README_CPP_BLOCKS) << "not every cpp block was compiled";
}

// The program that shows how to embed the library places its order at the venue.
TEST(Readme, its_program_runs) {
    const Outcome outcome = run_block({0, R"(
        openssl genpkey -algorithm ed25519 -out config/local-key.pem
        chmod 600 config/local-key.pem
        openssl pkey -in config/local-key.pem -pubout -out config/local-public.pem
        fixguard venue --config config/venue.toml &
        venue=$!
        until [ -s config/local-ca.pem ]; do sleep 0.1; done
        FIXGUARD_API_KEY=LOCALKEY ")" FIXGUARD_README_PROGRAM R"("
        kill "$venue"
    )"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_NE(outcome.out.find("my-order-1 accepted"), std::string::npos) << outcome.out << outcome.err;
}

TEST(Readme, names_each_session_code_with_its_remedy) {
    const std::string text = read(std::string(FIXGUARD_SOURCE_DIR) + "/README.md");
    for (std::int32_t value = -1169; value >= -1191; --value) {
        const catalog::Entry* const entry = catalog::find(ErrorCode{value});
        ASSERT_NE(entry, nullptr) << value;
        const std::string row = "\n| " + std::to_string(value) + " | `" + std::string(entry->name) + "` |";
        const std::size_t at = text.find(row);
        ASSERT_NE(at, std::string::npos) << value;
        const std::string line = text.substr(at, text.find('\n', at + 1) - at);
        EXPECT_NE(line.find("| " + std::string(name(entry->policy.remedy)) + " |"), std::string::npos)
            << line;
    }
}

TEST(Harness, finds_the_blocks_of_a_tag) {
    std::istringstream markdown("a\n```sh\nx\ny\n```\n```cpp\nz\n```\n```sh\nw\n```\n");
    const std::vector<Block> blocks = blocks_of(markdown, "sh");
    ASSERT_EQ(blocks.size(), 2U);
    EXPECT_EQ(blocks[0].text, "x\ny\n");
    EXPECT_EQ(blocks[0].line, 3U);
    EXPECT_EQ(blocks[1].text, "w\n");
}

TEST(Harness, a_command_that_fails_fails_its_block) {
    EXPECT_NE(run_block({1, "fixguard explain -1179\nfalse\ntrue\n"}).exit_code, 0);
    EXPECT_NE(run_block({1, "no-such-program\n"}).exit_code, 0);
    EXPECT_EQ(run_block({1, "fixguard explain -1179\n"}).exit_code, 0);
}

TEST(Harness, a_subcommand_of_run_has_to_exist) {
    EXPECT_EQ(run_block({1, "./run test\n"}).exit_code, 0);
    EXPECT_NE(run_block({1, "./run nonsense\n"}).exit_code, 0);
}

} // namespace
} // namespace fixguard::test

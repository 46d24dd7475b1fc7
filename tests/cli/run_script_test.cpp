// ./run on machines of every kind: its tools are replaced by ones that write down how they were called.
#include "cli/child.hpp"
#include "support/temp_dir.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fixguard::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

// A checkout with nothing in it but ./run, and a PATH with nothing in it but what the test puts there.
class RunScript : public testing::Test {
protected:
    void SetUp() override {
        fs::create_directories(tree / "bin");
        fs::copy(fs::path(FIXGUARD_SOURCE_DIR) / "run", tree / "run");
        fs::copy(fs::path(FIXGUARD_SOURCE_DIR) / "CMakePresets.json", tree / "CMakePresets.json");
        for (const char* const name :
             {"bash", "comm", "dirname", "env", "grep", "mkdir", "nproc", "rm", "sed", "sort", "touch"})
            for (const char* const source : {"/usr/bin", "/bin"})
                if (fs::exists(fs::path(source) / name) && !fs::exists(tree / "bin" / name))
                    fs::create_symlink(fs::path(source) / name, tree / "bin" / name);
        tool("id", "echo 0");
        tool("dpkg-query", "for p; do case $p in -*|'$'*) ;; *) echo installed:$p ;; esac; done");
        tool("cmake", "mkdir -p build/release; touch build/release/build.ninja\n"
                      "echo CMAKE_HOME_DIRECTORY:INTERNAL=$PWD > build/release/CMakeCache.txt");
        tool("ninja", "");
        tool("apt-get", "");
    }

    // A tool that writes its name and arguments to `calls`, then does `what`.
    void tool(const std::string& name, const std::string& what) {
        const fs::path path = tree / "bin" / name;
        std::ofstream(path) << "#!" << (tree / "bin/bash").string() << "\necho " << name << " \"$*\" >> '"
                            << (tree / "calls").string() << "'\n"
                            << what << "\n";
        fs::permissions(path, fs::perms::owner_all);
    }
    void nothing_is_installed() { tool("dpkg-query", "exit 1"); }
    void is_a_user() { tool("id", "echo 1000"); }

    Outcome call(const std::string& arguments) {
        return run(
            {(tree / "bin/bash").string(), "-c", "cd / && '" + (tree / "run").string() + "' " + arguments},
            {.environment = {{"PATH", (tree / "bin").string()}}});
    }
    std::string calls() const {
        std::ifstream in(tree / "calls");
        return {std::istreambuf_iterator<char>(in), {}};
    }

    TempDir folder;
    fs::path tree = folder.path();
};

TEST_F(RunScript, builds_without_apt_where_nothing_is_missing) {
    EXPECT_EQ(call("build").exit_code, 0);
    EXPECT_THAT(calls(), HasSubstr("cmake --fresh --preset release\nninja -C build/release"));
    EXPECT_THAT(calls(), Not(HasSubstr("apt-get")));
}

TEST_F(RunScript, configures_only_once) {
    EXPECT_EQ(call("build").exit_code, 0);
    fs::remove(tree / "calls");
    EXPECT_EQ(call("build").exit_code, 0);
    EXPECT_THAT(calls(), Not(HasSubstr("cmake --")));
    EXPECT_THAT(calls(), HasSubstr("ninja"));
}

TEST_F(RunScript, installs_what_is_missing_as_root) {
    nothing_is_installed();
    EXPECT_EQ(call("build").exit_code, 0);
    EXPECT_THAT(calls(), HasSubstr("apt-get update"));
    EXPECT_THAT(calls(), testing::ContainsRegex("apt-get install .*libquickfix-dev"));
}

TEST_F(RunScript, installs_only_what_is_missing) {
    tool("dpkg-query", "for p; do case $p in -*|'$'*|python3) ;; *) echo installed:$p ;; esac; done; exit 1");
    EXPECT_EQ(call("build").exit_code, 0);
    EXPECT_THAT(calls(), testing::ContainsRegex("apt-get install [^\n]*python3\n"));
    EXPECT_THAT(calls(), Not(testing::ContainsRegex("apt-get install [^\n]*cmake")));
}

TEST_F(RunScript, installs_through_sudo_without_asking_for_a_password) {
    nothing_is_installed();
    is_a_user();
    tool("sudo", "");
    EXPECT_EQ(call("build").exit_code, 0);
    EXPECT_THAT(calls(), HasSubstr("sudo -n apt-get update"));
}

TEST_F(RunScript, names_the_packages_where_it_cannot_install_them) {
    nothing_is_installed();
    is_a_user();
    const Outcome outcome = call("build");
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("libquickfix-dev"));
    EXPECT_THAT(outcome.err, HasSubstr("neither root nor sudo"));
    EXPECT_THAT(calls(), Not(HasSubstr("cmake --")));
}

TEST_F(RunScript, ends_with_2_where_apt_fails) {
    nothing_is_installed();
    tool("apt-get", "exit 100");
    EXPECT_EQ(call("build").exit_code, 2);
}

TEST_F(RunScript, ends_with_1_where_the_build_fails) {
    tool("ninja", "exit 1");
    EXPECT_EQ(call("build").exit_code, 1);
}

TEST_F(RunScript, an_unknown_command_is_misuse) {
    EXPECT_EQ(call("nonsense").exit_code, 2);
    EXPECT_EQ(call("test --nonsense").exit_code, 2);
    for (const char* const seconds : {"0", "-1", "1m", "soon"})
        EXPECT_EQ(call(std::string("fuzz ") + seconds).exit_code, 2) << seconds;
    for (const char* const minutes : {"", "0", "1.5", "1 x"})
        EXPECT_EQ(call(std::string("soak ") + minutes).exit_code, 2) << minutes;
    EXPECT_EQ(calls(), "");
}

TEST_F(RunScript, counts_the_tests_in_the_last_line) {
    for (const char* const name : {"cat", "tail", "tee"})
        fs::create_symlink(fs::path("/usr/bin") / name, tree / "bin" / name);
    tool("ctest", "echo '98% tests passed, 2 tests failed out of 120'; echo 'Total Test time'; exit 8");
    const Outcome failed = call("test");
    EXPECT_EQ(failed.exit_code, 1);
    EXPECT_TRUE(failed.out.ends_with("\n118 passed, 2 failed\n")) << failed.out << failed.err;

    tool("ctest", "echo '100% tests passed, 0 tests failed out of 120'");
    const Outcome good = call("test");
    EXPECT_EQ(good.exit_code, 0);
    EXPECT_TRUE(good.out.ends_with("\n120 passed, 0 failed\n")) << good.out;

    tool("ctest", "echo 'No tests were found!!!'; exit 8");
    EXPECT_EQ(call("test").exit_code, 1);
}

// A build of two fuzz targets, of which one finds something.
TEST_F(RunScript, names_each_fuzz_target_and_how_to_see_a_finding_again) {
    for (const char* const name : {"tail", "xargs"})
        fs::create_symlink(fs::path("/usr/bin") / name, tree / "bin" / name);
    tool("cmake", "printf 'good\\nbad\\n' > build/fuzz/fuzz_targets.txt\n"
                  "echo CMAKE_HOME_DIRECTORY:INTERNAL=$PWD > build/fuzz/CMakeCache.txt\n"
                  "touch build/fuzz/build.ninja");
    fs::create_directories(tree / "build/fuzz/bin");
    for (const char* const name : {"fuzz_good", "fuzz_bad"})
        fs::create_symlink(tree / "bin" / name, tree / "build/fuzz/bin" / name);
    tool("fuzz_good", "echo 'stat::number_of_executed_units: 1234'");
    tool("fuzz_bad", "echo 'BROKEN: a promise'; echo 'Test unit written to findings/bad-1'; exit 77");

    const Outcome both = call("fuzz 4");
    EXPECT_EQ(both.exit_code, 1);
    EXPECT_THAT(both.out, testing::ContainsRegex("good +1234 inputs, nothing broken\n"));
    EXPECT_THAT(both.out, testing::ContainsRegex("bad +BROKEN: a promise\n"));
    EXPECT_THAT(both.out, HasSubstr("build/fuzz/bin/fuzz_bad findings/bad-1\n"));
    EXPECT_THAT(calls(), HasSubstr("ninja -C build/fuzz -j"));

    const Outcome good = call("fuzz 4 good");
    EXPECT_EQ(good.exit_code, 0) << good.err;
    EXPECT_THAT(good.out, Not(HasSubstr("BROKEN")));
    EXPECT_EQ(call("fuzz 4 other").exit_code, 2);
}

} // namespace
} // namespace fixguard::test

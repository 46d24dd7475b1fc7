// A process that may have no more threads is told so, and nothing hangs.
#include "engine/supervised.hpp"

#include "support/sanitizer.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <pthread.h>
#include <sys/stat.h>
#include <thread>

namespace fixguard::engine {
namespace {

using ::testing::StartsWith;

// No address space has room for the stack of another thread.
class NoMoreThreads {
public:
    NoMoreThreads() {
        pthread_getattr_default_np(&before_);
        pthread_attr_t huge = before_;
        pthread_attr_setstacksize(&huge, std::size_t{1} << 46);
        pthread_setattr_default_np(&huge);
    }
    ~NoMoreThreads() { pthread_setattr_default_np(&before_); }
    NoMoreThreads(const NoMoreThreads&) = delete;
    NoMoreThreads& operator=(const NoMoreThreads&) = delete;

private:
    pthread_attr_t before_{};
};

class NoThread : public Supervised {
protected:
    void SetUp() override {
        if (test::is_sanitized) GTEST_SKIP() << "a sanitizer makes the stacks of threads itself";
    }
    std::string refusal(const SessionSettings& settings) {
        const auto made = Supervisor::create({{settings}}, witness);
        const auto* const error = std::get_if<std::string>(&made);
        return error == nullptr ? "made" : *error;
    }
    static constexpr auto no_thread = "the supervisor cannot be started: ";
};

TEST_F(NoThread, ForTheObserverIsAnError) {
    const NoMoreThreads none;
    EXPECT_THAT(refusal(session()), StartsWith(no_thread));
}

TEST_F(NoThread, ForTheLoopIsAnErrorToo) {
    const test::TempDir folder;
    SessionSettings settings = session();
    settings.data_dictionary = folder.file("dictionary");
    ASSERT_EQ(::mkfifo(settings.data_dictionary.c_str(), 0600), 0);
    std::optional<NoMoreThreads> none;
    std::thread writer([&] { // goes on when the dictionary is opened, behind the observer's thread
        std::ofstream pipe(settings.data_dictionary);
        none.emplace();
        pipe << std::ifstream(FIXGUARD_SOURCE_DIR "/fix/binance-oe.xml").rdbuf();
    });
    EXPECT_THAT(refusal(settings), StartsWith(no_thread));
    writer.join();
}

} // namespace
} // namespace fixguard::engine

// What is thrown while a message is written: its MsgSeqNum(34) is used up, so nothing may follow on that
// session, and the request has the fate that it has.
#include "engine/staged.hpp"

#include "journal/request_log.hpp"
#include "support/temp_dir.hpp"

#include <filesystem>
#include <stdexcept>

namespace fixguard::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Passes everything on but the messages of one type, where it throws before or behind the write.
class Thrower : public transport::OutboundFilter {
public:
    void outbound(std::string_view message, transport::OutboundSink& sink) override {
        const bool throws = wire::MessageView(message).msg_type() == type;
        if (throws && !behind) throw std::runtime_error("the filter's own");
        sink.write(message);
        if (throws) throw std::bad_alloc();
    }
    std::string type = "F";
    bool behind = false;
};

class FailedWrite : public Staged {
protected:
    std::shared_ptr<StagedStream> begin(SessionSettings settings = {}) {
        if (settings.name.empty()) settings = session();
        create({std::move(settings)});
        crew->find("oe")->set_filter(&thrower);
        return log_on();
    }
    std::size_t fates(const std::string& of) { return witness.count("oe fate " + of); }

    Thrower thrower; // outlives the crew
};

TEST_F(FailedWrite, OfARequestEndsTheSessionAndTheRequestWasNotSent) {
    const auto exchange = begin();
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_THAT(exchange->hear(), HasSubstr("|34=2|"));
    EXPECT_EQ(send("35=F|11=b|").status, SendStatus::closed);
    EXPECT_EQ(send("35=D|11=c|").status, SendStatus::not_logged_on);
    stage.pass(0ms);
    EXPECT_THAT(exchange->hear(), IsEmpty()) << "behind the gap";
    EXPECT_TRUE(exchange->is_over());
    EXPECT_EQ(witness.count("could not be written"), 1U);
    EXPECT_EQ(fates("a unknown"), 1U);
    EXPECT_EQ(fates("b"), 0U) << "send() has told it";

    const auto next = accept();
    EXPECT_NE(next, exchange);
    EXPECT_TRUE(send("35=D|11=d|"));
    EXPECT_THAT(next->hear(), HasSubstr("|34=2|"));
}

TEST_F(FailedWrite, BehindTheBytesLeavesTheRequestUnknown) {
    thrower.behind = true;
    const auto exchange = begin();
    EXPECT_TRUE(send("35=F|11=b|"));
    EXPECT_THAT(exchange->hear(), HasSubstr("|11=b|"));
    stage.pass(0ms);
    EXPECT_EQ(fates("b unknown"), 1U);
    EXPECT_EQ(fates("b"), 1U);
}

TEST_F(FailedWrite, OfTheStreamEndsTheSessionAndTheRequestWasNotSent) {
    thrower.type.clear();
    const auto exchange = begin();
    exchange->throws = true; // its tap, or for want of memory
    EXPECT_EQ(send("35=D|11=a|").status, SendStatus::closed);
    exchange->throws = false;
    stage.pass(0ms);
    EXPECT_THAT(exchange->hear(), IsEmpty());
    EXPECT_TRUE(exchange->is_over());
    EXPECT_EQ(fates("a"), 0U);
    EXPECT_EQ(crew->find("oe")->status().in_flight, 0U);
}

TEST_F(FailedWrite, OfAMessageOfTheSessionsOwnEndsIt) {
    thrower.type = "0";
    const auto exchange = begin();
    stage.pass(29s);
    EXPECT_TRUE(exchange->is_over());
    EXPECT_THAT(exchange->hear(), IsEmpty());
    EXPECT_EQ(witness.count("could not be written"), 1U);
}

TEST_F(FailedWrite, OfEveryLogonIsToldAndTriedAgainInItsTime) {
    thrower.type = "A";
    create({session()});
    crew->find("oe")->set_filter(&thrower);
    crew->find("oe")->start();
    for (int second = 0; second < 30; ++second) {
        if (!stage.streams.empty() && !stage.streams.back()->is_over()) stage.streams.back()->open();
        stage.pass(1s);
    }
    EXPECT_EQ(witness.count("could not be written"), stage.streams.size());
    EXPECT_GT(stage.streams.size(), 1U);
    EXPECT_LE(stage.streams.size(), 15U);
}

TEST_F(FailedWrite, LeavesNothingInTheJournal) {
    const test::TempDir folder;
    SessionSettings settings = session();
    settings.journal_folder = folder.file("journal");
    std::filesystem::create_directories(settings.journal_folder);
    const std::string path = folder.file("journal/oe.requests");
    std::get<journal::RequestLog>(journal::RequestLog::open(path, "oe", 1)); // it keeps its size
    begin(settings);
    EXPECT_EQ(send("35=F|11=b|").status, SendStatus::closed);
    crew.reset();
    const auto log = journal::RequestLog::open(path, "oe");
    EXPECT_THAT(std::get<journal::RequestLog>(log).open_requests(), IsEmpty());
}

// The session's own messages that come next have nothing to do with it.
TEST_F(FailedWrite, IsNotWhatAFullJournalMakesOfARequest) {
    const test::TempDir folder;
    SessionSettings settings = session();
    settings.journal_folder = folder.file("journal");
    std::filesystem::create_directories(settings.journal_folder);
    std::get<journal::RequestLog>(journal::RequestLog::open(folder.file("journal/oe.requests"), "oe", 1));
    create({settings});
    const auto exchange = log_on();
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_EQ(send("35=D|11=b|").status, SendStatus::journal_full);
    live(60s, {exchange});
    EXPECT_EQ(fates("a unknown"), 1U);
    EXPECT_EQ(fates("b"), 0U) << "it was not sent";
    EXPECT_THAT(crew->find("oe")->doubts(), SizeIs(1));
}

} // namespace
} // namespace fixguard::engine

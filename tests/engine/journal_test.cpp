// The journal in the life of a session: what is written down, told, kept and refused.
#include "engine/supervised.hpp"

#include "journal/request_log.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <stdexcept>

namespace fixguard::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Journaled : public Supervised {
protected:
    SessionSettings journaled() const {
        SessionSettings settings = session();
        settings.journal_folder = folder.file("journal");
        return settings;
    }
    std::string log_path() const { return folder.file("journal/oe.requests"); }
    // What stands in the file when nobody has it open.
    std::vector<journal::RequestLog::Listed> open_requests() const {
        auto log = journal::RequestLog::open(log_path(), "oe");
        if (const auto* const error = std::get_if<std::string>(&log)) throw std::runtime_error(*error);
        return std::get<journal::RequestLog>(log).open_requests();
    }
    std::string refused(const SessionSettings& settings) {
        Witness nobody;
        auto created = Supervisor::create({{settings}}, nobody);
        return std::holds_alternative<std::string>(created) ? std::get<std::string>(created) : "created";
    }
    std::unique_ptr<test::ExchangeSession> log_on_journaled() {
        start(journaled());
        return log_on();
    }
    test::TempDir folder;
};

TEST_F(Journaled, AnAnsweredRequestIsCrossedOut) {
    const auto seat = log_on_journaled();
    EXPECT_TRUE(send("35=D|11=a|"));
    seat->hear();
    seat->say("35=8|11=a|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate a accepted"));
    seat->connection().reset();
    finish();
    EXPECT_THAT(open_requests(), IsEmpty());
}

TEST_F(Journaled, WhatIsUnknownIsToldAgainByTheNextProcessUntilItIsSettled) {
    for (int life = 1; life <= 2; ++life) {
        const auto seat = log_on_journaled();
        if (life == 1) {
            EXPECT_TRUE(send("35=D|11=lost|"));
            seat->hear();
            EXPECT_TRUE(send("35=x|320=question|"));
            seat->hear();
        }
        supervisor->stop();
        EXPECT_TRUE(seat->log_out());
        EXPECT_TRUE(witness.sees("oe fate lost unknown")) << life;
        finish();
        ASSERT_THAT(open_requests(), SizeIs(1)) << life;
        EXPECT_EQ(open_requests()[0].open.fate, RequestFate::unknown);
    }
    start(journaled());
    EXPECT_THAT(supervisor->unknown_requests("oe"), SizeIs(1));
    EXPECT_TRUE(supervisor->settle("oe", "lost", RequestFate::accepted));
    EXPECT_TRUE(witness.sees("oe fate lost accepted"));
    finish();
    EXPECT_THAT(open_requests(), IsEmpty());
}

TEST_F(Journaled, AFateThatTheObserverCouldNotTakeStaysOpen) {
    witness.hook = [](const std::string& line) {
        if (line.find("fate a") != std::string::npos) throw std::runtime_error("no room to write it down");
    };
    const auto seat = log_on_journaled();
    EXPECT_TRUE(send("35=D|11=a|"));
    seat->hear();
    seat->say("35=8|11=a|150=0|39=0|");
    EXPECT_TRUE(witness.sees("threw an exception"));
    seat->connection().reset();
    finish();
    EXPECT_THAT(open_requests(), SizeIs(1));
}

TEST_F(Journaled, NoRequestIsSentThatTheJournalHasNoRoomFor) {
    std::filesystem::create_directories(folder.file("journal"));
    std::get<journal::RequestLog>(journal::RequestLog::open(log_path(), "oe", 2)); // it keeps its size
    const auto seat = log_on_journaled();
    EXPECT_TRUE(send("35=D|11=a|"));
    EXPECT_TRUE(send("35=D|11=b|"));
    EXPECT_EQ(send("35=D|11=c|").status, SendStatus::journal_full);
    EXPECT_TRUE(send("35=x|320=question|")) << "a question is not written down";
    EXPECT_THAT(seat->hear(), HasSubstr("|11=a|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|11=b|"));
    EXPECT_THAT(seat->hear(), HasSubstr("|34=4|")) << "no MsgSeqNum(34) was used for what was refused";
    seat->say("35=8|11=a|150=0|39=0|");
    EXPECT_TRUE(witness.sees("oe fate a accepted"));
    seat->say("35=1|112=behind|"); // the slot is free when the observer has heard of it
    seat->hear();
    SendResult again;
    for (const auto end = std::chrono::steady_clock::now() + test::patience;
         !again && std::chrono::steady_clock::now() < end;)
        again = send("35=D|11=d|");
    EXPECT_TRUE(again);
}

TEST_F(Journaled, WhatWasNotSentIsNotOpen) {
    start(journaled());
    EXPECT_EQ(send("35=D|11=early|").status, SendStatus::not_logged_on);
    const auto seat = log_on();
    EXPECT_EQ(send("35=D|11=malformed|34=7|").status, SendStatus::malformed);
    seat->connection().reset();
    EXPECT_TRUE(witness.sees("oe error"));
    finish();
    EXPECT_THAT(open_requests(), IsEmpty());
}

TEST_F(Journaled, AnotherProcessOnTheSameSessionIsToldSo) {
    create({journaled()});
    EXPECT_EQ(refused(journaled()),
              "session oe: FixguardJournalFolder: " + log_path() +
                  ": another process keeps this session's requests in it; stop that one or use another "
                  "folder");
}

TEST_F(Journaled, AFolderThatCannotBeMadeIsToldBeforeAnythingStarts) {
    SessionSettings settings = session();
    settings.journal_folder = "/proc/journal";
    EXPECT_THAT(refused(settings),
                HasSubstr("session oe: FixguardJournalFolder: /proc/journal: cannot be made: "));
}

TEST_F(Journaled, DamagedRecordsAreTold) {
    std::filesystem::create_directories(folder.file("journal"));
    {
        auto log = std::get<journal::RequestLog>(journal::RequestLog::open(log_path(), "oe"));
        log.add({1, "D", 11, "broken"}, "OE1", UtcTime{});
        log.add({2, "D", 11, "whole"}, "OE1", UtcTime{});
    }
    std::fstream(log_path(), std::ios::in | std::ios::out | std::ios::binary).seekp(4096 + 20).put('!');
    start(journaled());
    EXPECT_TRUE(witness.sees("oe fate whole unknown"));
    EXPECT_TRUE(witness.sees("1 records of the session's journal are damaged"));
    EXPECT_EQ(witness.count("broken"), 0U);
}

} // namespace
} // namespace fixguard::engine

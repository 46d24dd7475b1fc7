// Halts: what a person has to mend stays halted for the next process too.
#include "engine/supervised.hpp"

#include "support/temp_dir.hpp"

namespace fixguard::engine {
namespace {

class Halted : public Supervised {
protected:
    SessionSettings journaled() const {
        SessionSettings settings = session();
        settings.journal_folder = folder.file("journal");
        return settings;
    }
    void refuse_logon(const std::string& rest) {
        const auto seat = exchange.connect();
        ASSERT_TRUE(seat && seat->read_logon());
        seat->say("35=3|45=1|372=A|" + rest);
        seat->connection().close();
    }
    test::TempDir folder;
};

TEST_F(Halted, AFatalCodeHaltsTheNextProcessTooUntilAPersonResumesIt) {
    start(journaled());
    refuse_logon("58=Signature for this request is not valid.|25016=-1022|");
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::halted, test::patience));
    for (int process = 0; process < 2; ++process) {
        finish();
        start(journaled());
        EXPECT_TRUE(supervisor->wait_for("oe", Phase::halted, test::patience));
        EXPECT_TRUE(witness.sees("halted, and not started again by itself: -1022 INVALID_SIGNATURE: "
                                 "Signature for this request is not valid."));
        EXPECT_FALSE(exchange.connect(milliseconds{50}));
    }
    supervisor->start("oe");
    const auto seat = exchange.log_on();
    EXPECT_TRUE(seat);
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::up, test::patience));
    supervisor->stop();
    EXPECT_TRUE(seat->log_out());
    finish();
    start(journaled());
    EXPECT_TRUE(exchange.log_on()) << "it was resumed for good";
}

TEST_F(Halted, WithoutAJournalTheNextProcessKnowsOfNothing) {
    start(session());
    refuse_logon("58=Signature for this request is not valid.|25016=-1022|");
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::halted, test::patience));
    supervisor->start();
    EXPECT_TRUE(witness.sees("not started again by itself"));
    finish();
    start(session());
    EXPECT_TRUE(exchange.log_on());
}

TEST_F(Halted, AClockThatWasSetSinceIsNoReasonToStayHalted) {
    start(journaled());
    for (int i = 0; i < 3; ++i)
        refuse_logon("58=Timestamp for this request is outside of the recvWindow.|25016=-1021|");
    EXPECT_TRUE(supervisor->wait_for("oe", Phase::halted, test::patience));
    finish();
    start(journaled());
    EXPECT_TRUE(exchange.log_on());
}

} // namespace
} // namespace fixguard::engine

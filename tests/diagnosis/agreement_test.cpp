// The diagnosis says what the slow one says: of every text with every code, and of fields in any order.
#include "diagnosis/diagnose.hpp"
#include "support/slow_diagnosis.hpp"
#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace fixguard::diagnosis {
namespace {

class Agreement : public ::testing::Test {
protected:
    Agreement() {
        for (const char* const body : {"35=A|34=1|", "35=D|34=2|11=a|", "35=F|34=3|11=b|", "35=q|34=4|11=c|",
                                       "35=E|34=5|11=d|25014=e|", "35=XAK|34=6|11=f|",
                                       "35=V|34=7|262=g|263=1|", "35=XCN|34=8|25033=2|25034=h|11=i|"})
            sent.record(wire::frame_body(wire::from_readable(body)));
    }

    // Both diagnoses, and the settlement that goes with the error.
    void compare(const std::string& bytes) {
        const Context context{SessionKind::order_entry, sent, policies};
        const auto error = diagnose(wire::MessageView(bytes), context);
        ASSERT_EQ(test::told(error), slow.of(bytes, context)) << wire::to_readable(bytes);
        const Judgement judgement = judge(wire::MessageView(bytes), context);
        ASSERT_EQ(judgement.error, error) << wire::to_readable(bytes);
        compare_frame(bytes, error, judgement, context);
        if (!error) return;
        const bool settles = error->found_by != FoundBy::nothing && error->policy.fate != RequestFate::none;
        ASSERT_EQ(judgement.settlement.has_value(), settles) << wire::to_readable(bytes);
        if (!settles) return;
        ASSERT_EQ(judgement.settlement->request, error->request);
        ASSERT_EQ(judgement.settlement->fate, error->policy.fate);
    }

    // A message that was cut from its stream is judged as one that nobody has looked at.
    void compare_frame(const std::string& bytes, const std::optional<SessionError>& error,
                       const Judgement& judgement, const Context& context) {
        wire::FrameReader reader(wire::OnFault::stop);
        const wire::FrameResult result = reader.next(bytes);
        if (result.status != wire::FrameResult::Status::complete) return;
        ++frames;
        ASSERT_EQ(diagnose(result.frame, context), error) << wire::to_readable(bytes);
        const Judgement framed = judge(result.frame, context);
        ASSERT_EQ(framed.error, error) << wire::to_readable(bytes);
        ASSERT_EQ(framed.settlement.has_value(), judgement.settlement.has_value());
        if (!framed.settlement) return;
        ASSERT_EQ(framed.settlement->request, judgement.settlement->request);
        ASSERT_EQ(framed.settlement->fate, judgement.settlement->fate);
    }

    const std::string& one_of(const std::vector<std::string>& values) {
        return values[std::uniform_int_distribution<std::size_t>(0, values.size() - 1)(random)];
    }

    int frames = 0;
    SentLog sent{64};
    catalog::PolicyTable policies;
    test::SlowDiagnosis slow;
    std::mt19937 random{20261121}; // NOLINT: the same run every time
};

std::vector<std::string> filled_texts() {
    constexpr std::array<std::string_view, 3> params{"44", "LIMIT", "10000"};
    std::vector<std::string> texts;
    const auto add = [&](std::span<const catalog::Text> some) {
        for (const catalog::Text& text : some)
            texts.push_back(catalog::fill(text, params));
    };
    for (const catalog::Entry& entry : catalog::entries())
        add(entry.texts);
    add(catalog::engine_messages());
    add(catalog::filter_failures());
    return texts;
}

TEST_F(Agreement, OnEveryTextWithEveryCode) {
    std::vector<std::string> codes{"", "25016=-9999|"};
    for (const catalog::Entry& entry : catalog::entries())
        codes.push_back("25016=" + std::to_string(entry.code.value) + "|");
    for (const std::string& text : filled_texts())
        for (const std::string& code : codes)
            compare(wire::frame_body(wire::from_readable("35=3|34=9|45=2|58=" + text + "|372=D|" + code)));
}

TEST_F(Agreement, OnEveryCarrierWithEveryCode) {
    const std::vector<std::string> texts = filled_texts();
    for (const catalog::Entry& entry : catalog::entries()) {
        const std::string code = "25016=" + std::to_string(entry.code.value) + "|58=" + one_of(texts) + "|";
        for (const char* const head :
             {"35=8|34=9|11=a|150=8|", "35=8|34=9|11=d|150=8|", "35=9|34=9|11=h|", "35=XAR|11=f|",
              "35=N|431=7|25014=e|", "35=r|531=0|11=c|", "35=Y|262=g|", "35=5|34=9|", "35=B|148=9|"})
            compare(wire::frame_body(wire::from_readable(head + code)));
    }
}

// Any selection of the fields that an error may have, in any order, some of them twice or senseless, with
// MsgType(35) wherever it may stand in a log that has lost the beginning of the message.
TEST_F(Agreement, OnFieldsInAnyOrder) {
    const std::vector<std::string> types{"3", "8", "9", "XAR", "r", "N", "Y",
                                         "5", "B", "0", "W",   "y", "",  "33"};
    const std::vector<std::string> numbers{"1",
                                           "2",
                                           "7",
                                           "8",
                                           "-1",
                                           "0",
                                           "",
                                           "044",
                                           "4294967295",
                                           "4294967296",
                                           "2147483648",
                                           "x",
                                           "-0",
                                           "9 ",
                                           "-2147483648",
                                           "-2147483649",
                                           "99999999999999999999"};
    const std::vector<std::string> ids{"a", "b", "c", "d", "e", "f", "g", "h", "i", "nobody's", ""};
    const std::vector<std::string> codes{"-1171", "-1007", "-2010", "-1191", "-9999", "0", "1", "x", "-1034"};
    std::vector<std::string> texts = filled_texts();
    texts.push_back("Tag '" + std::string(400, '9') + "' appears more than once.");
    texts.insert(texts.end(), 20, "You'll be disconnected in 30 seconds.");
    texts.insert(texts.end(), 20, "");
    struct Choice {
        const char* tag;
        const std::vector<std::string>* values;
    };
    const std::vector<std::string> states{"8", "0", "7", "4"};
    const Choice choices[] = {{"35", &types},   {"58", &texts},    {"148", &texts},  {"25016", &codes},
                              {"45", &numbers}, {"371", &numbers}, {"372", &ids},    {"373", &numbers},
                              {"34", &numbers}, {"150", &states},  {"531", &states}, {"431", &states},
                              {"11", &ids},     {"25014", &ids},   {"262", &ids},    {"55", &ids}};
    for (int round = 0; round < 3'000; ++round) {
        std::vector<std::string> fields;
        for (const Choice& choice : choices) {
            for (std::size_t times = random() % 8; times < 6; times += 5) // most once, some twice
                fields.push_back(choice.tag + ("=" + one_of(*choice.values)));
        }
        std::ranges::shuffle(fields, random);
        if (random() % 2 == 0) fields.insert(fields.begin(), "35=" + one_of(types));
        std::string bytes;
        for (const std::string& field : fields)
            bytes += field + wire::soh;
        compare(bytes);
        compare(wire::frame_body("35=" + one_of(types) + wire::soh + bytes));
    }
    EXPECT_GT(frames, 2'000);
}

} // namespace
} // namespace fixguard::diagnosis

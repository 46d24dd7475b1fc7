// Preflight against the slow checkers: every request of the samples and of the scenarios, as it stands and
// spoilt by chance; and every set of fields that an order can have.
#include "rules/preflight.hpp"
#include "rules/samples.hpp"
#include "rules/spoiler.hpp"
#include "support/reference_order.hpp"
#include "support/slow_reader.hpp"
#include "wire/message_view.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace fixguard::rules::test {
namespace {

using fixguard::test::PlacedValue;
using fixguard::test::ReferenceFault;
using fixguard::test::slow_fields;

// What both sides say, without the words: "-1102 371=44 at 37".
std::string told(ErrorCode code, int tag, std::size_t offset) {
    return std::to_string(code.value) + " 371=" + std::to_string(tag) + " at " + std::to_string(offset);
}

std::string told(const std::optional<Violation>& violation) {
    if (!violation) return "sound";
    return told(violation->code, violation->ref_tag_id.value_or(0), violation->offset);
}

std::size_t place_of(const ReferenceFault& fault) {
    const auto found = std::ranges::find(rule_order, fault.rule, &RuleDef::name);
    if (found == rule_order.end()) throw std::logic_error("no such rule: " + fault.rule);
    return static_cast<std::size_t>(found - rule_order.begin());
}

// The switches of spec/sessions.toml for rules whose code the documents leave open.
ErrorCode code_of(const ReferenceFault& fault) {
    const Switches& switches = SessionTable::built_in().switches;
    if (fault.rule == "msg_type_known") return switches.unknown_msg_type;
    if (fault.rule == "value_precision") return switches.excess_decimals;
    return rule_order[place_of(fault)].code;
}

// The body of a message that preflight is asked about, judged slowly.
class SlowPreflight {
public:
    SlowPreflight(SessionKind kind, std::string body) : kind_(kind), body_(std::move(body)) {
        wire::FieldCursor fields(body_);
        wire::Field type;
        fields.next(type);
        type_ = type.value;
        head_begin_ = fields.position();
    }

    // Nothing where a sound structure would have to be judged by rules that have no slow checker.
    std::optional<std::string> verdict() const {
        const std::vector<ReferenceFault> faults = structure();
        if (faults.empty() && (type_ == "E" || type_ == "V" || type_ == "x")) return std::nullopt;
        return first_of(faults);
    }
    std::string verdict_of_sound_structure() const { return first_of({}); }

private:
    // With the header that the session would write, whose faults are none of the body.
    std::vector<ReferenceFault> structure() const {
        const std::string head = wire::from_readable(header("", 7)).substr(4);
        std::string whole = body_;
        const std::string message = wire::frame_body(whole.insert(head_begin_, head));
        const std::size_t begin = message.find("\x01"
                                               "35=") +
                                  1;
        auto faults = fixguard::test::reference_faults(message, *dictionary::built_in(kind_));
        std::erase_if(faults, [](const ReferenceFault& fault) {
            return fault.rule == "tag_order" && fault.tag == tag::RecvWindow;
        });
        for (ReferenceFault& fault : faults) {
            fault.offset -= begin;
            if (fault.offset >= head_begin_) fault.offset -= head.size();
        }
        return faults;
    }

    std::string first_of(std::vector<ReferenceFault> faults) const {
        const bool sound = faults.empty();
        add_turn(faults);
        if (sound) add_rest(faults);
        if (faults.empty()) return "sound";
        const auto first = std::ranges::min_element(
            faults, {}, [](const ReferenceFault& fault) { return std::pair(place_of(fault), fault.offset); });
        return told(code_of(*first), first->tag, first->offset);
    }

    void add_turn(std::vector<ReferenceFault>& faults) const {
        const SessionTable& table = SessionTable::built_in();
        if (type_ == "A") faults.push_back({"logon_once", tag::MsgType, 0, {}});
        if (table.of(kind_).allows(type_)) return;
        bool known = dictionary::built_in(kind_)->message(type_) != nullptr;
        for (const KindRules& kind : table.kinds)
            known = known || kind.allows(type_);
        const std::map<SessionKind, std::string> names{{SessionKind::order_entry, "allowed_in_order_entry"},
                                                       {SessionKind::drop_copy, "allowed_in_drop_copy"},
                                                       {SessionKind::market_data, "allowed_in_market_data"}};
        faults.push_back({known ? names.at(kind_) : "msg_type_known", tag::MsgType, 0, {}});
    }

    void add_rest(std::vector<ReferenceFault>& faults) const {
        std::map<int, PlacedValue> fields;
        std::size_t offset = 0;
        for (const auto& field : slow_fields(body_)) {
            fields[std::stoi(field.tag_text)] = {field.value, offset};
            offset += field.tag_text.size() + 1 + field.value.size() + 1;
        }
        if (const auto window = fields.find(tag::RecvWindow);
            window != fields.end() && std::stod(window->second.text) > 60'000)
            faults.push_back({"recv_window_range", tag::RecvWindow, window->second.offset, {}});
        if (kind_ == SessionKind::market_data) return;
        for (const ReferenceFault& fault :
             fixguard::test::reference_order_faults(type_, fields, body_.size()))
            faults.push_back(fault);
    }

    const SessionKind kind_;
    const std::string body_;
    std::string type_;
    std::size_t head_begin_ = 0;
};

const Preflight& preflight(SessionKind kind) {
    static const auto all = [] {
        std::vector<Preflight> made;
        for (const SessionKind each : all_session_kinds)
            made.emplace_back(each, *dictionary::built_in(each), SessionTable::built_in());
        return made;
    }();
    return all[static_cast<std::size_t>(kind)];
}

// A request as its body, readable, MsgType(35) first, without what the session writes.
struct Request {
    SessionKind kind;
    std::string body;
    friend auto operator<=>(const Request&, const Request&) = default;
};

std::string body_of(const std::string& message) {
    const std::set<std::string> of_the_session{"8", "9", "10", "34", "49", "52", "56"};
    std::string body;
    for (const auto& field : slow_fields(wire::from_readable(message)))
        if (of_the_session.count(field.tag_text) == 0)
            body += field.tag_text + (field.has_equals ? "=" : "") + field.value + "|";
    return body;
}

// What the scenarios send that says all by itself: macros are put in where they are played.
void add_scenarios(std::set<Request>& requests) {
    const std::map<std::string, SessionKind> folders{{"oe", SessionKind::order_entry},
                                                     {"dc", SessionKind::drop_copy},
                                                     {"md", SessionKind::market_data},
                                                     {"session", SessionKind::order_entry}};
    for (const auto& [folder, kind] : folders)
        for (const auto& file :
             std::filesystem::directory_iterator(FIXGUARD_SOURCE_DIR "/spec/scenarios/" + folder)) {
            std::ifstream lines(file.path());
            for (std::string line; std::getline(lines, line);) {
                if (!line.starts_with("I8=")) continue;
                const std::string body = body_of(line.substr(1));
                if (body.starts_with("35=") && body.find('<') == std::string::npos)
                    requests.insert({kind, body});
            }
        }
}

std::vector<Request> requests() {
    std::set<Request> all;
    for (const Sample& sample : all_samples())
        all.insert({sample.kind, body_of(sample.message)});
    add_scenarios(all);
    return {all.begin(), all.end()};
}

TEST(PreflightReference, says_the_same_of_every_request_as_it_stands_and_spoilt) {
    Spoiler spoiler(20261121);
    std::size_t sound = 0, broken = 0;
    for (const Request& request : requests())
        for (int round = 0; round < 8; ++round) {
            const std::string text =
                round == 0 ? request.body : spoiler.spoil(request.body, *dictionary::built_in(request.kind));
            const std::string body = wire::from_readable(text);
            const auto expected = SlowPreflight(request.kind, body).verdict();
            if (!expected) continue;
            ASSERT_EQ(told(preflight(request.kind).check(body)), *expected) << text;
            ++(*expected == "sound" ? sound : broken);
        }
    EXPECT_GT(sound, 300U);
    EXPECT_GT(broken, 2'000U);
}

// Every set of the fields that the rules of an order look at; trigger and peg fields together by chance only,
// for no rule reads both.
class FieldSets : public testing::TestWithParam<std::string> {};

using FieldTexts = std::vector<std::pair<int, std::vector<std::string>>>; // a tag and its values, in turn

const FieldTexts plain_fields{{18, {"6"}},
                              {38, {"1", "0.5"}},
                              {44, {"60000"}},
                              {59, {"1", "3"}},
                              {111, {"0.1"}},
                              {152, {"100"}},
                              {847, {"1000000", "999999", "-5"}},
                              {25000, {"5000"}},
                              {7940, {"1"}}};
const FieldTexts trigger_fields{{1100, {"4"}}, {1101, {"1"}},      {1102, {"61000"}},
                                {1107, {"2"}}, {1109, {"U", "D"}}, {25009, {"100"}}};
const FieldTexts peg_fields{{211, {"2"}}, {835, {"1"}}, {836, {"3"}}, {1094, {"4", "5"}}};

std::string some_of(const FieldTexts& fields, std::size_t set, std::mt19937& random) {
    std::string text;
    for (std::size_t at = 0; at < fields.size(); ++at)
        if ((set >> at & 1) != 0)
            text += std::to_string(fields[at].first) + "=" +
                    fields[at].second[random() % fields[at].second.size()] + "|";
    return text;
}

TEST_P(FieldSets, are_judged_alike) {
    const Preflight& check = preflight(SessionKind::order_entry);
    std::mt19937 random(5);
    const auto compare = [&](std::size_t plain, std::size_t triggers, std::size_t pegs) {
        const std::string body = wire::from_readable(
            "35=D|11=A|" + some_of(peg_fields, pegs, random) + some_of(plain_fields, plain, random) +
            "40=" + GetParam() + "|" + some_of(trigger_fields, triggers, random) + "54=1|55=BTCUSDT|");
        ASSERT_EQ(told(check.check(body)),
                  SlowPreflight(SessionKind::order_entry, body).verdict_of_sound_structure())
            << wire::to_readable(body);
    };
    for (std::size_t plain = 0; plain < 512; ++plain) {
        const std::size_t other = random() % 1024;
        ASSERT_NO_FATAL_FAILURE(compare(plain, other % 64, other / 64));
        if (plain >= 128) continue; // 25000 and 7940 go with all others
        for (std::size_t set = 0; set < 64; ++set)
            ASSERT_NO_FATAL_FAILURE(compare(plain, set, 0));
        for (std::size_t set = 0; set < 16; ++set)
            ASSERT_NO_FATAL_FAILURE(compare(plain, 0, set));
    }
}

INSTANTIATE_TEST_SUITE_P(OrderTypes, FieldSets, testing::Values("1", "2", "3", "4", "P"));

} // namespace
} // namespace fixguard::rules::test

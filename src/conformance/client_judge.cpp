// The rules that every client has to keep to, and what a single case expects.
#include "conformance/client_judge.hpp"

#include "wire/message_view.hpp"
#include "wire/tags.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace fixguard::conformance {
namespace {

constexpr tag::Tag ref_msg_type = 372;

using Findings = std::vector<std::string>;

void add(Findings& findings, std::string what) {
    if (std::find(findings.begin(), findings.end(), what) == findings.end())
        findings.push_back(std::move(what));
}

std::string_view value(const std::string& bytes, tag::Tag tag) {
    return wire::MessageView(bytes).find(tag).value_or("");
}

std::string seconds(microseconds time) {
    const auto tenths = time.count() / 100'000;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

// ---- what holds for every client at any time

void judge_logon(const ClientConnection& connection, Findings& findings) {
    const auto first = std::find_if(connection.said.begin(), connection.said.end(),
                                    [](const Said& said) { return said.by_client; });
    if (first == connection.said.end()) return;
    if (first->type != "A") return add(findings, "its first message is " + first->type + ", not a Logon<A>");
    const auto wants = [&](tag::Tag tag, std::string_view wanted, std::string_view field) {
        const std::string_view got = value(first->bytes, tag);
        if (got != wanted)
            add(findings, "its Logon<A> has " + std::string(field) +
                              (got.empty() ? " not at all" : "=" + std::string(got)) + ", wanted is " +
                              std::string(wanted));
    };
    wants(tag::MsgSeqNum, "1", "MsgSeqNum(34)");
    wants(tag::ResetSeqNumFlag, "Y", "ResetSeqNumFlag(141)");
    wants(tag::EncryptMethod, "0", "EncryptMethod(98)");
    wants(tag::TargetCompID, "SPOT", "TargetCompID(56)");
    constexpr std::array needed{tag::SenderCompID, tag::SendingTime, tag::HeartBtInt,     tag::RawDataLength,
                                tag::RawData,      tag::Username,    tag::MessageHandling};
    for (const tag::Tag tag : needed)
        if (value(first->bytes, tag).empty())
            add(findings, "its Logon<A> lacks the tag " + std::to_string(tag));
}

void judge_messages(const ClientConnection& connection, Findings& findings) {
    std::uint32_t expected = 1;
    for (const Said& said : connection.said) {
        if (!said.by_client) continue;
        if (said.type.empty()) {
            add(findings, "it sends bytes that are no message");
            continue;
        }
        if (said.type == "2") add(findings, "it sends a ResendRequest<2>, which is not supported");
        if (said.type == "4") add(findings, "it sends a SequenceReset<4>, which does not exist here");
        if (!value(said.bytes, tag::PossDupFlag).empty())
            add(findings, "it sends a message with PossDupFlag(43)");
        const auto number = wire::MessageView(said.bytes).find_seq_num(tag::MsgSeqNum);
        if (number != expected)
            add(findings, "a message of type " + said.type +
                              " has MsgSeqNum(34)=" + std::string(value(said.bytes, tag::MsgSeqNum)) +
                              " where " + std::to_string(expected) + " comes next");
        expected = number.value_or(expected) + 1;
    }
}

// A TestRequest<1> of the venue is answered, as long as the session stands.
void judge_answers(const ClientConnection& connection, SteadyTime end, Findings& findings) {
    for (auto said = connection.said.begin(); said != connection.said.end(); ++said) {
        if (said->by_client || said->type != "1") continue;
        const std::string_view id = value(said->bytes, tag::TestReqID);
        const bool answered = std::any_of(said, connection.said.end(), [&](const Said& answer) {
            return answer.by_client && answer.type == "0" && value(answer.bytes, tag::TestReqID) == id;
        });
        const SteadyTime due = said->at + connection.heart_bt_int;
        const bool over = connection.closed != Closed::not_yet || connection.logged_out;
        if (!answered && !over && end >= due)
            add(findings, "a TestRequest<1> is not answered by a Heartbeat<0> with its TestReqID(112) in " +
                              seconds(connection.heart_bt_int));
    }
}

// A Reject<3> of the venue that is not the case's own doing.
void judge_refusals(const ClientCase& client_case, const ClientConnection& connection, Findings& findings) {
    for (const Said& said : connection.said) {
        if (said.by_client || said.type != "3") continue;
        const std::string_view code = value(said.bytes, tag::ErrorCode);
        const bool played =
            (client_case.strike == Strike::reject_logon && code == std::to_string(client_case.code)) ||
            (client_case.strike == Strike::too_many_messages && code == "-1181") ||
            (client_case.strike == Strike::lose_order && code == "-1007");
        if (played || code == "-1033") continue; // a locked name is judged by what comes next
        add(findings, "a message of it, type " + std::string(value(said.bytes, ref_msg_type)) +
                          ", is refused: " + std::string(code) + " " +
                          std::string(value(said.bytes, tag::Text)));
    }
}

void judge_names(const ClientRecord& record, Findings& findings) {
    std::string refused;
    SteadyTime refused_at;
    std::chrono::seconds heart_bt_int{0};
    for (const ClientConnection& connection : record.connections) {
        if (!refused.empty() && connection.name == refused &&
            connection.opened < refused_at + 2 * heart_bt_int)
            add(findings,
                "after -1033 it logs on under the same SenderCompID(49) again, before the lock of 2 "
                "x HeartBtInt(108) is over");
        if (!connection.name.empty()) refused.clear();
        for (const Said& said : connection.said)
            if (!said.by_client && said.type == "3" && value(said.bytes, tag::ErrorCode) == "-1033") {
                refused = connection.name;
                refused_at = said.at;
                heart_bt_int = connection.heart_bt_int;
            }
    }
}

void judge_attempts(const ClientRecord& record, const JudgeLimits& limits, Findings& findings) {
    std::vector<SteadyTime> attempts = record.earlier_attempts;
    for (const ClientConnection& connection : record.connections)
        attempts.push_back(connection.opened);
    for (std::size_t last = limits.attempts; last < attempts.size(); ++last) {
        const bool own = attempts[last] >= record.begin;
        const microseconds span = attempts[last] - attempts[last - limits.attempts];
        if (!own || span >= limits.window) continue;
        return add(findings, std::to_string(limits.attempts + 1) + " attempts to connect in " +
                                 seconds(span) + "; " + std::to_string(limits.attempts) + " in " +
                                 seconds(limits.window) + " are allowed");
    }
}

std::vector<std::string> client_order_ids(const Said& said) {
    std::vector<std::string> ids;
    wire::FieldCursor cursor = wire::MessageView(said.bytes).fields();
    for (wire::Field field; cursor.next(field);)
        if (field.tag == tag::ClOrdID) ids.emplace_back(field.value);
    return ids;
}

bool is_alike(const std::string& one, const std::string& other) {
    constexpr std::array terms{tag::Symbol,   tag::Side,  tag::OrdType,
                               tag::OrderQty, tag::Price, tag::CashOrderQty};
    return std::all_of(terms.begin(), terms.end(),
                       [&](tag::Tag tag) { return value(one, tag) == value(other, tag); });
}

void judge_orders(const ClientRecord& record, Findings& findings) {
    std::set<std::string> seen;
    bool lost = false;
    for (const ClientConnection& connection : record.connections) {
        for (const Said& said : connection.said) {
            if (!said.by_client || (said.type != "D" && said.type != "E" && said.type != "XCN")) continue;
            for (const std::string& id : client_order_ids(said))
                if (!seen.insert(id).second) add(findings, "it sends the order " + id + " twice");
            const std::string id(value(said.bytes, tag::ClOrdID));
            if (lost && said.type == "D" && is_alike(said.bytes, record.lost_order) &&
                id != value(record.lost_order, tag::ClOrdID))
                add(findings, "it sends the order of unknown fate again, as ClOrdID(11)=" + id);
            lost = lost || (!record.lost_order.empty() && said.bytes == record.lost_order);
        }
    }
}

// ---- what the case expects

bool left(const ClientConnection& connection) {
    return connection.closed == Closed::by_client || connection.logged_out;
}

bool answered_test_request(const ClientConnection& connection) {
    const auto asked = std::find_if(connection.said.begin(), connection.said.end(),
                                    [](const Said& said) { return !said.by_client && said.type == "1"; });
    return asked != connection.said.end() && std::any_of(asked, connection.said.end(), [&](const Said& said) {
               return said.by_client && said.type == "0" &&
                      value(said.bytes, tag::TestReqID) == value(asked->bytes, tag::TestReqID);
           });
}

const Said* test_request_of_client(const ClientRecord& record) {
    for (const Said& said : record.connections[record.struck_connection].said)
        if (said.by_client && said.type == "1" && said.at >= *record.struck) return &said;
    return nullptr;
}

// A TestRequest<1>, and the end once it has not been answered for HeartBtInt(108); half of that and a second
// are left for timers that are coarse.
void judge_supervision(const ClientRecord& record, const ClientConnection& struck, Findings& findings) {
    const Said* const test = test_request_of_client(record);
    if (test == nullptr) return add(findings, "it sends no TestRequest<1> after HeartBtInt(108) of silence");
    if (!left(struck)) return;
    const microseconds took = struck.logged_out.value_or(struck.closed_at) - test->at;
    if (took > 3 * struck.heart_bt_int / 2 + std::chrono::seconds(1))
        add(findings, "it ends the session " + seconds(took) + " after a TestRequest<1> without answer; " +
                          "HeartBtInt(108) is " + seconds(struck.heart_bt_int));
}

void judge_leaving(const ClientCase& client_case, const ClientConnection& struck, Findings& findings) {
    if (client_case.leaves && !left(struck)) return add(findings, "it does not end the session");
    if (client_case.logs_out && !struck.logged_out)
        add(findings, "it leaves without a Logout<5>: its SenderCompID(49) stays locked for 2 x "
                      "HeartBtInt(108)");
    if (client_case.closes && struck.logged_out && struck.closed != Closed::by_client)
        add(findings, "it does not close the connection once its Logout<5> has been answered");
}

void judge_return(const ClientCase& client_case, const ClientRecord& record, Findings& findings) {
    const ClientConnection& struck = record.connections[record.struck_connection];
    if (client_case.other_name) {
        for (std::size_t i = record.struck_connection + 1; i < record.connections.size(); ++i) {
            const ClientConnection& next = record.connections[i];
            if (next.name.empty()) continue;
            if (next.name == struck.name) add(findings, "it logs on again under the same SenderCompID(49)");
            break;
        }
    }
    const std::size_t next = next_session(record);
    if (next == no_connection) {
        if (client_case.comes_back) add(findings, "it does not log on again");
        return;
    }
    const SteadyTime came = *record.connections[next].up;
    if (client_case.new_before_old && struck.logged_out && *struck.logged_out < came)
        add(findings, "it leaves the old session before the new one is up");
}

} // namespace

std::size_t next_session(const ClientRecord& record) {
    if (!record.struck) return no_connection;
    for (std::size_t i = record.struck_connection + 1; i < record.connections.size(); ++i) {
        const ClientConnection& connection = record.connections[i];
        if (connection.up && *connection.up >= *record.struck) return i;
    }
    return no_connection;
}

bool is_settled(const ClientCase& client_case, const ClientRecord& record) {
    if (!record.struck) return false;
    const ClientConnection& struck = record.connections[record.struck_connection];
    if (client_case.strike == Strike::test_request && !answered_test_request(struck)) return false;
    if (client_case.tests_line && !test_request_of_client(record)) return false;
    if (client_case.leaves && !left(struck)) return false;
    if (client_case.logs_out && !struck.logged_out && struck.closed == Closed::not_yet) return false;
    if (client_case.closes && struck.closed == Closed::not_yet) return false;
    return !client_case.comes_back || next_session(record) != no_connection;
}

std::vector<std::string> judge(const ClientCase& client_case, const ClientRecord& record,
                               const JudgeLimits& limits) {
    Findings findings;
    for (const ClientConnection& connection : record.connections) {
        judge_logon(connection, findings);
        judge_messages(connection, findings);
        judge_answers(connection, record.end, findings);
        judge_refusals(client_case, connection, findings);
    }
    judge_names(record, findings);
    judge_attempts(record, limits, findings);
    judge_orders(record, findings);
    if (!record.struck) return findings;

    const ClientConnection& struck = record.connections[record.struck_connection];
    if (client_case.strike == Strike::test_request && !answered_test_request(struck))
        add(findings, "the TestRequest<1> is not answered by a Heartbeat<0> with its TestReqID(112)");
    if (client_case.tests_line) judge_supervision(record, struck, findings);
    judge_leaving(client_case, struck, findings);
    judge_return(client_case, record, findings);
    const auto early =
        std::find_if(record.connections.begin(), record.connections.end(), [&](const auto& one) {
            return one.opened > *record.struck && one.opened < *record.struck + client_case.stays_away;
        });
    if (early != record.connections.end())
        add(findings, "it connects again after " + seconds(early->opened - *record.struck) +
                          ", inside the time that the text names");
    return findings;
}

} // namespace fixguard::conformance

// Plays the fault: what the exchange says is passed on, left out or spoilt.
#include "conformance/client_trial.hpp"

#include "wire/message_writer.hpp"

#include <algorithm>
#include <utility>

namespace fixguard::conformance {
namespace {

using namespace std::chrono_literals;

constexpr auto settle_time = 500ms; // between a logon and the fault
constexpr auto time_to_close = 5s;  // the client's, once its Logout<5> has been answered
constexpr auto time_to_leave = 10s; // after a fault that can be seen at once
constexpr auto maintenance_time = 20s;
constexpr auto down_time = 10s;

// How long it is watched after all that is expected has happened.
microseconds calm_time(const ClientCase& client_case) {
    if (client_case.strike == Strike::lose_order) return 15s; // -1007 comes after ten
    if (client_case.stays_away > 0ms) return client_case.stays_away + 500ms;
    if (client_case.strike == Strike::reject_logon && !client_case.comes_back) return 10s;
    return 2s;
}

microseconds leave_time(const ClientCase& client_case, std::chrono::seconds heart_bt_int) {
    if (client_case.tests_line) return 5 * heart_bt_int / 2 + 3s; // twice HeartBtInt(108) and a quarter more
    if (client_case.strike == Strike::news) return maintenance_time + 1s;
    return time_to_leave;
}

venue::Config with_faults(venue::Config config, const ClientCase& client_case) {
    venue::Fault fault;
    switch (client_case.strike) {
    case Strike::reject_logon:
        fault.kind = venue::FaultKind::reject;
        fault.msg_type = "A";
        fault.code = ErrorCode{client_case.code};
        fault.times = client_case.comes_back || client_case.stays_away > 0ms ? 1 : 0;
        if (client_case.code == -1034)
            fault.text = "Too many connection attempts for account; current limit is 15 per '5s'.";
        break;
    case Strike::lose_order:
        fault.kind = venue::FaultKind::no_answer;
        fault.msg_type = "D";
        break;
    case Strike::close_on_order:
        fault.kind = venue::FaultKind::close;
        fault.msg_type = "D";
        break;
    case Strike::nothing:
    case Strike::test_request:
    case Strike::log_out:
    case Strike::close:
    case Strike::down:
    case Strike::gap:
    case Strike::garbled:
    case Strike::silence:
    case Strike::wrong_test_req_id:
    case Strike::news:
    case Strike::too_many_messages:
    case Strike::logon_seq_num:
    case Strike::logon_heart_bt_int:
    case Strike::not_a_logon: return config;
    }
    config.faults.push_back(fault);
    return config;
}

// `body` with the field set, where it has it.
void set(std::string& body, tag::Tag tag, std::string_view value) {
    const std::string begin = wire::soh + std::to_string(tag) + "=";
    const std::size_t at = body.find(begin);
    if (at == body.npos) return;
    const std::size_t from = at + begin.size();
    body.replace(from, body.find(wire::soh, from) - from, value);
}

} // namespace

ClientTrial::ClientTrial(const ClientCase& client_case, venue::Config config, ClientTrialOptions options,
                         venue::Now begin)
    : case_(client_case),
      options_(std::move(options)), limits_{config.rules.of(options_.kind).attempts.count,
                                            config.rules.of(options_.kind).attempts.window},
      exchange_(with_faults(std::move(config), client_case)) {
    record_.begin = record_.end = begin.steady;
    record_.earlier_attempts = options_.earlier_attempts;
}

int ClientTrial::connect(const std::string& ip, venue::Now now) {
    const int id = static_cast<int>(exchange_.connect(options_.kind, ip, now).id());
    Link& link = links_[id];
    link.place = record_.connections.size();
    record_.connections.emplace_back().opened = now.steady;
    if (down_until_ && now.steady < *down_until_) close(id, link, now);
    step(now);
    return id;
}

void ClientTrial::on_bytes(int connection, std::string_view bytes, venue::Now now) {
    const auto found = links_.find(connection);
    if (found == links_.end()) return;
    Link& link = found->second;
    link.input += bytes;
    for (auto cut = link.reader.next(link.input); cut.status != wire::FrameResult::Status::incomplete;
         cut = link.reader.next(link.input)) {
        on_message(link, cut.frame, now);
        const std::string message = link.input.substr(0, cut.consumed);
        link.input.erase(0, cut.consumed);
        if (venue::Session* const session = exchange_.find(static_cast<venue::SessionId>(connection)))
            session->on_bytes(message, now);
        exchange_.on_timer(now);
        collect(now);
        if (!links_.contains(connection)) break; // closed by what it said
    }
    step(now);
}

void ClientTrial::on_message(Link& link, const wire::Frame& frame, venue::Now now) {
    ClientConnection& connection = record_of(link);
    const wire::MessageView fields(frame.fields);
    connection.said.push_back({now.steady, true, std::string(frame.msg_type), std::string(frame.bytes)});
    if (frame.msg_type == "A" && connection.name.empty()) {
        connection.name = fields.find(tag::SenderCompID).value_or("");
        connection.heart_bt_int = std::chrono::seconds{fields.find_int(tag::HeartBtInt).value_or(0)};
    }
    if (frame.msg_type == "5") connection.logged_out = now.steady;
    if (frame.msg_type == "5" && link.silent) link.close_at = now.steady + time_to_close;
    if (frame.msg_type == "D" && is_about_order(case_.strike) && connection.up && !record_.struck) {
        record_.lost_order = frame.bytes;
        struck(link, now);
    }
}

void ClientTrial::on_closed(int connection, venue::Now now) {
    const auto found = links_.find(connection);
    if (found == links_.end()) return;
    record_of(found->second).closed = Closed::by_client;
    record_of(found->second).closed_at = now.steady;
    links_.erase(found);
    exchange_.disconnected(static_cast<venue::SessionId>(connection), now);
    collect(now);
    step(now);
}

void ClientTrial::on_timer(venue::Now now) {
    exchange_.on_timer(now);
    collect(now);
    std::vector<int> due;
    for (const auto& [id, link] : links_)
        if (link.close_at && *link.close_at <= now.steady) due.push_back(id);
    for (const int id : due)
        close(id, links_.at(id), now);
    step(now);
}

SteadyTime ClientTrial::next_timer() const {
    if (over_) return SteadyTime::max();
    // All the bounds of step() are looked at ten times a second; nothing here is in a hurry.
    return std::min(exchange_.next_timer(), record_.end + 100ms);
}

std::vector<ClientTrial::Output> ClientTrial::take_output() {
    return std::exchange(output_, {});
}

void ClientTrial::collect(venue::Now now) {
    for (const venue::SessionId session_id : exchange_.take_touched()) {
        const int id = static_cast<int>(session_id);
        venue::Session* const session = exchange_.find(session_id);
        const auto found = links_.find(id);
        if (!session || found == links_.end()) continue;
        Link& link = found->second;
        const std::string said = session->take_output();
        wire::FrameReader reader(wire::OnFault::stop);
        std::size_t at = 0;
        for (auto cut = reader.next(said); cut.status == wire::FrameResult::Status::complete;
             cut = reader.next(std::string_view(said).substr(at))) {
            pass(id, link, cut.frame, now);
            at += cut.consumed;
        }
        if (!session->close_wanted()) continue;
        const ClientConnection& connection = record_of(link);
        if (link.silent && !connection.logged_out) continue;
        // Who logs out first closes last: a client that has asked for the end is given time to close itself.
        if (connection.logged_out && !connection.venue_logged_out) {
            if (!link.close_at) link.close_at = now.steady + time_to_close;
        } else {
            close(id, link, now);
        }
    }
}

void ClientTrial::pass(int id, Link& link, const wire::Frame& frame, venue::Now now) {
    std::string body = "35=" + std::string(frame.msg_type) + wire::soh + std::string(frame.fields);
    if (link.mute) {
        const bool wrong = link.answers_wrongly && frame.msg_type == "0" &&
                           wire::MessageView(frame.fields).find(tag::TestReqID);
        if (!wrong) return;
        set(body, tag::TestReqID, "WRONG");
    }
    const bool is_logon = frame.msg_type == "A";
    const bool spoilt = is_logon && spoil_logon(link, body, now);
    say(id, link, std::move(body), now);
    if (is_logon && !spoilt) {
        record_of(link).up = now.steady;
        if (!up_at_) {
            up_at_ = now.steady;
            up_connection_ = id;
        }
    }
    const auto code = wire::MessageView(frame.fields).find_int(tag::ErrorCode);
    if (frame.msg_type == "3" && case_.strike == Strike::reject_logon && code == case_.code)
        struck(link, now);
}

void ClientTrial::say(int id, Link& link, std::string body, venue::Now now) {
    set(body, tag::MsgSeqNum, std::to_string(link.next_seq_num++));
    std::string bytes = wire::frame_body(body);
    if (std::exchange(link.spoil_next, false)) bytes[bytes.size() - 2] ^= 1; // the last digit of CheckSum(10)
    const std::string type(wire::MessageView(bytes).msg_type());
    if (type == "5" && !record_of(link).logged_out) record_of(link).venue_logged_out = now.steady;
    record_of(link).said.push_back({now.steady, false, type, bytes});
    output_.push_back({id, std::move(bytes), false});
}

// true: the answer to the Logon<A> is the one that the case spoils.
bool ClientTrial::spoil_logon(Link& link, std::string& body, venue::Now now) {
    const bool spoils = is_about_logon(case_.strike) && case_.strike != Strike::reject_logon;
    if (!spoils || record_.struck) return false;
    struck(link, now);
    if (case_.strike == Strike::logon_seq_num) ++link.next_seq_num;
    if (case_.strike == Strike::logon_heart_bt_int)
        set(body, tag::HeartBtInt, std::to_string(record_of(link).heart_bt_int.count() == 60 ? 59 : 60));
    if (case_.strike == Strike::not_a_logon) {
        body.replace(0, body.find(wire::soh), "35=0");
        for (const tag::Tag gone : {tag::EncryptMethod, tag::HeartBtInt, tag::UUID}) {
            const std::size_t at = body.find(wire::soh + std::to_string(gone) + "=");
            if (at != body.npos) body.erase(at, body.find(wire::soh, at + 1) - at);
        }
    }
    return true;
}

void ClientTrial::close(int id, Link& link, venue::Now now) {
    record_of(link).closed = Closed::by_venue;
    record_of(link).closed_at = now.steady;
    links_.erase(id);
    output_.push_back({id, {}, true});
    exchange_.disconnected(static_cast<venue::SessionId>(id), now);
}

void ClientTrial::struck(const Link& link, venue::Now now) {
    if (record_.struck) return;
    record_.struck = now.steady;
    record_.struck_connection = link.place;
}

void ClientTrial::strike(venue::Now now) {
    Link& link = links_.at(up_connection_);
    venue::Session* const session = exchange_.find(static_cast<venue::SessionId>(up_connection_));
    if (session == nullptr) return;
    struck(link, now);
    const auto send = [&](std::string_view readable) { session->send(wire::from_readable(readable), now); };
    const bool locks = exchange_.table().switches.server_close_locks_sender_comp_id;
    switch (case_.strike) {
    case Strike::nothing: break;
    case Strike::test_request: send("35=1|112=FIXGUARD-CASE|"); break;
    case Strike::log_out:
        send("35=5|58=The session is over.|");
        collect(now);
        link.mute = true;
        break;
    case Strike::down: down_until_ = now.steady + down_time; [[fallthrough]];
    case Strike::close: session->close(now, locks); break;
    case Strike::gap:
        ++link.next_seq_num;
        send("35=0|");
        break;
    case Strike::garbled:
        link.spoil_next = true;
        send("35=0|");
        send("35=1|112=FIXGUARD-BEHIND|");
        break;
    case Strike::silence: link.mute = link.silent = true; break;
    case Strike::wrong_test_req_id: link.mute = link.silent = link.answers_wrongly = true; break;
    case Strike::news: exchange_.announce_maintenance(maintenance_time, now); break;
    case Strike::too_many_messages: {
        const std::string text = "Too many messages; current limit is '" +
                                 std::to_string(exchange_.table().of(options_.kind).messages.count) +
                                 "' messages per '10s'.";
        send("35=3|45=1|373=99|25016=-1181|58=" + text + "|");
        session->log_out(text, now);
        break;
    }
    case Strike::logon_seq_num:
    case Strike::logon_heart_bt_int:
    case Strike::not_a_logon:
    case Strike::reject_logon:
    case Strike::lose_order:
    case Strike::close_on_order: break; // they strike by themselves
    }
    collect(now);
}

void ClientTrial::step(venue::Now now) {
    record_.end = std::max(record_.end, now.steady);
    if (over_) return;
    if (!record_.struck) {
        const bool alive = up_at_ && links_.contains(up_connection_);
        if (up_at_ && !alive) up_at_.reset(); // it left before the fault: the next one is waited for
        const bool by_itself = is_about_logon(case_.strike) || is_about_order(case_.strike);
        if (alive && !by_itself && now.steady >= *up_at_ + settle_time) strike(now);
        if (alive && is_about_order(case_.strike) && now.steady >= *up_at_ + options_.order_patience)
            over_ = true;
        if (!alive && now.steady >= record_.begin + options_.patience) over_ = true;
        if (now.steady >= record_.begin + 2 * options_.patience) over_ = true;
    }
    if (!record_.struck) return;
    if (!settled_at_ && is_settled(case_, record_)) settled_at_ = now.steady;
    const ClientConnection& struck = record_.connections[record_.struck_connection];
    const SteadyTime leave_by = *record_.struck + leave_time(case_, struck.heart_bt_int);
    const bool stays = case_.leaves && struck.closed == Closed::not_yet && !struck.logged_out;
    if (settled_at_ && now.steady >= *settled_at_ + calm_time(case_)) over_ = true;
    if (stays && now.steady >= leave_by) over_ = true;
    if (now.steady >= leave_by + options_.patience) over_ = true;
}

void ClientTrial::stop(venue::Now now) {
    over_ = true;
    record_.end = std::max(record_.end, now.steady);
    for (auto& [id, link] : links_) {
        link.mute = false;
        if (venue::Session* const session = exchange_.find(static_cast<venue::SessionId>(id)); session->up())
            session->log_out("The case is over.", now);
    }
    const ClientRecord kept = record_; // what follows is no part of the case
    collect(now);
    while (!links_.empty())
        close(links_.begin()->first, links_.begin()->second, now);
    record_ = kept;
}

ClientResult ClientTrial::result() const {
    ClientResult result;
    result.record = record_;
    result.findings = judge(case_, record_, limits_);
    const bool came = std::any_of(record_.connections.begin(), record_.connections.end(),
                                  [](const ClientConnection& one) { return one.up || !one.name.empty(); });
    result.no_client = !came;
    if (!record_.struck && result.findings.empty()) {
        if (came && is_about_order(case_.strike)) {
            result.verdict = ClientVerdict::not_judged;
            result.findings.emplace_back("the client sends no order");
            return result;
        }
        result.findings.emplace_back(came ? "it does not stay logged on" : "no client logs on");
    }
    result.verdict = result.findings.empty() ? ClientVerdict::passed : ClientVerdict::failed;
    return result;
}

} // namespace fixguard::conformance

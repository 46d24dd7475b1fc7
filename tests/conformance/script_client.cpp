// The client's acts, one function for each occasion.
#include "conformance/script_client.hpp"

#include "conformance/judge.hpp"
#include "wire/message_writer.hpp"

#include <algorithm>
#include <vector>

namespace fixguard::conformance::test {

using namespace std::chrono_literals;

constexpr auto heart_bt_int = 5s;

void ScriptClient::play(ClientTrial& trial, venue::Now& now) {
    trial_ = &trial;
    now_ = now;
    connections_.clear(); // the case before has closed them
    old_.reset();
    if (!stopped_ && !has(Vice::stays_away)) connect_at_ = now.steady;
    if (has(Vice::stays_away) && last_name_ == 0) connect_at_ = now.steady;
    while (!trial.over()) {
        on_timer();
        for (auto output = trial.take_output(); !output.empty(); output = trial.take_output())
            for (const ClientTrial::Output& one : output) {
                on_bytes(one.connection, one.bytes);
                if (one.close) on_closed(one.connection);
            }
        const SteadyTime next = std::min(trial.next_timer(), now_.steady + 50ms);
        if (next > now_.steady) now_ = now_.after(next - now_.steady);
        trial.on_timer(now_);
    }
    trial.stop(now_);
    trial.take_output();
    now = now_;
}

void ScriptClient::again(microseconds later) {
    if (stopped_ || has(Vice::stays_away)) return;
    connect_at_ = now_.steady + (has(Vice::hammers) ? 100ms : later);
}

void ScriptClient::connect() {
    connect_at_.reset();
    attempts_.push_back(now_.steady);
    if (last_name_ == 0 || !has(Vice::same_name)) ++last_name_;
    const int id = trial_->connect("127.0.0.1", now_);
    Connection& connection = connections_[id];
    connection.name = "C" + std::to_string(last_name_);
    connection.last_in = now_.steady;
    if (has(Vice::goes_on_counting)) connection.next_out = kept_seq_num_;
    if (has(Vice::talks_first)) send(id, connection, "35=0|");
    send(id, connection,
         "35=A|98=0|108=5|" + std::string(has(Vice::no_secret) ? "" : "<SIGN>|") +
             "141=" + std::string(has(Vice::no_reset) ? "N" : "Y") + "|553=<API_KEY>|25035=1|" +
             (kind_ == SessionKind::drop_copy ? "9406=Y|" : ""));
}

void ScriptClient::send(int id, Connection& connection, std::string readable) {
    const std::size_t head = readable.find('|') + 1;
    readable.insert(head, "34=" + std::to_string(connection.next_out) + "|49=" + connection.name +
                              "|52=<MICROS>|56=SPOT|");
    ++connection.next_out;
    kept_seq_num_ = std::max(kept_seq_num_, connection.next_out);
    const MacroValues values{identity(), [](int) { return std::string(); }, now_.utc, id, 1};
    trial_->on_bytes(id, make_message(wire::from_readable("8=FIX.4.4|" + readable), values), now_);
}

void ScriptClient::on_bytes(int id, std::string_view bytes) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    Connection& connection = found->second;
    connection.input += bytes;
    while (connections_.contains(id)) {
        const auto cut = connection.reader.next(connection.input);
        if (cut.status == wire::FrameResult::Status::incomplete) return;
        connection.last_in = now_.steady;
        if (cut.status == wire::FrameResult::Status::fault) {
            const std::size_t end = connection.input.find("8=FIX", 1);
            connection.input.erase(0, end);
            connection.reader = wire::FrameReader(wire::OnFault::stop);
            if (!has(Vice::ignores_gaps)) leave(id, connection);
            continue;
        }
        const std::string message(cut.frame.bytes);
        connection.input.erase(0, cut.consumed);
        on_message(id, connection, wire::MessageView(message));
    }
}

void ScriptClient::on_message(int id, Connection& connection, wire::MessageView message) {
    const std::string_view type = message.msg_type();
    if (type == "5" && !has(Vice::ignores_logout)) {
        if (!connection.leaving) send(id, connection, "35=5|");
        if (connection.leaving && has(Vice::does_not_close)) return;
        close(id);
        return again(1s);
    }
    const auto number = message.find_seq_num(tag::MsgSeqNum);
    const bool as_expected = number == connection.next_in;
    connection.next_in = number.value_or(0) + 1;
    if (!connection.up) return on_first(id, connection, message);
    if (connection.leaving) return;
    if (!as_expected && has(Vice::resend_request)) {
        send(id, connection, "35=2|7=1|16=0|");
    } else if (!as_expected && has(Vice::sequence_reset)) {
        send(id, connection, "35=4|123=N|36=9|");
    } else if (!as_expected && !has(Vice::ignores_gaps)) {
        return leave(id, connection);
    }
    if (type == "1" && !has(Vice::ignores_tests))
        send(id, connection,
             "35=0|112=" + (has(Vice::answers_wrongly) ? "X" : std::string(*message.find(tag::TestReqID))) +
                 "|");
    if (type == "0" && connection.tested &&
        (has(Vice::takes_any_answer) || message.find(tag::TestReqID) == "T"))
        connection.tested.reset();
    if (type == "8") open_order_.clear();
    if (type == "3" && message.find(tag::ErrorCode) == "-1007" && !open_order_.empty()) order(id, connection);
    if (type == "B" && !has(Vice::ignores_news) && !old_) {
        old_ = id;
        if (has(Vice::leaves_first)) leave(id, connection);
        connect_at_ = now_.steady;
    }
}

void ScriptClient::on_first(int id, Connection& connection, wire::MessageView message) {
    if (message.msg_type() == "3") return on_refused_logon(id, message.find_int(tag::ErrorCode).value_or(0));
    if (has(Vice::ignores_logon_terms)) return on_up(id, connection);
    if (message.msg_type() != "A") {
        close(id);
        return again(1s);
    }
    const bool fits = message.find(tag::HeartBtInt) == "5" && message.find(tag::MsgSeqNum) == "1";
    if (!fits) return leave(id, connection);
    on_up(id, connection);
}

void ScriptClient::on_refused_logon(int id, std::int64_t code) {
    close(id);
    if (code == -2015 && !has(Vice::hammers)) stopped_ = true;
    if (has(Vice::impatient)) return again(100ms);
    again(code == -1034 ? microseconds(30s) : microseconds(1s));
}

void ScriptClient::on_up(int id, Connection& connection) {
    connection.up = true;
    if (has(Vice::skips_a_number)) ++connection.next_out;
    if (has(Vice::noise)) trial_->on_bytes(id, "8=FIX.4.4\1noise\1", now_);
    if (old_ && *old_ != id && connections_.contains(*old_)) leave(*old_, connections_.at(*old_));
    old_.reset();
    if (kind_ == SessionKind::order_entry && !has(Vice::no_orders)) order(id, connection);
}

// A new one, or the one that is open, by a client that should know better.
void ScriptClient::order(int id, Connection& connection) {
    const bool again = !open_order_.empty() && (has(Vice::order_again) || has(Vice::order_renamed));
    if (!again || has(Vice::order_renamed)) ++last_order_;
    const int price = again ? last_order_ - (has(Vice::order_renamed) ? 1 : 0) : last_order_;
    open_order_ = "O" + std::to_string(last_order_);
    send(id, connection,
         "35=D|11=" + open_order_ + "|38=1|40=2|44=" + std::to_string(20 + price) + "|54=1|55=BTCUSDT|59=1|" +
             (has(Vice::poss_dup) ? "43=Y|" : ""));
}

void ScriptClient::leave(int id, Connection& connection) {
    if (connection.leaving) return;
    if (has(Vice::no_logout)) {
        close(id);
        return again(1s);
    }
    connection.leaving = true;
    connection.leaving_since = now_.steady;
    send(id, connection, "35=5|");
}

void ScriptClient::close(int id) {
    connections_.erase(id);
    trial_->on_closed(id, now_);
}

void ScriptClient::on_closed(int id) {
    if (connections_.erase(id) != 0 && connections_.empty()) again(1s);
}

void ScriptClient::on_timer() {
    std::vector<int> ids;
    for (const auto& [id, connection] : connections_)
        ids.push_back(id);
    for (const int id : ids) {
        Connection& connection = connections_.at(id);
        if (connection.leaving) {
            if (now_.steady < connection.leaving_since + 2s || has(Vice::does_not_close)) continue;
            close(id);
            if (!old_) again(1s);
        } else if (connection.up && connection.tested && now_.steady >= *connection.tested + heart_bt_int) {
            leave(id, connection);
        } else if (connection.up && !connection.tested && !has(Vice::never_tests) &&
                   now_.steady >= connection.last_in + heart_bt_int) {
            connection.tested = now_.steady;
            send(id, connection, "35=1|112=T|");
        }
    }
    constexpr std::size_t most = 15; // attempts in 30 s
    const bool may = attempts_.size() < most || has(Vice::hammers) ||
                     now_.steady >= attempts_[attempts_.size() - most] + 30s;
    if (connect_at_ && now_.steady >= *connect_at_ && may) connect();
}

} // namespace fixguard::conformance::test

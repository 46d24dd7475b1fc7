// The callbacks, the store and the settings that keep FIX::Session within the exchange's rules.
#include "engine/quickfix_session.hpp"

#include "engine/message_encoder.hpp"
#include "engine/now_store.hpp"
#include "wire/tags.hpp"
#include "wire/utc_timestamp.hpp"

#include <atomic>

namespace fixguard::engine {
namespace {

using transport::WriteResult;

// Keeps the last event. Messages are not looked at: they hold secrets.
class EventLog : public FIX::Log, public FIX::LogFactory {
public:
    std::string last;

    FIX::Log* create() override { return this; }
    FIX::Log* create(const FIX::SessionID&) override { return this; }
    void destroy(FIX::Log*) override {}
    void clear() override {}
    void backup() override {}
    void onIncoming(const std::string&) override {}
    void onOutgoing(const std::string&) override {}
    void onEvent(const std::string& event) override { last = event; }
};

// The longest period QuickFIX knows: from Sunday 00:00 to Sunday 00:00.
FIX::TimeRange whole_week() {
    return {FIX::UtcTimeOnly(0, 0, 0), FIX::UtcTimeOnly(0, 0, 0), 1, 1};
}

// Two sessions under one SessionID would unregister each other, so that the next lookup crashes.
FIX::SessionID unique_id(const std::string& sender_comp_id, const std::string& target_comp_id) {
    static std::atomic<std::uint64_t> attempts{0};
    return {"FIX.4.4", sender_comp_id, target_comp_id, std::to_string(++attempts)};
}

} // namespace

struct QuickFixSession::Parts final : FIX::Application, FIX::Responder {
    Parts(const LogonRecipe& logon, const std::string& sender_comp_id, Writer& out)
        : recipe(logon), writer(out), encoder(sender_comp_id, logon.target_comp_id),
          session(*this, stores, unique_id(sender_comp_id, logon.target_comp_id),
                  logon.dictionary->provider(), whole_week(), static_cast<int>(logon.heart_bt_int.count()),
                  &log) {
        session.setResetOnLogon(true); // ResetSeqNumFlag(141)=Y, MsgSeqNum(34)=1, and the signature fits both
        session.setResetOnLogout(true);
        session.setResetOnDisconnect(true);
        session.setRefreshOnLogon(false);
        session.setPersistMessages(false); // nothing can be sent a second time
        session.setTimestampPrecision(6);
        session.setCheckCompId(false);
        session.setCheckLatency(false);
        session.setSendRedundantResendRequests(false);
        session.setResponder(this);
    }

    // --- FIX::Responder
    bool send(const std::string& message) override {
        return writer.write(message) == WriteResult::handed_over; // which FIX::Session does not pass on
    }
    void disconnect() override {} // the caller sees is_logged_on()

    // --- FIX::Application
    void onCreate(const FIX::SessionID&) override {}
    void onLogon(const FIX::SessionID&) override {}
    void onLogout(const FIX::SessionID&) override {}
    void fromAdmin(const FIX::Message&, const FIX::SessionID&) override {}
    void fromApp(const FIX::Message&, const FIX::SessionID&) override {}

    void toAdmin(FIX::Message& message, const FIX::SessionID&) override {
        correct_time(message.getHeader());
        const std::string& type = message.getHeader().getField(FIX::FIELD::MsgType);
        // The TestRequest<1> of a session that has read nothing since its Logon<A> and judges that behind its
        // own Logout<5>.
        if (logged_out) throw FIX::DoNotSend("35=" + type + " behind the Logout<5> was withheld");
        logged_out = type == "5";
        if (type == "A") return complete_logon(message);
        // Reject<3>, ResendRequest<2>, SequenceReset<4>: the exchange knows no replay and does not want our
        // opinion of its messages, and each would count against the limit of messages.
        if (type == "2" || type == "3" || type == "4") throw FIX::DoNotSend("35=" + type + " was withheld");
    }

    void toApp(FIX::Message&, const FIX::SessionID&) override {} // what the user sends goes past FIX::Session

    // FIX::Session has stamped the message with the machine's time; the signature of a Logon<A> is made
    // later.
    void correct_time(FIX::Header& header) const {
        if (clock_correction.count() == 0) return;
        const auto stamped = wire::parse_utc_timestamp(header.getField(tag::SendingTime));
        if (!stamped) return;
        header.setField(tag::SendingTime,
                        std::string(wire::format_utc_timestamp(*stamped + clock_correction).view()));
    }

    void complete_logon(FIX::Message& message) {
        FIX::Header& header = message.getHeader();
        if (!recipe.recv_window.empty()) header.setField(tag::RecvWindow, recipe.recv_window);
        const std::string signature =
            recipe.key->sign({header.getField(tag::SenderCompID), header.getField(tag::TargetCompID),
                              header.getField(tag::MsgSeqNum), header.getField(tag::SendingTime)});
        message.setField(tag::RawDataLength, std::to_string(signature.size()));
        message.setField(tag::RawData, signature);
        message.setField(tag::Username, recipe.api_key.text());
        message.setField(tag::MessageHandling, std::to_string(recipe.message_handling));
        if (recipe.response_mode) message.setField(tag::ResponseMode, std::to_string(*recipe.response_mode));
        if (recipe.drop_copy) message.setField(tag::DropCopyFlag, "Y");
    }

    // QuickFIX throws through itself, and its exceptions must not reach the loop.
    template <typename Call>
    bool guarded(Call call) {
        try {
            call();
            return true;
        } catch (const std::exception& error) {
            log.last = error.what();
        } catch (...) {
            log.last = "an unknown exception";
        }
        return false;
    }

    void send_admin(const char* type, const std::string& test_req_id) {
        FIX::Message message;
        message.getHeader().setField(tag::MsgType, type);
        if (!test_req_id.empty()) message.setField(tag::TestReqID, test_req_id);
        guarded([&] { session.send(message); });
    }

    const LogonRecipe& recipe;
    Writer& writer;
    NowStoreFactory stores;
    EventLog log;
    bool gate_open = false;
    bool logged_out = false; // the Logout<5> was the last message
    microseconds clock_correction{0};
    MessageEncoder encoder;
    FIX::Session session; // last: the constructor calls back
};

QuickFixSession::QuickFixSession(const LogonRecipe& recipe, const std::string& sender_comp_id, Writer& writer)
    : parts_(std::make_unique<Parts>(recipe, sender_comp_id, writer)) {}

QuickFixSession::~QuickFixSession() {
    parts_->guarded([this] {
        parts_->session.setResponder(nullptr);
        parts_->session.disconnect();
    });
}

void QuickFixSession::set_clock_correction(microseconds correction) {
    parts_->clock_correction = correction;
}

void QuickFixSession::log_on() {
    parts_->guarded([this] { parts_->session.next(); });
}

bool QuickFixSession::is_logged_on() const {
    return parts_->session.isLoggedOn();
}

void QuickFixSession::log_out(const std::string& text) {
    close_gate();
    if (!is_logged_on()) return; // before that FIX::Session would do nothing, for ever
    parts_->guarded([&] {
        parts_->session.logout(text);
        parts_->session.next();
    });
}

void QuickFixSession::send_heartbeat(const std::string& test_req_id) {
    parts_->send_admin("0", test_req_id);
}

void QuickFixSession::send_test_request(const std::string& test_req_id) {
    parts_->send_admin("1", test_req_id);
}

void QuickFixSession::take_logon(std::string_view message, std::uint32_t msg_seq_num) {
    parts_->guarded([&] {
        parts_->session.setNextTargetMsgSeqNum(static_cast<int>(msg_seq_num));
        parts_->session.next(std::string(message), FIX::UtcTimeStamp());
    });
}

void QuickFixSession::open_gate() {
    parts_->gate_open = true;
}

void QuickFixSession::close_gate() {
    parts_->gate_open = false;
}

bool QuickFixSession::gate_is_open() const {
    return parts_->gate_open;
}

QuickFixSession::Sent QuickFixSession::send(std::string_view body, UtcTime now) {
    Sent sent;
    if (!parts_->gate_open) return sent;
    sent.status = Sent::Status::malformed;
    const auto parsed = MessageEncoder::read(body);
    if (!parsed) return sent;

    sent.msg_seq_num = next_outbound();
    const std::string_view message =
        parts_->encoder.encode(*parsed, sent.msg_seq_num, now + parts_->clock_correction);
    // FIX::Session numbers its own messages behind this one, whatever becomes of it.
    parts_->session.setNextSenderMsgSeqNum(static_cast<int>(sent.msg_seq_num + 1));
    sent.write_result = parts_->writer.write(message);
    sent.status =
        sent.write_result == WriteResult::handed_over ? Sent::Status::written : Sent::Status::write_failed;
    return sent;
}

std::uint32_t QuickFixSession::next_outbound() const {
    return static_cast<std::uint32_t>(parts_->session.getExpectedSenderNum());
}

std::string QuickFixSession::last_event() const {
    return parts_->log.last;
}

} // namespace fixguard::engine

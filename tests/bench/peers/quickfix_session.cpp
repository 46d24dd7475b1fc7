// The callbacks and settings of a QuickFIX program that does what the exchange wants, and no more.
#include "bench/peers/quickfix_session.hpp"

#include "bench/peers/fixguard_session.hpp"
#include "bench/peers/open_venue.hpp"
#include "dictionary/dictionary.hpp"
#include "engine/now_store.hpp"
#include "support/temp_dir.hpp"
#include "wire/tags.hpp"

#include <openssl/ssl.h>

#define HAVE_SSL 1
#define throw(...)
#include <quickfix/SSLSocketInitiator.h>
#include <quickfix/SocketInitiator.h>
#undef throw

#include <condition_variable>
#include <mutex>

namespace fixguard::bench {
namespace {

// What it logs goes nowhere, and what it stores too: PersistMessages=N.
std::string settings_text(const test::TempDir& folder, std::uint16_t port,
                          const std::string& sender_comp_id) {
    const std::string dictionary = folder.file("oe.xml");
    std::ofstream(dictionary) << dictionary::built_in_xml(SessionKind::order_entry);
    return "[DEFAULT]\n"
           "ConnectionType=initiator\nBeginString=FIX.4.4\nTargetCompID=SPOT\n"
           "StartTime=00:00:00\nEndTime=00:00:00\nStartDay=sun\nEndDay=sun\n"
           "ResetOnLogon=Y\nResetOnLogout=Y\nResetOnDisconnect=Y\nPersistMessages=N\n"
           "TimestampPrecision=6\nCheckLatency=N\nSocketNodelay=Y\nHeartBtInt=60\nReconnectInterval=1\n"
           "UseDataDictionary=Y\nDataDictionary=" +
           dictionary +
           "\n"
           "SocketConnectHost=127.0.0.1\nSocketConnectPort=" +
           std::to_string(port) +
           "\n"
           "[SESSION]\nSenderCompID=" +
           sender_comp_id + '\n';
}

} // namespace

class QuickFixInitiator::Application final : public FIX::Application {
public:
    Application(QuickFixInitiator& owner, std::uint16_t port, bool tls, const std::string& sender_comp_id)
        : owner_(owner), key_(signing_key(folder_)), id_("FIX.4.4", sender_comp_id, "SPOT") {
        std::istringstream text(settings_text(folder_, port, sender_comp_id));
        const FIX::SessionSettings settings(text);
        if (tls)
            initiator_ = std::make_unique<FIX::SSLSocketInitiator>(*this, stores_, settings);
        else
            initiator_ = std::make_unique<FIX::SocketInitiator>(*this, stores_, settings);
        initiator_->start();
    }
    ~Application() override { initiator_->stop(); }

    void onCreate(const FIX::SessionID&) override {}
    void onLogout(const FIX::SessionID&) override {}
    void onLogon(const FIX::SessionID&) override {
        const std::lock_guard lock(mutex_);
        ++logons_;
        logged_on_at_ = std::chrono::steady_clock::now();
        changed_.notify_all();
    }
    void toAdmin(FIX::Message& message, const FIX::SessionID&) override {
        const FIX::Header& header = message.getHeader();
        if (header.getField(tag::MsgType) != "A") return;
        const std::string signature =
            key_.sign({header.getField(tag::SenderCompID), header.getField(tag::TargetCompID),
                       header.getField(tag::MsgSeqNum), header.getField(tag::SendingTime)});
        message.setField(tag::RawDataLength, std::to_string(signature.size()));
        message.setField(tag::RawData, signature);
        message.setField(tag::Username, api_key(1));
        message.setField(tag::MessageHandling, "1");
        message.setField(tag::ResponseMode, "1");
    }
    void fromAdmin(const FIX::Message&, const FIX::SessionID&) override {}
    void toApp(FIX::Message&, const FIX::SessionID&) override {}
    void fromApp(const FIX::Message& message, const FIX::SessionID&) override {
        if (message.getHeader().getField(tag::MsgType) != "8") return;
        owner_.on_report({message.getField(tag::ClOrdID), message.getField(tag::ExecType),
                          message.getField(tag::OrderID), message.getField(tag::OrderQty),
                          message.getField(tag::Symbol)});
    }

    bool send(const SentOrder& order) {
        FIX::Message message;
        message.getHeader().setField(tag::MsgType, "D");
        message.setField(tag::ClOrdID, order.cl_ord_id);
        message.setField(tag::OrderQty, std::string(SentOrder::quantity));
        message.setField(tag::OrdType, "2");
        message.setField(tag::Price, std::string(SentOrder::price));
        message.setField(tag::Side, "1");
        message.setField(tag::Symbol, std::string(SentOrder::symbol));
        message.setField(tag::TimeInForce, "3");
        return FIX::Session::sendToTarget(message, id_);
    }

    bool wait_for_logons(std::size_t count, std::chrono::milliseconds timeout) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, timeout, [&] { return logons_ >= count; });
    }
    std::chrono::steady_clock::time_point logged_on_at() {
        const std::lock_guard lock(mutex_);
        return logged_on_at_;
    }

private:
    QuickFixInitiator& owner_;
    test::TempDir folder_;
    engine::SigningKey key_;
    FIX::SessionID id_;
    engine::NowStoreFactory stores_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t logons_ = 0;
    std::chrono::steady_clock::time_point logged_on_at_;
    std::unique_ptr<FIX::Initiator> initiator_;
};

QuickFixInitiator::QuickFixInitiator(std::uint16_t port, bool tls, const std::string& sender_comp_id)
    : application_(std::make_unique<Application>(*this, port, tls, sender_comp_id)) {
    if (!wait_for_logons(1, std::chrono::seconds(10))) throw std::runtime_error("QuickFIX is not logged on");
}

QuickFixInitiator::~QuickFixInitiator() = default;

bool QuickFixInitiator::wait_for_logons(std::size_t count, std::chrono::milliseconds timeout) {
    return application_->wait_for_logons(count, timeout);
}

std::chrono::steady_clock::time_point QuickFixInitiator::logged_on_at() const {
    return application_->logged_on_at();
}

bool QuickFixInitiator::send(const SentOrder& order) {
    return application_->send(order);
}

} // namespace fixguard::bench

// For programs that build FIX::Message themselves, or keep their own FIX::Initiator. Optional; needs
// QuickFIX 1.15.
#pragma once

#include <fixguard/fixguard.hpp>

#include "engine/quickfix_compat.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fixguard::quickfix {

// The message as Supervisor::send() takes it: without the fields that the session sets.
inline std::string body_of(const FIX::Message& message) {
    const std::string whole = message.toString();
    std::string body;
    FieldCursor fields{whole};
    for (Field field; fields.next(field);) {
        switch (field.tag) {
        case 8:
        case 9:
        case 10:
        case 34:
        case 49:
        case 52:
        case 56: continue;
        default: body.append(whole, field.offset, fields.position() - field.offset);
        }
    }
    return body;
}

// Supervisor::send() for a message that you have built with QuickFIX.
inline SendResult send(Supervisor& supervisor, std::string_view session, const FIX::Message& message) {
    return supervisor.send(session, body_of(message));
}

// Stands in front of your FIX::Application and tells every error that the exchange sends, with its code and
// the request it is about. It changes nothing: whether and how to reconnect stays yours. Thread-safe, because
// QuickFIX sends on the caller's thread and reads on its own; no lock is held while `inner` or `on_error`
// runs.
class DiagnosingApplication : public FIX::Application {
public:
    using OnError = std::function<void(const FIX::SessionID&, const SessionError&)>;

    // `inner` outlives this. `on_error` is called on QuickFIX's thread, before `inner` gets the message.
    DiagnosingApplication(FIX::Application& inner, SessionKind kind, OnError on_error)
        : inner_(inner), kind_(kind), on_error_(std::move(on_error)) {}

    void onCreate(const FIX::SessionID& id) override { inner_.onCreate(id); }
    void onLogon(const FIX::SessionID& id) override { inner_.onLogon(id); }
    void onLogout(const FIX::SessionID& id) override { inner_.onLogout(id); }
    void toAdmin(FIX::Message& message, const FIX::SessionID& id) override {
        inner_.toAdmin(message, id);
        // A Logon<A> begins a new connection; it holds secrets and answers to it need no request.
        if (message.getHeader().getField(35) != "A") return remember(message, id);
        const std::lock_guard<std::mutex> lock(mutex_);
        diagnosers_.erase(id);
    }
    void toApp(FIX::Message& message, const FIX::SessionID& id) override {
        inner_.toApp(message, id);
        remember(message, id);
    }
    void fromAdmin(const FIX::Message& message, const FIX::SessionID& id) override {
        judge(message, id);
        inner_.fromAdmin(message, id);
    }
    void fromApp(const FIX::Message& message, const FIX::SessionID& id) override {
        judge(message, id);
        inner_.fromApp(message, id);
    }

private:
    Diagnoser& of(const FIX::SessionID& id) { return diagnosers_.try_emplace(id, kind_).first->second; }
    void remember(const FIX::Message& message, const FIX::SessionID& id) {
        const std::string bytes = message.toString();
        const std::lock_guard<std::mutex> lock(mutex_);
        of(id).sent(bytes);
    }
    void judge(const FIX::Message& message, const FIX::SessionID& id) {
        const std::string bytes = message.toString();
        std::optional<SessionError> error;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            error = of(id).diagnose(bytes);
        }
        if (error) on_error_(id, *error);
    }

    FIX::Application& inner_;
    SessionKind kind_;
    OnError on_error_;
    std::mutex mutex_; // for what stands below it
    std::map<FIX::SessionID, Diagnoser> diagnosers_;
};

} // namespace fixguard::quickfix

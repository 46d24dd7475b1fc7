// The fixture of the tests that stand for the traps around FIX::Session.
#pragma once

#include "engine/supervised.hpp"

namespace fixguard::engine {

class Traps : public Supervised {
protected:
    // Ends a session from the client's side and returns what the exchange heard until then.
    std::vector<std::string> heard_until_logout(test::ExchangeSession& seat) {
        supervisor->stop();
        std::vector<std::string> heard;
        for (std::string message = seat.hear(); !message.empty(); message = seat.hear()) {
            heard.push_back(message);
            if (value(message, tag::MsgType) != "5") continue;
            seat.say("35=5|58=Logout acknowledgment.|");
            seat.connection().close();
        }
        EXPECT_TRUE(!heard.empty() && value(heard.back(), tag::MsgType) == "5") << "no Logout";
        if (!heard.empty()) heard.pop_back();
        return heard;
    }
};

} // namespace fixguard::engine

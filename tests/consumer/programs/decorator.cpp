// An existing FIX::Application with the diagnosis in front of it; QuickFIX's own initiator would call both
// alike.
#include <fixguard/quickfix.hpp>

#include <atomic>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

namespace {

class Existing : public FIX::NullApplication {
public:
    void fromAdmin(const FIX::Message&, const FIX::SessionID&) override { ++admin; }
    int admin = 0;
};

FIX::Message message(std::string readable) {
    for (char& c : readable)
        if (c == '|') c = '\001';
    return FIX::Message(readable, false);
}

// QuickFIX sends on the caller's thread and reads on its own, one for each session of some initiators.
bool threads_get_along() {
    constexpr int messages = 500;
    FIX::NullApplication existing;
    std::atomic<int> found{0};
    fixguard::quickfix::DiagnosingApplication application(
        existing, fixguard::SessionKind::order_entry,
        [&](const FIX::SessionID&, const fixguard::SessionError& error) {
            found += error.code.value == -1171;
        });
    std::vector<std::thread> threads;
    for (const bool sends : {true, false})
        for (const char* const name : {"A", "B"})
            threads.emplace_back([&application, sends, name] {
                const FIX::SessionID id("FIX.4.4", name, "SPOT");
                for (int i = 1; i <= messages; ++i) {
                    const std::string number = std::to_string(i);
                    FIX::Message order =
                        message("8=FIX.4.4|9=0|35=D|34=" + number + "|11=" + number + "|10=000|");
                    if (sends)
                        application.toApp(order, id);
                    else
                        application.fromAdmin(
                            message("8=FIX.4.4|9=0|35=3|34=1|45=" + number + "|25016=-1171|10=000|"), id);
                }
            });
    for (std::thread& thread : threads)
        thread.join();
    return found == 2 * messages;
}

} // namespace

int main() {
    Existing existing;
    int errors = 0;
    fixguard::quickfix::DiagnosingApplication application(
        existing, fixguard::SessionKind::order_entry,
        [&](const FIX::SessionID&, const fixguard::SessionError& error) {
            ++errors;
            std::printf("%d about %s\n", error.code.value, std::string(error.request.id.view()).c_str());
        });
    const FIX::SessionID id("FIX.4.4", "OE", "SPOT");
    FIX::Message order =
        message("8=FIX.4.4|9=0|35=D|34=7|49=OE|52=20260714-09:30:00|56=SPOT|11=A-1|38=1|40=1|54=1|"
                "55=BTCUSDT|10=000|");
    application.toApp(order, id);
    application.fromAdmin(
        message("8=FIX.4.4|9=0|35=3|34=2|49=SPOT|52=20260714-09:30:00|56=OE|45=7|58=Tag '55' appears "
                "more than once.|371=55|25016=-1171|10=000|"),
        id);
    const bool stripped =
        fixguard::quickfix::body_of(order) == "35=D\00111=A-1\00138=1\00140=1\00154=1\00155=BTCUSDT\001";
    return errors == 1 && existing.admin == 1 && stripped && threads_get_along() ? 0 : 1;
}

// Builds the messages that are measured, the same ones in every run.
#include "bench/samples.hpp"

#include "wire/message_writer.hpp"

#include <random>
#include <string_view>

namespace fixguard::bench {
namespace {

using wire::MessageWriter;

class Values {
public:
    std::size_t below(std::size_t bound) { return random_() % bound; }

    std::string digits(std::size_t count) {
        std::string text(count, '1');
        for (char& digit : text)
            digit = static_cast<char>('1' + below(9));
        return text;
    }
    std::string price() { return digits(1 + below(5)) + '.' + digits(8); }
    std::string id() { return "o-" + digits(8 + below(13)); }
    std::string symbol() {
        static constexpr std::string_view symbols[] = {"BTCUSDT", "ETHBTC", "DOGEUSDT", "1000SATSUSDT"};
        return std::string(symbols[below(std::size(symbols))]);
    }
    std::string time() { return "20261121-09:" + digits(2).replace(0, 1, "1") + ":41." + digits(6); }

private:
    std::mt19937 random_{20261121}; // NOLINT: the same messages in every run
};

template <typename Build>
std::vector<std::string> build(Build one) {
    Values values;
    MessageWriter writer;
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < variants; ++i) {
        one(writer, values, i);
        messages.emplace_back(writer.finish());
    }
    return messages;
}

void header(MessageWriter& writer, std::string_view msg_type, std::size_t msg_seq_num, Values& values,
            bool from_server) {
    writer.begin(msg_type)
        .add(tag::MsgSeqNum, msg_seq_num)
        .add(tag::SenderCompID, from_server ? "SPOT" : "qNXO12fH")
        .add(tag::SendingTime, values.time())
        .add(tag::TargetCompID, from_server ? "qNXO12fH" : "SPOT");
}

struct Refusal {
    const char* code;
    const char* reason;
    const char* ref_tag;
    const char* text;
};
constexpr Refusal refusals[] = {
    {"-1171", "13", "44", "Tag '44' appears more than once."},
    {"-1181", "99", nullptr, "Too many messages; current limit is '10000' messages per '10s'."},
    {"-1102", "1", "40", "Mandatory parameter 'ordType' was not sent, was empty/null, or malformed."},
    {"-1170", "2", "9406", "Tag '9406' not defined for this message type."},
};

constexpr std::size_t first_request = 7'340; // MsgSeqNum(34)

} // namespace

std::vector<std::string> rejects() {
    return build([](MessageWriter& writer, Values& values, std::size_t i) {
        const Refusal& refusal = refusals[i % std::size(refusals)];
        header(writer, "3", 90 + 31 * i, values, true);
        writer.add(tag::RefSeqNum, first_request + i).add(tag::Text, refusal.text);
        if (refusal.ref_tag != nullptr) writer.add(tag::RefTagID, refusal.ref_tag);
        writer.add(tag::RefMsgType, "D")
            .add(tag::SessionRejectReason, refusal.reason)
            .add(tag::ErrorCode, refusal.code);
    });
}

std::vector<std::string> sent_requests() {
    return build([](MessageWriter& writer, Values& values, std::size_t i) {
        header(writer, "D", first_request + i, values, false);
        writer.add(tag::ClOrdID, values.id())
            .add(tag::OrderQty, values.price())
            .add(tag::OrdType, '2')
            .add(tag::Price, values.price())
            .add(tag::Side, '1')
            .add(tag::Symbol, values.symbol())
            .add(tag::TimeInForce, '1');
    });
}

std::vector<std::string> limit_orders() {
    return sent_requests();
}

std::vector<std::string> execution_reports() {
    return build([](MessageWriter& writer, Values& values, std::size_t i) {
        const std::string time = values.time();
        header(writer, "8", 500 + 7 * i, values, true);
        writer.add(tag::ClOrdID, values.id())
            .add(tag::CumQty, "0.00000000")
            .add(tag::ExecID, values.digits(3 + values.below(9)))
            .add(tag::LastQty, "0.00000000")
            .add(tag::OrderID, values.digits(2 + values.below(9)))
            .add(tag::OrderQty, values.price())
            .add(tag::OrdStatus, '0')
            .add(tag::OrdType, '2')
            .add(tag::Price, values.price())
            .add(tag::Side, '1')
            .add(tag::Symbol, values.symbol())
            .add(tag::TimeInForce, '1')
            .add(tag::TransactTime, time)
            .add(tag::ExecType, '0')
            .add(tag::LeavesQty, values.price())
            .add(636, 'Y')  // WorkingIndicator
            .add(1057, 'Y') // AggressorIndicator
            .add(tag::SelfTradePreventionMode, '1')
            .add(tag::CumQuoteQty, "0.00000000")
            .add(tag::OrderCreationTime, time)
            .add(25023, time) // WorkingTime
            .add(25032, 'N'); // SOR
    });
}

std::vector<std::string> incremental_refreshes(std::size_t entries) {
    return build([entries](MessageWriter& writer, Values& values, std::size_t i) {
        header(writer, "X", 2'000 + 11 * i, values, true);
        writer.add(tag::MDReqID, "depth-" + values.digits(3)).add(tag::NoMDEntries, entries);
        for (std::size_t entry = 0; entry < entries; ++entry) {
            writer.add(tag::MDUpdateAction, values.below(4) == 0 ? '0' : '1')
                .add(tag::MDEntryPx, values.price())
                .add(tag::MDEntrySize, values.price())
                .add(tag::MDEntryType, values.below(2) == 0 ? '0' : '1');
            if (entry == 0)
                writer.add(tag::Symbol, values.symbol())
                    .add(tag::FirstBookUpdateID, values.digits(10))
                    .add(tag::LastBookUpdateID, values.digits(10));
        }
    });
}

} // namespace fixguard::bench

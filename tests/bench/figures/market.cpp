// (13) A refresh of market data from bytes to an order book, and what the book weighs.
#include "bench/figures/figures.hpp"
#include "bench/peers/quickfix.hpp"
#include "market/market_data.hpp"
#include "wire/frame.hpp"
#include "wire/message_writer.hpp"

#include <map>
#include <random>

namespace fixguard::bench {
namespace {

constexpr std::size_t levels = 5'000;  // a side
constexpr std::size_t entries = 1'000; // of a message
constexpr std::size_t messages = 32;
constexpr std::size_t id_digits = 12;

std::string two_decimals(std::size_t cents) {
    return std::to_string(cents / 100) + '.' + std::to_string(cents / 10 % 10) + std::to_string(cents % 10) +
           "000000";
}

std::string price_of(bool bid, std::size_t distance) {
    constexpr std::size_t middle = 6'000'000;
    return two_decimals(bid ? middle - distance : middle + 1 + distance);
}

std::string snapshot() {
    wire::MessageWriter message;
    message.begin("W").add(tag::MDReqID, "fg-1").add(tag::Symbol, "BTCUSDT");
    message.add(tag::LastBookUpdateID, 1).add(tag::NoMDEntries, 2 * levels);
    for (const bool bid : {true, false})
        for (std::size_t i = 0; i < levels; ++i)
            message.add(tag::MDEntryType, bid ? '0' : '1')
                .add(tag::MDEntryPx, price_of(bid, i))
                .add(tag::MDEntrySize, std::to_string(1 + i % 9) + ".00000000");
    return std::string(message.finish());
}

// New, changed and deleted levels, most of them near the best. The ids stand in the first entry, in so many
// digits that they can be counted up where they stand.
std::string refresh(std::mt19937_64& random) {
    wire::MessageWriter message;
    message.begin("X").add(tag::MsgSeqNum, 1'000'000).add(tag::SenderCompID, "SPOT");
    message.add(tag::SendingTime, "20260101-00:00:00.000000").add(tag::TargetCompID, "CLIENT");
    message.add(tag::MDReqID, "fg-1").add(tag::NoMDEntries, entries);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t distance = random() % levels * (random() % levels) / levels;
        const bool gone = random() % 8 == 0, bid = random() % 2 == 0;
        message.add(tag::MDUpdateAction, gone ? '2' : '1').add(tag::MDEntryPx, price_of(bid, distance));
        if (!gone) message.add(tag::MDEntrySize, std::to_string(1 + random() % 1'000) + ".00000000");
        message.add(tag::MDEntryType, bid ? '0' : '1');
        if (i != 0) continue;
        message.add(tag::Symbol, "BTCUSDT").add(tag::TransactTime, "20260101-00:00:00.000000");
        message.add(tag::FirstBookUpdateID, std::string(id_digits, '1'));
        message.add(tag::LastBookUpdateID, std::string(id_digits, '1'));
    }
    return std::string(message.finish());
}

// The messages over and over, each time with the next update id.
class Tape {
public:
    Tape() {
        std::mt19937_64 random(13); // NOLINT: the same messages in every run
        for (std::size_t i = 0; i < messages; ++i)
            tape_.push_back(refresh(random));
    }
    const std::string& next() {
        std::string& message = tape_[count_++ % messages];
        std::string id = std::to_string(count_ + 1);
        id.insert(0, id_digits - id.size(), '0');
        message.replace(message.find("\x01"
                                     "25043=") +
                            7,
                        id_digits, id);
        message.replace(message.find("\x01"
                                     "25044=") +
                            7,
                        id_digits, id);
        const std::string_view summed = std::string_view(message).substr(0, message.size() - 7);
        std::string sum = std::to_string(wire::check_sum(summed));
        sum.insert(0, 3 - sum.size(), '0');
        message.replace(message.size() - 4, 3, sum);
        return message;
    }

private:
    std::vector<std::string> tape_;
    std::size_t count_ = 0;
};

// What all sides say of their book, so that they can be compared.
struct Best {
    double bid = 0, bid_size = 0, offer = 0, offer_size = 0;
    std::size_t levels = 0;
    friend bool operator==(const Best&, const Best&) = default;
};

double number(wire::Decimal value) {
    return std::stod(wire::format_short(value));
}

class Ours {
public:
    Ours() : data_(market::Limits::of(rules::SessionTable::built_in()), listener_) {
        data_.subscriptions().subscribe({"BTCUSDT", StreamKind::depth}, levels, {});
        data_.subscriptions().connected(0, {});
        (void)data_.subscriptions().next(0, {});
        const std::string bytes = snapshot();
        data_.on_message(0, wire::MessageView(bytes), {});
    }
    bool take_next() {
        wire::FrameReader reader(wire::OnFault::stop);
        const wire::FrameResult result = reader.next(tape_.next());
        return data_.on_message(0, wire::MessageView(result.frame.bytes), {});
    }
    const market::Book& book() const {
        return *data_.subscriptions().find(market::StreamKey{"BTCUSDT", StreamKind::depth})->book;
    }
    Best best() const {
        return {number(book().best_bid()->price), number(book().best_bid()->size),
                number(book().best_offer()->price), number(book().best_offer()->size),
                book().bids().size() + book().offers().size()};
    }

private:
    market::MarketListener listener_;
    market::MarketData data_;
    Tape tape_;
};

// What a program on QuickFIX does: parse, walk the group, keep two maps of doubles.
class Theirs {
public:
    Theirs() : quickfix_(SessionKind::market_data) { take(snapshot()); }
    bool take_next() { return take(tape_.next()); }
    Best best() const {
        return {bids_.rbegin()->first, bids_.rbegin()->second, offers_.begin()->first,
                offers_.begin()->second, bids_.size() + offers_.size()};
    }

private:
    bool take(const std::string& bytes) {
        const FIX::Message message = quickfix_.parse(bytes);
        for (auto group = message.g_begin(); group != message.g_end(); ++group)
            for (const FIX::FieldMap* const entry : group->second) {
                auto& side = entry->getField(tag::MDEntryType) == "0" ? bids_ : offers_;
                const double price = std::stod(entry->getField(tag::MDEntryPx));
                if (entry->isSetField(tag::MDUpdateAction) && entry->getField(tag::MDUpdateAction) == "2")
                    side.erase(price);
                else
                    side[price] = std::stod(entry->getField(tag::MDEntrySize));
            }
        return true;
    }

    QuickFix quickfix_;
    std::map<double, double> bids_;
    std::map<double, double> offers_;
    Tape tape_;
};

} // namespace

void market_data(Bench& bench) {
    if (!bench.wants("13")) return;
    Ours ours;
    Theirs theirs;
    const auto difference = [&]() -> std::string {
        for (std::size_t i = 0; i < 2 * messages; ++i) {
            ours.take_next();
            theirs.take_next();
            if (ours.best() != theirs.best()) return "the book after message " + std::to_string(i);
        }
        return {};
    };
    bench.compare(
        {"13",
         "an X of 1,000 entries from bytes to a book of 5,000 levels a side",
         difference,
         {side("fixguard", [&](std::size_t) { return ours.take_next(); }),
          side(
              "QuickFIX and two std::map<double>", [&](std::size_t) { return theirs.take_next(); }, 3)},
         {}});
    const double kib = static_cast<double>(ours.book().memory()) / 1024;
    bench.report({"13",
                  "memory of a book of 5,000 levels a side",
                  {{"fixguard", "KiB", {kib, kib, kib}, {}, {}, {}, {}}}});
}

} // namespace fixguard::bench

// (3) Framing, CheckSum(10) and all fields of a Reject, an ExecutionReport and a refresh of ten entries.
#include "bench/figures/figures.hpp"
#include "bench/peers/field_sum.hpp"
#include "bench/peers/plain_reader.hpp"
#include "bench/peers/quickfix.hpp"
#include "bench/samples.hpp"
#include "wire/frame.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::bench {
namespace {

FieldSum read_all(std::string_view bytes) {
    wire::FrameReader reader(wire::OnFault::stop);
    const wire::FrameResult result = reader.next(bytes);
    return result.status == wire::FrameResult::Status::complete ? sum_of(result.frame.fields) : FieldSum{};
}

void compare(Bench& bench, const std::string& name, SessionKind kind,
             const std::vector<std::string>& messages, double least_ratio,
             std::optional<double> most_instructions) {
    const QuickFix quickfix(kind);
    PlainReader plain;
    const auto judged = [&](std::size_t i) {
        const FIX::Message message = quickfix.parse(messages[i % variants]);
        if (!quickfix.validate(message)) return FieldSum{};
        return sum_of(message);
    };
    const auto parsed = [&](std::size_t i) {
        return sum_of(QuickFix::parse_plainly(messages[i % variants]));
    };
    const auto plainly = [&](std::size_t i) {
        return plain.read(messages[i % variants]) ? sum_of(plain) : FieldSum{};
    };
    const auto ours = [&](std::size_t i) { return read_all(messages[i % variants]); };
    const auto difference = [&]() -> std::string {
        for (std::size_t i = 0; i < variants; ++i)
            if (ours(i).count == 0 || judged(i) != ours(i) || parsed(i) != ours(i) || plainly(i) != ours(i))
                return wire::to_readable(messages[i]);
        return {};
    };
    bench.compare({"3",
                   "framing, CheckSum and all fields: " + name,
                   difference,
                   {side("fixguard", ours), side("QuickFIX dictionary + validate", judged, least_ratio),
                    side("QuickFIX without dictionary", parsed), side("plain string_view reader", plainly)},
                   most_instructions});
}

} // namespace

void framing_and_fields(Bench& bench) {
    if (!bench.wants("3")) return;
    compare(bench, "Reject", SessionKind::order_entry, rejects(), 28, {});
    compare(bench, "ExecutionReport", SessionKind::order_entry, execution_reports(), 45, 1'500);
    compare(bench, "X of 10 entries", SessionKind::market_data, incremental_refreshes(10), 30, {});
}

} // namespace fixguard::bench

// (1) The bytes of a Reject<3> -> the typed error with its parameters and the request it is about.
#include "bench/figures/figures.hpp"
#include "bench/peers/plain_reader.hpp"
#include "bench/peers/quickfix.hpp"
#include "bench/samples.hpp"
#include "catalog/catalog.hpp"
#include "diagnosis/diagnose.hpp"
#include "wire/message_writer.hpp"

#include <unordered_map>

namespace fixguard::bench {
namespace {

// What the plain reader makes of a Reject: views into its bytes.
struct PlainError {
    int code = 0;
    const catalog::Entry* entry = nullptr; // name and policy of the code
    std::string_view text;
    std::array<std::string_view, max_text_params> params;
    int msg_seq_num = 0;
    int ref_seq_num = 0;
    int ref_tag_id = 0;
    std::string_view ref_msg_type;
    int reason = 0;
    const RequestRef* request = nullptr;
};

// Takes the text apart by one pattern, with what std::string_view offers.
bool fits(std::string_view text, std::string_view pattern, PlainError& error) {
    std::size_t param = 0;
    for (;;) {
        const std::size_t mark = pattern.find('%');
        if (mark == std::string_view::npos) return text == pattern;
        if (text.substr(0, mark) != pattern.substr(0, mark)) return false;
        text.remove_prefix(mark);
        pattern.remove_prefix(mark + 2);
        const std::string_view next = pattern.substr(0, pattern.find('%'));
        const std::size_t end = next.size() == pattern.size() && text.ends_with(next)
                                    ? text.size() - next.size()
                                    : text.find(next);
        if (end == std::string_view::npos) return false;
        error.params[param++] = text.substr(0, end);
        text.remove_prefix(end);
    }
}

// The plain reader with hash tables for the codes and the requests.
class PlainDiagnosis {
public:
    explicit PlainDiagnosis(const std::vector<std::string>& sent) {
        for (const catalog::Entry& entry : catalog::entries())
            entries_[entry.code.value] = &entry;
        for (const std::string& message : sent) {
            reader_.read(message);
            RequestRef request;
            request.msg_seq_num = static_cast<std::uint32_t>(reader_.find_int(tag::MsgSeqNum));
            request.msg_type = reader_.find(tag::MsgType);
            request.id = reader_.find(tag::ClOrdID);
            requests_[request.msg_seq_num] = request;
        }
    }

    PlainError diagnose(std::string_view bytes) {
        PlainError error;
        if (!reader_.read(bytes)) return error;
        error.code = reader_.find_int(tag::ErrorCode);
        error.text = reader_.find(tag::Text);
        error.msg_seq_num = reader_.find_int(tag::MsgSeqNum);
        error.ref_seq_num = reader_.find_int(tag::RefSeqNum);
        error.ref_tag_id = reader_.find_int(tag::RefTagID);
        error.ref_msg_type = reader_.find(tag::RefMsgType);
        error.reason = reader_.find_int(tag::SessionRejectReason);
        if (const auto entry = entries_.find(error.code); entry != entries_.end()) {
            error.entry = entry->second;
            for (const catalog::Text& text : error.entry->texts)
                if (fits(error.text, text.pattern, error)) break;
        }
        if (const auto request = requests_.find(static_cast<std::uint32_t>(error.ref_seq_num));
            request != requests_.end())
            error.request = &request->second;
        return error;
    }

private:
    PlainReader reader_;
    std::unordered_map<int, const catalog::Entry*> entries_;
    std::unordered_map<std::uint32_t, RequestRef> requests_;
};

// QuickFIX knows no codes and no requests: it reads and judges, and a program takes these out.
struct QuickFixError {
    bool sound = false;
    int code = 0;
    std::string text;
    int ref_seq_num = 0;
};

QuickFixError read(const QuickFix& quickfix, const std::string& bytes) {
    QuickFixError error;
    const FIX::Message message = quickfix.parse(bytes);
    error.sound = quickfix.validate(message);
    error.code = FIX::IntConvertor::convert(message.getField(tag::ErrorCode));
    error.text = message.getField(tag::Text);
    error.ref_seq_num = FIX::IntConvertor::convert(message.getField(tag::RefSeqNum));
    return error;
}

bool same(const SessionError& ours, const QuickFixError& theirs) {
    return theirs.sound && ours.code.value == theirs.code && ours.text == theirs.text &&
           static_cast<int>(*ours.ref_seq_num) == theirs.ref_seq_num;
}

bool same(const SessionError& ours, const PlainError& theirs) {
    for (std::size_t i = 0; i < max_text_params; ++i)
        if (ours.param(i) != theirs.params[i]) return false;
    return ours.code.value == theirs.code && ours.text == theirs.text && ours.param_count > 0 &&
           theirs.entry != nullptr && ours.code_name == theirs.entry->name &&
           ours.policy == theirs.entry->policy && static_cast<int>(*ours.msg_seq_num) == theirs.msg_seq_num &&
           static_cast<int>(*ours.ref_seq_num) == theirs.ref_seq_num &&
           ours.ref_tag_id.value_or(0) == theirs.ref_tag_id && ours.ref_msg_type == theirs.ref_msg_type &&
           ours.session_reject_reason == theirs.reason && theirs.request != nullptr &&
           ours.request.id == theirs.request->id && ours.request.msg_type == theirs.request->msg_type;
}

} // namespace

void reject_to_error(Bench& bench) {
    if (!bench.wants("1")) return;
    const std::vector<std::string> messages = rejects();
    const std::vector<std::string> requests = sent_requests();
    diagnosis::SentLog sent;
    for (const std::string& request : requests)
        sent.record(request);
    const catalog::PolicyTable policies;
    const diagnosis::Context context{SessionKind::order_entry, sent, policies};
    const QuickFix quickfix(SessionKind::order_entry);
    PlainDiagnosis plain(requests);

    const auto ours = [&](std::size_t i) {
        wire::FrameReader reader(wire::OnFault::stop);
        const wire::FrameResult result = reader.next(messages[i % variants]);
        return diagnosis::diagnose(result.frame, context);
    };
    const auto judged = [&](std::size_t i) { return read(quickfix, messages[i % variants]); };
    const auto plainly = [&](std::size_t i) { return plain.diagnose(messages[i % variants]); };
    const auto difference = [&]() -> std::string {
        for (std::size_t i = 0; i < variants; ++i) {
            const auto error = ours(i);
            if (!error || !same(*error, judged(i)) || !same(*error, plainly(i)))
                return wire::to_readable(messages[i]);
        }
        return {};
    };
    bench.compare({"1",
                   "Reject bytes -> SessionError with parameters and request",
                   difference,
                   {side("fixguard", ours), side("QuickFIX dictionary + validate, no parameters", judged, 25),
                    side("plain string_view reader", plainly, 2)},
                   {}});
}

} // namespace fixguard::bench

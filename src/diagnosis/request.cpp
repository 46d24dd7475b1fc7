// Which of our messages are requests, and which inbound messages settle their fate.
#include "diagnosis/answer.hpp"
#include "diagnosis/diagnose.hpp"

#include <array>

namespace fixguard::diagnosis {
namespace {

// A type of message and the tag by which it says which request it is, or answers.
struct NamedType {
    std::string_view msg_type;
    tag::Tag id_tag;
};

constexpr std::array request_types{
    NamedType{"D", tag::ClOrdID}, NamedType{"F", tag::ClOrdID},         NamedType{"XCN", tag::ClOrdID},
    NamedType{"q", tag::ClOrdID}, NamedType{"XAK", tag::ClOrdID},       NamedType{"E", tag::ClListID},
    NamedType{"V", tag::MDReqID}, NamedType{"x", tag::InstrumentReqID}, NamedType{"XLQ", tag::ReqID}};

// What accepts a request when it bears no error, and where it says which one.
constexpr std::array accepting_types{NamedType{"8", tag::ClOrdID},  NamedType{"r", tag::ClOrdID},
                                     NamedType{"N", tag::ClListID}, NamedType{"W", tag::MDReqID},
                                     NamedType{"X", tag::MDReqID},  NamedType{"y", tag::InstrumentReqID},
                                     NamedType{"XLR", tag::ReqID}};

} // namespace

std::optional<RequestRef> request_in(wire::MessageView message) noexcept {
    const std::string_view msg_type = message.msg_type();
    for (const NamedType& type : request_types) {
        if (type.msg_type != msg_type) continue;
        // To unsubscribe is answered only where it fails.
        if (msg_type == "V" && message.find(tag::SubscriptionRequestType) != "1") return std::nullopt;
        RequestRef request;
        request.msg_seq_num = message.find_seq_num(tag::MsgSeqNum).value_or(0);
        request.msg_type = msg_type;
        if (const auto id = message.find(type.id_tag)) {
            request.id_tag = type.id_tag;
            request.id = *id;
        }
        return request;
    }
    return std::nullopt;
}

std::optional<Settlement> settlement(wire::MessageView message, const Context& context) noexcept {
    if (const std::optional<SessionError> error = diagnose(message, context)) {
        if (error->found_by == FoundBy::nothing || error->policy.fate == RequestFate::none)
            return std::nullopt;
        return Settlement{error->request, error->policy.fate};
    }
    const std::string_view msg_type = message.msg_type();
    for (const NamedType& type : accepting_types) {
        if (type.msg_type != msg_type) continue;
        const auto id = message.find(type.id_tag);
        const auto exec_type = msg_type == "8" ? message.find(tag::ExecType) : std::nullopt;
        const Answer answer{msg_type, exec_type && exec_type->size() == 1 ? exec_type->front() : '\0', {}};
        const RequestRef* const request = id ? answered_by(answer, *id, context.sent) : nullptr;
        if (request == nullptr) return std::nullopt;
        return Settlement{*request, RequestFate::accepted};
    }
    return std::nullopt;
}

} // namespace fixguard::diagnosis

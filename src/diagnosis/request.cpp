// Which of our messages are requests.
#include "diagnosis/diagnose.hpp"

#include <array>

namespace fixguard::diagnosis {
namespace {

// A type of message and the tag by which it says which request it is.
struct NamedType {
    std::string_view msg_type;
    tag::Tag id_tag;
};

constexpr std::array request_types{
    NamedType{"D", tag::ClOrdID}, NamedType{"F", tag::ClOrdID},         NamedType{"XCN", tag::ClOrdID},
    NamedType{"q", tag::ClOrdID}, NamedType{"XAK", tag::ClOrdID},       NamedType{"E", tag::ClListID},
    NamedType{"V", tag::MDReqID}, NamedType{"x", tag::InstrumentReqID}, NamedType{"XLQ", tag::ReqID}};

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

} // namespace fixguard::diagnosis

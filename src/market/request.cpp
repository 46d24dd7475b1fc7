// Requests and their refusals.
#include "market/request.hpp"

#include "catalog/catalog.hpp"
#include "catalog/codes.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::market {

std::string body_of(const Request& request) {
    wire::MessageWriter message;
    message.begin("V").add(tag::MDReqID, request.md_req_id);
    if (!request.subscribe) {
        message.add(tag::SubscriptionRequestType, '2');
        return std::string(message.body());
    }
    message.add(tag::SubscriptionRequestType, '1').add(tag::MarketDepth, request.depth);
    message.add(tag::NoRelatedSym, 1).add(tag::Symbol, request.key.symbol);
    if (request.key.kind == StreamKind::trade)
        message.add(tag::NoMDEntryTypes, 1).add(tag::MDEntryType, '2');
    else
        message.add(tag::NoMDEntryTypes, 2).add(tag::MDEntryType, '0').add(tag::MDEntryType, '1');
    return std::string(message.body());
}

Refusal refusal_in(wire::MessageView message) {
    Refusal refusal;
    const std::string_view text = message.find(tag::Text).value_or(std::string_view{});
    refusal.code.value = static_cast<std::int32_t>(message.find_int(tag::ErrorCode).value_or(0));
    const auto match = catalog::match_text(text, refusal.code);
    if (!refusal.code && match) refusal.code = match->text->code;
    if (const catalog::Entry* const entry = catalog::find(refusal.code))
        refusal.is_final =
            entry->policy.remedy == Remedy::fix_message || entry->policy.remedy == Remedy::fix_configuration;
    // The text that names the active subscription is the one of -1191 with two parameters.
    if (match && match->text->code == code::too_many_subscriptions && match->text->param_count == 2)
        refusal.active_id = match->params[1];
    return refusal;
}

} // namespace fixguard::market

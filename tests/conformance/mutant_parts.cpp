// Reads, changes and answers messages in their readable form.
#include "conformance/mutant_parts.hpp"

#include "conformance/judge.hpp"
#include "wire/frame.hpp"
#include "wire/message_writer.hpp"

namespace fixguard::conformance::test {

std::string value(const std::string& message, int tag) {
    const std::string text = "|" + message, wanted = "|" + std::to_string(tag) + "=";
    const std::size_t at = text.find(wanted);
    if (at == text.npos) return {};
    const std::size_t begin = at + wanted.size();
    return text.substr(begin, text.find('|', begin) - begin);
}

// `message` with the field set; "" takes it out.
std::string with(std::string message, int tag, const std::string& value) {
    const std::string wanted = "|" + std::to_string(tag) + "=";
    const std::size_t at = message.find(wanted);
    if (at == message.npos) return message;
    const std::size_t end = std::min(message.find('|', at + 1), message.size());
    return message.replace(at, end - at, value.empty() ? "" : wanted + value);
}

bool is(const std::string& message, const std::string& type) {
    return value(message, 35) == type;
}

std::string summed(const std::string& message) {
    const std::string bytes = wire::from_readable(message);
    const std::size_t sum = bytes.rfind("\x01"
                                        "10=");
    if (!bytes.starts_with("8=") || sum == bytes.npos) return message;
    std::string text = std::to_string(wire::check_sum(std::string_view(bytes).substr(0, sum + 1)));
    text.insert(0, 3 - text.size(), '0');
    return wire::to_readable(bytes.substr(0, sum + 4) + text + '\x01');
}

// 8, 9 and 35 to the front, BodyLength(9) and CheckSum(10) right.
std::string framed(const std::string& message) {
    if (message.find("|10=") == message.npos) return message;
    const std::string type = value(message, 35);
    std::string rest = "|" + message;
    for (const int tag : {8, 9, 10, 35})
        rest = with(rest, tag, "");
    return wire::to_readable(wire::frame_body(wire::from_readable("35=" + type + rest)));
}

std::string signed_anew(std::string message) {
    if (!is(message, "A")) return message;
    std::string text = "A";
    for (const int tag : {49, 56, 34, 52})
        text += wire::soh + value(message, tag);
    const std::string signature = identity().sign(text);
    message = with(message, 95, std::to_string(signature.size()));
    return framed(with(message, 96, signature));
}

// ---- yes

namespace {

std::string repeat(wire::MessageView request, std::initializer_list<tag::Tag> tags) {
    std::string fields;
    for (const tag::Tag tag : tags)
        if (const auto given = request.find(tag))
            fields += std::to_string(tag) + "=" + std::string(*given) + "|";
    return fields;
}

std::string report(const std::string& ids, const std::string& what) {
    return "35=8|17=1|37=1|" + ids + "150=" + what + "|39=" + what + "|";
}

std::vector<std::string> yes_to_list(wire::MessageView request) {
    std::vector<std::string> said{"35=N|" + repeat(request, {tag::ClListID, tag::ContingencyType}) +
                                  "429=4|431=3|"};
    wire::FieldCursor cursor = request.fields();
    for (wire::Field field; cursor.next(field);)
        if (field.tag == tag::ClOrdID) said.push_back(report("11=" + std::string(field.value) + "|", "0"));
    return said;
}

} // namespace

std::vector<std::string> yes(wire::MessageView request, const std::vector<std::string>& open_orders) {
    const std::string_view type = request.msg_type();
    constexpr tag::Tag instrument_req_id = 320;
    const std::string terms = repeat(request, {tag::OrderQty, tag::OrdType, tag::Side, tag::Symbol});
    const std::string own = repeat(request, {tag::ClOrdID, tag::OrigClOrdID}) + terms;
    if (type == "A") return {"35=A|98=0|" + repeat(request, {tag::HeartBtInt}) + "25037=u|"};
    if (type == "1") return {"35=0|" + repeat(request, {tag::TestReqID})};
    if (type == "5") return {"35=5|58=Logout acknowledgment.|"};
    if (type == "D") return {report(own, "0")};
    if (type == "F") return {report(own, "4")};
    if (type == "XAK") return {report(own, "5")};
    if (type == "XCN")
        return {report("11=" + std::string(request.find(tag::CancelClOrdID).value_or("?")) + "|" +
                           repeat(request, {tag::OrigClOrdID}),
                       "4"),
                report(repeat(request, {tag::ClOrdID}) + terms, "0")};
    if (type == "E") return yes_to_list(request);
    if (type == "V") return {"35=W|" + repeat(request, {tag::MDReqID, tag::Symbol}) + "268=0|"};
    if (type == "x") return {"35=y|" + repeat(request, {instrument_req_id}) + "146=0|"};
    if (type == "XLQ") return {"35=XLR|" + repeat(request, {tag::ReqID}) + "25003=0|"};
    if (type != "q") return {};
    std::vector<std::string> said;
    for (const std::string& order : open_orders)
        said.push_back(report("11=?|41=" + order + "|", "4"));
    said.push_back("35=r|" + own + "530=1|531=1|533=" + std::to_string(open_orders.size()) + "|");
    return said;
}

} // namespace fixguard::conformance::test

// The server's header and trailer.
#include "venue/server_frame.hpp"

#include "wire/frame.hpp"
#include "wire/utc_timestamp.hpp"

namespace fixguard::venue {
namespace {

constexpr std::string_view server_name = "SPOT";

void append_padded(std::string& out, std::size_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out += digits;
}

} // namespace

void append_server_frame(std::string& out, std::string_view body, const ServerHeader& header) {
    const std::size_t begin = out.size();
    const std::size_t type_end = body.find(wire::soh) + 1;
    std::string head(body.substr(0, type_end));
    head.append("34=")
        .append(std::to_string(header.msg_seq_num))
        .append("\x01"
                "49=")
        .append(server_name);
    head.append("\x01"
                "52=")
        .append(wire::format_utc_timestamp(header.sending_time).view());
    head.append("\x01"
                "56=")
        .append(header.target_comp_id) += wire::soh;
    const std::string_view rest = body.substr(type_end);

    out.append("8=FIX.4.4\x01"
               "9=");
    append_padded(out, head.size() + rest.size(), 7);
    (out += wire::soh).append(head).append(rest);
    const std::uint8_t sum = wire::check_sum(std::string_view(out).substr(begin));
    out += "10=";
    append_padded(out, sum, 3);
    out += wire::soh;
}

void spoil_check_sum(std::string& out) {
    char& last_digit = out[out.size() - 2];
    last_digit = last_digit == '9' ? '0' : static_cast<char>(last_digit + 1);
}

} // namespace fixguard::venue

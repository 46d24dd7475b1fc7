// The server's header and trailer.
#include "venue/server_frame.hpp"

#include "wire/append.hpp"

namespace fixguard::venue {
namespace {

constexpr std::size_t body_length_digits = 7;

// Over the last digits of `field`, which holds zeros.
void overwrite_number(char* field, std::size_t width, std::size_t number) {
    for (std::size_t place = width; place > 0 && number > 0; number /= 10)
        field[--place] = static_cast<char>('0' + number % 10);
}

} // namespace

void append_server_frame(std::string& out, std::string_view body, const ServerHeader& header) {
    const std::size_t begin = out.size();
    out += "8=FIX.4.4\x01"
           "9=0000000\x01";
    const std::size_t body_begin = out.size();
    const std::size_t type_end = body.find(wire::soh) + 1;
    out.append(body.substr(0, type_end)) += "34=";
    wire::append_number(out, header.msg_seq_num);
    (out += "\x01"
            "49=SPOT\x01"
            "52=")
        .append(header.sending_time);
    (out += "\x01"
            "56=")
        .append(header.target_comp_id) += wire::soh;
    out.append(body.substr(type_end));
    overwrite_number(&out[body_begin - 1 - body_length_digits], body_length_digits, out.size() - body_begin);
    wire::append_check_sum(out, begin);
}

void spoil_check_sum(std::string& out) {
    char& last_digit = out[out.size() - 2];
    last_digit = last_digit == '9' ? '0' : static_cast<char>(last_digit + 1);
}

} // namespace fixguard::venue

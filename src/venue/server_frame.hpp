// Messages as the exchange writes them: its header, and BodyLength(9) padded to seven digits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fixguard::venue {

struct ServerHeader {
    std::uint32_t msg_seq_num = 1;
    std::string_view target_comp_id; // the client's name
    std::string_view sending_time;   // SendingTime(52) as it stands in the message
};

// Appends the whole message; `body` starts with 35=.
void append_server_frame(std::string& out, std::string_view body, const ServerHeader& header);

// Makes the CheckSum(10) of the last message in `out` wrong.
void spoil_check_sum(std::string& out);

} // namespace fixguard::venue

// One line of `fixguard run --orders`: a request in JSON, as the body that a session sends.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace fixguard::cli {

struct OrderLine {
    std::string session; // empty: the only order-entry session
    std::string id;      // ClOrdID(11), ClListID(25014) or ReqID(6136) of the request
    std::string body;
};

// {"action": "new", "id": "A-1", "symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.5",
//  "price": "60000"}. Prices and quantities are strings, so that no digit is lost; unknown keys are refused.
//  The
// string of an error is one line that names the key and what it has to be.
std::variant<OrderLine, std::string> read_order_line(std::string_view json);

// What may stand in a line, for --help.
std::string_view order_line_help();

} // namespace fixguard::cli

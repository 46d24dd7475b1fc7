// A SessionError as one line of text and as JSON.
#pragma once

#include "model/session_error.hpp"
#include "report/style.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace fixguard::report {

// "-1171 TAG_APPEARS_MORE_THAN_ONCE", "-9999 (unknown)", "no code".
std::string code_label(const SessionError& error);

// "D MsgSeqNum(34) 7 ClOrdID(11) abc": what the error is about, as far as it is known; empty: nothing is.
std::string about_label(const SessionError& error);

// One line: code, carrier, text, what it is about.
std::string error_line(const SessionError& error, Style style);

// Keys: kind code name carrier msg_seq_num ref_seq_num ref_tag_id ref_msg_type session_reject_reason text
// params cause remedy fate session_effect conflicting_code. What is not known is null. `cause` is the
// request: msg_seq_num msg_type id_tag id. The caller adds time, session, plan, file and line.
nlohmann::ordered_json error_json(const SessionError& error);

} // namespace fixguard::report

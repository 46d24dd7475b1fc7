// Errors as the planner is given them, with the catalogue's own policies.
#pragma once

#include "catalog/policy_table.hpp"
#include "model/session_error.hpp"

#include <initializer_list>
#include <string_view>

namespace fixguard::recovery::test {

// An error with this code about the order with MsgSeqNum(34) 7.
inline SessionError about_an_order(ErrorCode code, Carrier carrier = Carrier::reject) {
    SessionError error;
    error.carrier = carrier;
    error.code = code;
    error.code_source = CodeSource::error_code_field;
    if (const catalog::Entry* const entry = catalog::find(code)) error.code_name = entry->name;
    error.found_by = FoundBy::ref_seq_num;
    error.request = {7, "D", 11, "order-1"};
    error.policy = catalog::PolicyTable{}.of(code);
    return error;
}

// An error that is about no request: what a Logon<A> earns.
inline SessionError about_nothing(ErrorCode code) {
    SessionError error = about_an_order(code);
    error.found_by = FoundBy::nothing;
    return error;
}

inline SessionError with_params(SessionError error, std::initializer_list<std::string_view> params) {
    for (const std::string_view param : params) {
        error.param_spans[error.param_count++] = {static_cast<std::uint16_t>(error.text.size()),
                                                  static_cast<std::uint16_t>(param.size())};
        error.text.append(param);
    }
    return error;
}

// A silent carrier, with the policy that diagnosis gives it.
inline SessionError silent(Carrier carrier) {
    SessionError error;
    error.carrier = carrier;
    error.policy = {carrier == Carrier::tls_failed ? Remedy::halt : Remedy::new_session,
                    RequestFate::none,
                    SessionEffect::ends,
                    true,
                    Basis::documented,
                    Basis::documented};
    return error;
}

} // namespace fixguard::recovery::test

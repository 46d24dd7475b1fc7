// Every rule that a message can break, in the order in which they count: the one table of precedence.
#pragma once

#include "catalog/codes.hpp"
#include "model/error_code.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fixguard::rules {

// One rule is one code with one of its texts. A message that breaks several is refused for the one that
// stands first here, and there for the place that comes first in the message. The exchange documents the
// rules but not their order: what can be told from the bytes alone comes first, then whose turn it is, then
// the dictionary, then what the fields say to each other. [inferred] `precedence` in spec/sessions.toml puts
// single rules before all others.
enum class Rule : std::uint8_t {
    // bytes
    characters,
    tag_number,
    value_present,
    // session, before the content is looked at
    logon_first,
    logon_once,
    sender_comp_id_kept,
    msg_seq_num_expected,
    msg_type_known,
    allowed_in_drop_copy,
    allowed_in_order_entry,
    allowed_in_market_data,
    // structure, by the dictionary
    tag_defined,
    tag_in_message,
    tag_once,
    tag_order,
    group_order,
    group_count,
    tag_required,
    value_format,
    value_overflow,
    value_precision,
    value_pattern,
    time_in_force_known,
    order_type_known,
    side_known,
    peg_price_type_known,
    peg_offset_type_known,
    cancel_restrictions_known,
    value_known,
    group_entries_unique,
    // Logon<A>, identity and clock
    logon_tag_required,
    encrypt_method,
    heart_bt_int_range,
    reset_seq_num,
    drop_copy_not_here,
    drop_copy_required,
    target_comp_id,
    recv_window_range,
    sending_time_ahead,
    sending_time_late,
    // orders
    one_of_required,
    order_tag_required,
    order_combination,
    fields_conflict,
    component_populated,
    fields_together,
    tag_not_required,
    iceberg_time_in_force,
    target_strategy_range,
    // order lists
    list_size,
    list_orders_agree,
    working_order_type,
    opo_working_buy,
    opo_pending_sell,
    opo_working_tag_required,
    opo_pending_tag_not_required,
    oco_order_type,
    oco_both_limit,
    oco_buy_limit_below,
    oco_sell_limit_above,
    oco_buy_stop_loss_above,
    oco_sell_stop_loss_below,
    oco_buy_take_profit_below,
    oco_sell_take_profit_above,
    // market data
    market_tag_required,
    market_depth_too_large,
    market_depth_range,
    bid_and_offer_together,
    subscription_id_free,
    subscription_id_active,
    stream_similar,
    stream_count,
};

struct RuleDef {
    Rule rule;
    std::string_view name; // of the enumerator, for tests and the linter
    ErrorCode code;        // 0: one of Switches, because the documents name none
    std::uint8_t text;     // which of the code's texts in spec/errors.toml
};

inline constexpr std::array rule_order{
    RuleDef{Rule::characters, "characters", code::garbled_message, 4},
    RuleDef{Rule::tag_number, "tag_number", code::invalid_tag_number, 0},
    RuleDef{Rule::value_present, "value_present", code::garbled_message, 5},

    RuleDef{Rule::logon_first, "logon_first", code::expected_logon, 0},
    RuleDef{Rule::logon_once, "logon_once", code::already_logged_in, 0},
    RuleDef{Rule::sender_comp_id_kept, "sender_comp_id_kept", code::bad_sender_compid, 0},
    RuleDef{Rule::msg_seq_num_expected, "msg_seq_num_expected", code::bad_seq_num, 0},
    RuleDef{Rule::msg_type_known, "msg_type_known", ErrorCode{}, 0},
    RuleDef{Rule::allowed_in_drop_copy, "allowed_in_drop_copy", code::not_allowed_in_drop_copy_sessions, 0},
    RuleDef{Rule::allowed_in_order_entry, "allowed_in_order_entry", code::not_allowed_in_order_entry_sessions,
            0},
    RuleDef{Rule::allowed_in_market_data, "allowed_in_market_data", code::not_allowed_in_market_data_sessions,
            0},

    RuleDef{Rule::tag_defined, "tag_defined", code::unknown_param, 1},
    RuleDef{Rule::tag_in_message, "tag_in_message", code::tag_not_defined_in_message, 0},
    RuleDef{Rule::tag_once, "tag_once", code::tag_appears_more_than_once, 0},
    RuleDef{Rule::tag_order, "tag_order", code::tag_out_of_order, 0},
    RuleDef{Rule::group_order, "group_order", code::group_fields_out_of_order, 0},
    RuleDef{Rule::group_count, "group_count", code::incorrect_num_in_group_count, 0},
    RuleDef{Rule::tag_required, "tag_required", code::mandatory_param_empty_or_malformed, 3},
    RuleDef{Rule::value_format, "value_format", code::mandatory_param_empty_or_malformed, 4},
    RuleDef{Rule::value_overflow, "value_overflow", code::param_overflow, 0},
    RuleDef{Rule::value_precision, "value_precision", ErrorCode{}, 0},
    RuleDef{Rule::value_pattern, "value_pattern", code::illegal_chars, 1},
    RuleDef{Rule::time_in_force_known, "time_in_force_known", code::invalid_tif, 0},
    RuleDef{Rule::order_type_known, "order_type_known", code::invalid_order_type, 0},
    RuleDef{Rule::side_known, "side_known", code::invalid_side, 0},
    RuleDef{Rule::peg_price_type_known, "peg_price_type_known", code::invalid_peg_price_type, 0},
    RuleDef{Rule::peg_offset_type_known, "peg_offset_type_known", code::invalid_peg_offset_type, 0},
    RuleDef{Rule::cancel_restrictions_known, "cancel_restrictions_known", code::invalid_cancel_restrictions,
            0},
    RuleDef{Rule::value_known, "value_known", code::invalid_parameter, 1},
    RuleDef{Rule::group_entries_unique, "group_entries_unique", code::duplicate_entries_in_a_group, 0},

    RuleDef{Rule::logon_tag_required, "logon_tag_required", code::mandatory_param_empty_or_malformed, 3},
    RuleDef{Rule::encrypt_method, "encrypt_method", ErrorCode{}, 0},
    RuleDef{Rule::heart_bt_int_range, "heart_bt_int_range", ErrorCode{}, 0},
    RuleDef{Rule::reset_seq_num, "reset_seq_num", code::reset_seq_num_support, 0},
    RuleDef{Rule::drop_copy_not_here, "drop_copy_not_here", code::drop_copy_session_not_allowed, 0},
    RuleDef{Rule::drop_copy_required, "drop_copy_required", code::drop_copy_session_required, 0},
    RuleDef{Rule::target_comp_id, "target_comp_id", ErrorCode{}, 0},
    RuleDef{Rule::recv_window_range, "recv_window_range", code::mandatory_param_empty_or_malformed, 5},
    RuleDef{Rule::sending_time_ahead, "sending_time_ahead", code::invalid_timestamp, 1},
    RuleDef{Rule::sending_time_late, "sending_time_late", code::invalid_timestamp, 0},

    RuleDef{Rule::one_of_required, "one_of_required", code::mandatory_param_empty_or_malformed, 2},
    RuleDef{Rule::order_tag_required, "order_tag_required", code::mandatory_param_empty_or_malformed, 3},
    RuleDef{Rule::order_combination, "order_combination", code::unknown_order_composition, 0},
    RuleDef{Rule::fields_conflict, "fields_conflict", code::params_bad_combo, 0},
    RuleDef{Rule::component_populated, "component_populated", code::invalid_component, 0},
    RuleDef{Rule::fields_together, "fields_together", code::optional_params_bad_combo, 2},
    RuleDef{Rule::tag_not_required, "tag_not_required", code::param_not_required, 2},
    RuleDef{Rule::iceberg_time_in_force, "iceberg_time_in_force", code::oco_icebergqty_timeinforce, 1},
    RuleDef{Rule::target_strategy_range, "target_strategy_range", code::bad_strategy_type, 1},

    RuleDef{Rule::list_size, "list_size", ErrorCode{}, 0},
    RuleDef{Rule::list_orders_agree, "list_orders_agree", ErrorCode{}, 0},
    RuleDef{Rule::working_order_type, "working_order_type", ErrorCode{}, 0},
    RuleDef{Rule::opo_working_buy, "opo_working_buy", code::opo_working_must_be_buy, 0},
    RuleDef{Rule::opo_pending_sell, "opo_pending_sell", code::opo_pending_must_be_sell, 0},
    RuleDef{Rule::opo_working_tag_required, "opo_working_tag_required", code::working_param_required, 0},
    RuleDef{Rule::opo_pending_tag_not_required, "opo_pending_tag_not_required",
            code::pending_param_not_required, 0},
    RuleDef{Rule::oco_order_type, "oco_order_type", code::oco_order_type_rejected, 0},
    RuleDef{Rule::oco_both_limit, "oco_both_limit", code::both_oco_orders_cannot_be_limit, 0},
    RuleDef{Rule::oco_buy_limit_below, "oco_buy_limit_below", code::buy_oco_limit_must_be_below, 0},
    RuleDef{Rule::oco_sell_limit_above, "oco_sell_limit_above", code::sell_oco_limit_must_be_above, 0},
    RuleDef{Rule::oco_buy_stop_loss_above, "oco_buy_stop_loss_above", code::buy_oco_stop_loss_must_be_above,
            0},
    RuleDef{Rule::oco_sell_stop_loss_below, "oco_sell_stop_loss_below",
            code::sell_oco_stop_loss_must_be_below, 0},
    RuleDef{Rule::oco_buy_take_profit_below, "oco_buy_take_profit_below",
            code::buy_oco_take_profit_must_be_below, 0},
    RuleDef{Rule::oco_sell_take_profit_above, "oco_sell_take_profit_above",
            code::sell_oco_take_profit_must_be_above, 0},

    RuleDef{Rule::market_tag_required, "market_tag_required", code::mandatory_param_empty_or_malformed, 3},
    RuleDef{Rule::market_depth_too_large, "market_depth_too_large", code::mandatory_param_empty_or_malformed,
            5},
    RuleDef{Rule::market_depth_range, "market_depth_range", code::invalid_parameter, 1},
    RuleDef{Rule::bid_and_offer_together, "bid_and_offer_together", code::optional_params_bad_combo, 3},
    RuleDef{Rule::subscription_id_free, "subscription_id_free", code::invalid_request_id, 0},
    RuleDef{Rule::subscription_id_active, "subscription_id_active", code::invalid_request_id, 1},
    RuleDef{Rule::stream_similar, "stream_similar", code::too_many_subscriptions, 1},
    RuleDef{Rule::stream_count, "stream_count", code::too_many_subscriptions, 0},
};

constexpr bool stands_in_the_order_of_rules() noexcept {
    for (std::size_t at = 0; at < rule_order.size(); ++at)
        if (rule_order[at].rule != static_cast<Rule>(at)) return false;
    return true;
}
static_assert(stands_in_the_order_of_rules(), "rule_order and Rule have to stand in the same order");

constexpr const RuleDef& definition(Rule rule) noexcept {
    return rule_order[static_cast<std::size_t>(rule)];
}

} // namespace fixguard::rules

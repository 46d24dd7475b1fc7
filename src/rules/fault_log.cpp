// Makes a Violation of a broken rule and puts it in its place.
#include "rules/fault_log.hpp"

#include "catalog/catalog.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace fixguard::rules {

namespace {

// The code of a rule that the documents leave open; 0 for all others.
ErrorCode switched_code(Rule rule, const Switches& switches) noexcept {
    if (rule == Rule::msg_type_known) return switches.unknown_msg_type;
    if (rule == Rule::encrypt_method) return switches.bad_encrypt_method;
    if (rule == Rule::heart_bt_int_range) return switches.bad_heart_bt_int;
    if (rule == Rule::target_comp_id) return switches.bad_target_comp_id;
    if (rule == Rule::value_precision) return switches.excess_decimals;
    if (rule == Rule::list_size) return switches.bad_no_orders;
    if (rule == Rule::list_orders_agree) return switches.list_orders_differ;
    if (rule == Rule::working_order_type) return switches.bad_working_order_type;
    return {};
}

// A code that was chosen by configuration: its first text with one parameter, for the tag, else its first.
std::uint8_t text_for_one_tag(ErrorCode code) noexcept {
    const catalog::Entry* const entry = catalog::find(code);
    if (entry == nullptr) return 0;
    const auto text = std::ranges::find(entry->texts, 1, &catalog::Text::param_count);
    return text == entry->texts.end() ? std::uint8_t{0} : text->index;
}

} // namespace

TagText::TagText(Tag first, Tag second) noexcept {
    append(first);
    text_[size_++] = ',';
    text_[size_++] = ' ';
    append(second);
}

void TagText::append(Tag tag) noexcept {
    const auto end = std::to_chars(text_.data() + size_, text_.data() + text_.size(), tag).ptr;
    size_ = static_cast<std::size_t>(end - text_.data());
}

bool FaultLog::comes_before(const Finding& left, const Finding& right) const noexcept {
    const auto place = [&](const Finding& finding) {
        return std::tuple(table_.precedence(finding.rule), finding.violation.offset);
    };
    return place(left) < place(right);
}

void FaultLog::add(Rule rule, std::size_t offset, Tag ref_tag,
                   std::initializer_list<std::string_view> params) {
    if (std::ranges::find(table_.rules_off, rule) != table_.rules_off.end()) return;
    Finding finding;
    finding.rule = rule;
    Violation& violation = finding.violation;
    violation.code = definition(rule).code;
    violation.text = definition(rule).text;
    if (!violation.code) {
        violation.code = switched_code(rule, table_.switches);
        violation.text = text_for_one_tag(violation.code);
    }
    std::size_t at = 0;
    for (const std::string_view param : params)
        if (at < violation.params.size()) violation.params[at++] = param;
    if (ref_tag != 0) violation.ref_tag_id = ref_tag;
    violation.session_reject_reason = table_.session_reject_reason(violation.code, violation.text);
    violation.offset = static_cast<std::uint32_t>(offset);

    if (at_most_ == 0) {
        if (!first_ || comes_before(finding, *first_)) first_ = finding;
    } else if (all_.size() < at_most_) {
        all_.push_back(finding);
    }
}

void FaultLog::add_tag(Rule rule, std::size_t offset, Tag tag) {
    add(rule, offset, tag, {TagText(tag)});
}

std::optional<Violation> FaultLog::first() const {
    if (!first_) return std::nullopt;
    return first_->violation;
}

std::vector<Finding> FaultLog::sorted() {
    std::ranges::stable_sort(
        all_, [this](const Finding& left, const Finding& right) { return comes_before(left, right); });
    return std::move(all_);
}

} // namespace fixguard::rules

// reference_order_faults: written to be seen through. Shares nothing with src/rules.
#include "support/reference_order.hpp"

#include <algorithm>
#include <set>

namespace fixguard::test {

namespace {

class OrderChecker {
public:
    OrderChecker(const std::map<int, PlacedValue>& fields, std::size_t end) : fields_(fields), end_(end) {
        const std::map<std::string, std::string> names{
            {"1", "market"}, {"2", "limit"}, {"3", "stop"}, {"4", "stop_limit"}, {"P", "pegged"}};
        if (has(40)) kind_ = names.at(fields_.at(40).text);
        if (kind_ == "limit" && has(18)) kind_ = "limit_maker";
    }

    void target(bool lists_too) {
        const bool order = has(37) || has(41);
        const bool list = lists_too && (has(66) || has(25015));
        if (!order && !list) missing("one_of_required", 37);
        if (order && list) at("fields_conflict", has(66) ? 66 : 25015);
    }

    void order() {
        if (kind_ == "market") {
            if (!has(38) && !has(152)) missing("one_of_required", 38);
            if (has(38) && has(152)) at("fields_conflict", 152);
        } else {
            require(38);
        }
        if (is({"limit", "limit_maker", "stop_limit"})) require(44);
        if (is({"limit", "stop_limit"})) require(59);
        superfluous();
        trigger();
        peg();
        if (!is({"market", "stop"}) && has(111) && (!has(59) || fields_.at(59).text != "1"))
            at("iceberg_time_in_force", 111);
        if (has(847) && std::stoll(fields_.at(847).text) < 1'000'000) at("target_strategy_range", 847);
    }

    std::vector<ReferenceFault> faults;

private:
    bool has(int tag) const { return fields_.count(tag) != 0; }
    bool is(const std::set<std::string>& kinds) const { return kinds.count(kind_) != 0; }
    void at(const std::string& rule, int tag) { at(rule, tag, tag); }
    void at(const std::string& rule, int place, int tag) {
        faults.push_back({rule, tag, fields_.at(place).offset, {}});
    }
    void missing(const std::string& rule, int tag) { faults.push_back({rule, tag, end_, {}}); }
    void require(int tag) {
        if (!has(tag)) missing("order_tag_required", tag);
    }

    void superfluous() {
        const std::string combination = "order_combination", conflict = "fields_conflict",
                          not_required = "tag_not_required";
        const std::map<std::string, std::map<int, std::string>> refused{
            {"market", {{18, combination}, {44, conflict}, {59, not_required}, {111, not_required}}},
            {"limit", {{152, conflict}}},
            {"limit_maker", {{152, conflict}}},
            {"stop",
             {{18, combination},
              {44, not_required},
              {59, not_required},
              {111, not_required},
              {152, conflict}}},
            {"stop_limit", {{18, combination}, {152, conflict}}},
            {"pegged", {{18, combination}, {44, conflict}, {152, conflict}}}};
        for (const auto& [tag, rule] : refused.at(kind_))
            if (has(tag)) at(rule, tag);
    }

    void trigger() {
        const std::set<int> all{1100, 1101, 1102, 1107, 1109, 25009};
        const bool any = std::any_of(all.begin(), all.end(), [this](int tag) { return has(tag); });
        if (!is({"stop", "stop_limit"})) {
            if (any) at("component_populated", 40);
            return;
        }
        // By a price with its direction, with or without a trailing delta; or by the delta alone.
        const bool by_price = has(1102) && has(1109);
        const bool by_delta_alone = !has(1102) && has(25009);
        if (!has(1100) || !has(1101) || !has(1107) || !(by_price || by_delta_alone))
            at("component_populated", 40);
    }

    void peg() {
        if (!is({"pegged"})) {
            if (has(211) || has(835) || has(836) || has(1094)) at("component_populated", 40);
            return;
        }
        if (!has(835) || !has(1094)) at("component_populated", 40);
        if (has(211) && !has(836)) at("fields_together", 211, 836);
        if (!has(211) && has(836)) at("fields_together", 836, 211);
    }

    const std::map<int, PlacedValue>& fields_;
    const std::size_t end_;
    std::string kind_;
};

} // namespace

std::vector<ReferenceFault> reference_order_faults(const std::string& msg_type,
                                                   const std::map<int, PlacedValue>& fields,
                                                   std::size_t end) {
    OrderChecker checker(fields, end);
    if (msg_type == "F") checker.target(true);
    if (msg_type == "XCN" || msg_type == "XAK") checker.target(false);
    if (msg_type == "D" || msg_type == "XCN") checker.order();
    return checker.faults;
}

} // namespace fixguard::test

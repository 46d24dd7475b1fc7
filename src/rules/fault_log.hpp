// Takes the broken rules while a message is being checked, and keeps the first of them or all.
#pragma once

#include "rules/check.hpp"
#include "wire/tags.hpp"

#include <array>
#include <initializer_list>
#include <string_view>

namespace fixguard::rules {

using tag::Tag;

// Tags as the texts show them: "38", or "38, 152" for two.
class TagText {
public:
    explicit TagText(Tag tag) noexcept { append(tag); }
    TagText(Tag first, Tag second) noexcept;
    operator std::string_view() const noexcept { return {text_.data(), size_}; }

private:
    void append(Tag tag) noexcept;

    std::array<char, 26> text_{};
    std::size_t size_ = 0;
};

// Nothing here runs for a sound message but the constructor. For one message; not thread-safe.
class FaultLog {
public:
    // Keeps the violation that stands first in the order of the rules, then of the message.
    explicit FaultLog(const SessionTable& table) noexcept : table_(table) {}
    // Keeps all of them, up to `at_most`.
    FaultLog(const SessionTable& table, std::size_t at_most) : table_(table), at_most_(at_most) {}

    // `offset`: where in the message, from its first byte. `ref_tag`: for RefTagID(371); 0: none. `params`:
    // for the text.
    void add(Rule rule, std::size_t offset, Tag ref_tag, std::initializer_list<std::string_view> params = {});
    // The same with the tag itself as the only parameter.
    void add_tag(Rule rule, std::size_t offset, Tag tag);

    bool clean() const noexcept { return !first_.has_value() && all_.empty(); }

    std::optional<Violation> first() const;
    std::vector<Finding> sorted(); // takes them out

private:
    bool comes_before(const Finding& left, const Finding& right) const noexcept;

    const SessionTable& table_;
    const std::size_t at_most_ = 0; // 0: the first one only
    std::optional<Finding> first_;
    std::vector<Finding> all_;
};

} // namespace fixguard::rules

// Requests that are plainly sound, known in one walk by tables that are made once. Of all others nothing is
// said: the rules judge them.
#pragma once

#include "rules/check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fixguard::rules {

// The requests about one order, see has_one_order(), for sessions of one kind. The tables come from the
// dictionary and from asking the rules of a value; what the fields of an order say to each other is asked of
// its rules each time. So nothing here is a rule of its own, and whatever is not in a table is left to them.
class PlainRequests {
public:
    // What `rules` refers to outlives the object.
    PlainRequests(SessionKind kind, const RuleSet& rules);

    // `fields`: of a body as Preflight::check() has it, behind MsgType(35). True only where no rule is
    // broken. Does not allocate.
    bool hold(std::string_view msg_type, std::string_view fields) const;

private:
    // Forms of a value that its bytes tell.
    enum class Form : std::uint8_t {
        letter,  // one of `letters`
        name,    // letters, digits, - and _, at most `longest` of them
        text,    // printable ASCII
        decimal, // digits, and at most `longest` decimals, too few to overflow
        window,  // the same, and below the largest RecvWindow(25000)
    };
    struct Field {
        std::int32_t tag = -1; // -1: a free slot
        Form form = Form::letter;
        std::uint8_t longest = 0;
        std::uint8_t place = 0;         // among the members of the message
        std::uint8_t order_place = 255; // in Order::fields; 255: it is none of them
        dictionary::CharacterSet letters;
    };
    struct Request {
        std::string_view msg_type;
        std::uint64_t required = 0;    // places
        std::array<Field, 256> fields; // by their tags, with open addressing

        const Field* find(std::int32_t tag) const noexcept;
        void insert(const Field& field) noexcept;
    };

    void add(const dictionary::MessageDef& message);
    static std::optional<Field> field_of(const dictionary::FieldDef& definition); // but its place
    bool is_sound(const Field& field, std::string_view value) const noexcept;

    const SessionKind kind_;
    const RuleSet rules_;
    std::size_t window_digits_ = 0; // so many milliseconds are below the largest RecvWindow(25000)
    std::vector<Request> requests_;
};

} // namespace fixguard::rules

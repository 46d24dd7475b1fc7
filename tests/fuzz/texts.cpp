// The texts of the catalogue: the fast matcher against the slow one.
#include "fuzz/target.hpp"

#include "catalog/catalog.hpp"
#include "support/slow_text_match.hpp"

#include <charconv>

namespace fixguard::fuzz {
namespace {

// "-1013 Filter failure: .." is a text that came with its code.
ErrorCode take_code(std::string_view& input) {
    ErrorCode code;
    const auto [stop, error] = std::from_chars(input.data(), input.data() + input.size(), code.value);
    const auto size = static_cast<std::size_t>(stop - input.data());
    if (error != std::errc{} || size == input.size() || *stop != ' ') return {};
    input.remove_prefix(size + 1);
    return code;
}

const Register target("texts", [](std::string_view input) {
    static const test::SlowTextMatcher slow;
    const ErrorCode code = take_code(input);
    const Exact text(input.substr(0, 250)); // the slow one recurses for each byte
    const auto match = catalog::match_text(text.view(), code);
    const auto expected = slow.match(std::string(text.view()), code);
    require(match.has_value() == expected.has_value(), "both matchers know the text", text.view());
    if (!match) return;
    require(match->text == expected->text, "both matchers choose the same pattern", text.view());
    require(match->text->param_count == expected->params.size(), "both count the same", text.view());
    for (std::size_t i = 0; i < expected->params.size(); ++i)
        require(match->params[i] == expected->params[i], "both cut the same parameters", text.view());
    require(catalog::fill(*match->text, {match->params.data(), match->text->param_count}) == text.view(),
            "a text can be put together again", text.view());
});

} // namespace
} // namespace fixguard::fuzz

// (2) A code -> its entry; a text -> its template and parameters, over all templates.
#include "bench/figures/figures.hpp"
#include "catalog/catalog.hpp"
#include "support/slow_text_match.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <random>
#include <re2/re2.h>
#include <re2/set.h>
#include <unordered_map>

namespace fixguard::bench {
namespace {

std::vector<const catalog::Text*> all_texts() {
    std::vector<const catalog::Text*> texts;
    const auto add = [&](std::span<const catalog::Text> some) {
        for (const catalog::Text& text : some)
            texts.push_back(&text);
    };
    for (const catalog::Entry& entry : catalog::entries())
        add(entry.texts);
    add(catalog::engine_messages());
    add(catalog::filter_failures());
    return texts;
}

// RE2::Set says which patterns fit; each pattern by itself then gives the parameters.
class Re2Matcher {
public:
    explicit Re2Matcher(std::vector<const catalog::Text*> texts)
        : texts_(std::move(texts)), set_(options(), RE2::ANCHOR_BOTH) {
        std::string error;
        for (const catalog::Text* const text : texts_) {
            const std::string expression = expression_of(text->pattern);
            set_.Add(expression, &error);
            singles_.push_back(std::make_unique<RE2>(expression, options()));
            literal_bytes_.push_back(text->pattern.size() - std::size_t{2} * text->param_count);
        }
        set_.Compile();
    }

    std::optional<std::size_t> which(std::string_view text, ErrorCode code) {
        if (!set_.Match(text, &fitting_)) return std::nullopt;
        const auto better = [&](int left, int right) { return rank(left, code) < rank(right, code); };
        return static_cast<std::size_t>(*std::ranges::min_element(fitting_, better));
    }

    std::optional<catalog::TextMatch> match(std::string_view text, ErrorCode code) {
        const std::optional<std::size_t> place = which(text, code);
        if (!place) return std::nullopt;
        catalog::TextMatch match{texts_[*place], {}};
        std::array<re2::StringPiece, 3> params;
        std::array<RE2::Arg, 3> args{&params[0], &params[1], &params[2]};
        const std::array<const RE2::Arg*, 3> places{&args[0], &args[1], &args[2]};
        RE2::FullMatchN(text, *singles_[*place], places.data(), match.text->param_count);
        for (std::size_t i = 0; i < match.text->param_count; ++i)
            match.params[i] = {params[i].data(), params[i].size()};
        return match;
    }

private:
    static RE2::Options options() {
        RE2::Options options(RE2::Latin1);
        options.set_dot_nl(true);
        options.set_max_mem(256 << 20);
        return options;
    }

    static std::string expression_of(std::string_view pattern) {
        std::string expression;
        for (;;) {
            const std::size_t mark = pattern.find('%');
            expression += RE2::QuoteMeta(re2::StringPiece(pattern.data(), std::min(mark, pattern.size())));
            if (mark == std::string_view::npos) return expression;
            expression += "(.*?)";
            pattern.remove_prefix(mark + 2);
        }
    }

    std::tuple<bool, std::ptrdiff_t, std::uint8_t, int> rank(int place, ErrorCode code) const {
        const auto at = static_cast<std::size_t>(place);
        const bool other_code = !code || texts_[at]->code != code;
        return {other_code, other_code ? -static_cast<std::ptrdiff_t>(literal_bytes_[at]) : 0,
                other_code ? texts_[at]->param_count : std::uint8_t{0}, place};
    }

    std::vector<const catalog::Text*> texts_;
    RE2::Set set_;
    std::vector<std::unique_ptr<RE2>> singles_;
    std::vector<std::size_t> literal_bytes_;
    std::vector<int> fitting_;
};

void code_lookup(Bench& bench) {
    std::vector<ErrorCode> codes;
    std::unordered_map<std::int32_t, const catalog::Entry*> table;
    for (const catalog::Entry& entry : catalog::entries()) {
        codes.push_back(entry.code);
        table[entry.code.value] = &entry;
    }
    for (std::int32_t unknown = -1; codes.size() < std::bit_ceil(catalog::entries().size()); unknown -= 997)
        codes.push_back(ErrorCode{unknown});
    std::ranges::shuffle(codes, std::mt19937{20261121}); // NOLINT: the same order in every run
    const std::size_t mask = std::bit_floor(codes.size()) - 1;

    const auto ours = [&](std::size_t i) { return catalog::find(codes[i & mask]); };
    const auto hashed = [&](std::size_t i) -> const catalog::Entry* {
        const auto found = table.find(codes[i & mask].value);
        return found == table.end() ? nullptr : found->second;
    };
    const auto difference = [&]() -> std::string {
        for (std::size_t i = 0; i <= mask; ++i)
            if (ours(i) != hashed(i)) return std::to_string(codes[i].value);
        return {};
    };
    bench.compare({"2",
                   "code -> entry",
                   difference,
                   {side("fixguard", ours), side("std::unordered_map", hashed, 3)},
                   {}});
}

struct Question {
    std::string text;
    ErrorCode code;
};

void text_match(Bench& bench, bool with_code) {
    std::vector<Question> questions;
    constexpr std::array<std::string_view, 3> params{"44", "LIMIT", "10000"};
    for (const catalog::Text* const text : all_texts())
        questions.push_back({catalog::fill(*text, params), with_code ? text->code : ErrorCode{}});
    std::ranges::shuffle(questions, std::mt19937{20261121}); // NOLINT: the same order in every run
    Re2Matcher re2(all_texts());
    const test::SlowTextMatcher regex;

    const std::size_t count = questions.size();
    const auto ours = [&](std::size_t i) {
        const Question& question = questions[i % count];
        return catalog::match_text(question.text, question.code);
    };
    const auto by_re2 = [&](std::size_t i) {
        const Question& question = questions[i % count];
        return re2.match(question.text, question.code);
    };
    const auto by_re2_set = [&](std::size_t i) {
        const Question& question = questions[i % count];
        return re2.which(question.text, question.code);
    };
    const auto by_regex = [&](std::size_t i) {
        const Question& question = questions[i % count];
        return regex.match(question.text, question.code);
    };
    const auto difference = [&]() -> std::string {
        for (std::size_t i = 0; i < count; ++i) {
            const auto match = ours(i);
            const auto second = by_re2(i);
            const auto third = by_regex(i);
            if (!match || !second || !third || match->text != second->text || match->text != third->text ||
                match->params != second->params)
                return questions[i].text;
            for (std::size_t param = 0; param < third->params.size(); ++param)
                if (match->params[param] != third->params[param]) return questions[i].text;
        }
        return {};
    };
    bench.compare(
        {"2",
         std::string("text -> template with parameters, ") + (with_code ? "with" : "without") + " its code",
         difference,
         {side("fixguard", ours), side("RE2::Set, then RE2 for the parameters", by_re2),
          side("RE2::Set, no parameters", by_re2_set, 25), side("std::regex, one after the other", by_regex)},
         {}});
}

} // namespace

void lookup_and_text_match(Bench& bench) {
    if (!bench.wants("2")) return;
    code_lookup(bench);
    text_match(bench, true);
    text_match(bench, false);
}

} // namespace fixguard::bench

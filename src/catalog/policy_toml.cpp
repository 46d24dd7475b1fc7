// Reads the words of policy.hpp from TOML and says which words there are when one is wrong.
#include "catalog/policy_toml.hpp"

#include "model/one_line.hpp"

#include <charconv>

namespace fixguard::catalog {

namespace {

template <typename Words, typename Word>
ReadResult read_word(std::string_view key, const toml::node& value, const Words& words, Word& into,
                     std::string& why) {
    const auto text = value.value_exact<std::string_view>();
    for (const Word word : words) {
        if (text == name(word)) {
            into = word;
            return ReadResult::read;
        }
    }
    why = std::string(key) + (text ? " = \"" + std::string(*text) + "\" is unknown" : " must be a word");
    why += "; use one of";
    for (const Word word : words)
        why += (word == words.front() ? " " : ", ") + std::string(name(word));
    return ReadResult::refused;
}

} // namespace

std::string located(std::string_view file, const toml::source_region& where, std::string_view what) {
    // A key or a value in quotes may hold any character.
    return one_line(std::string(file) + ":" + std::to_string(where.begin.line) + ": " + std::string(what));
}

std::optional<ErrorCode> code_of_key(std::string_view key) {
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
    if (error != std::errc{} || std::to_string(value) != key || value == 0) return std::nullopt;
    return ErrorCode{value};
}

bool handler_can(Remedy remedy) {
    switch (remedy) {
    case Remedy::fix_message:
    case Remedy::fix_configuration:
    case Remedy::surface: return false;
    case Remedy::wait_and_retry:
    case Remedy::new_session:
    case Remedy::other_sender_comp_id:
    case Remedy::other_endpoint:
    case Remedy::throttle:
    case Remedy::resubscribe:
    case Remedy::reconcile:
    case Remedy::sync_clock:
    case Remedy::halt: return true;
    }
    return false;
}

bool is_basis_key(std::string_view key) {
    return key == "fate_basis" || key == "session_effect_basis";
}

ReadResult read_policy_key(std::string_view key, const toml::node& value, Policy& policy, std::string& why) {
    if (key == "remedy") return read_word(key, value, all_remedies, policy.remedy, why);
    if (key == "fate") return read_word(key, value, all_request_fates, policy.fate, why);
    if (key == "fate_basis") return read_word(key, value, all_bases, policy.fate_basis, why);
    if (key == "session_effect")
        return read_word(key, value, all_session_effects, policy.session_effect, why);
    if (key == "session_effect_basis")
        return read_word(key, value, all_bases, policy.session_effect_basis, why);
    if (key == "handler_acts") {
        const auto flag = value.value_exact<bool>();
        if (!flag) {
            why = "handler_acts must be true or false";
            return ReadResult::refused;
        }
        policy.handler_acts = *flag;
        return ReadResult::read;
    }
    return ReadResult::not_a_policy_key;
}

} // namespace fixguard::catalog

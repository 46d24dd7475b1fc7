// The checks of a logon, in their order.
#include "venue/logon_desk.hpp"

#include "catalog/codes.hpp"

#include <algorithm>
#include <stdexcept>

namespace fixguard::venue {
namespace {

constexpr std::size_t most_addresses = 10'000;
constexpr std::size_t longest_api_key = 128;

// The exchange's keys are letters and digits; a venue of one's own may also use - and _.
bool well_formed(std::string_view api_key) {
    return api_key.size() <= longest_api_key && std::all_of(api_key.begin(), api_key.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

Violation violation(ErrorCode code, std::optional<std::int32_t> ref_tag_id, std::uint8_t text = 0) {
    Violation found;
    found.code = code;
    found.text = text;
    found.ref_tag_id = ref_tag_id;
    return found;
}

bool signature_fits(wire::MessageView logon, const PublicKey& key) {
    const auto field = [&](wire::Tag tag) { return logon.find(tag).value_or(std::string_view{}); };
    const std::string text = logon_text(field(tag::SenderCompID), field(tag::TargetCompID),
                                        field(tag::MsgSeqNum), field(tag::SendingTime));
    return key.verifies(text, field(tag::RawData));
}

} // namespace

LogonDesk::LogonDesk(const Config& config, const rules::SessionTable& table) : table_(table) {
    for (const Account& account : config.accounts) {
        for (const ApiKey& key : account.keys) {
            auto parsed = PublicKey::from_pem(key.public_key_pem);
            if (const auto* error = std::get_if<std::string>(&parsed))
                throw std::invalid_argument("the public key of account " + account.name + " " + *error);
            keys_.insert_or_assign(key.value,
                                   KnownKey{by_account_.size(), std::get<PublicKey>(parsed), key.permission});
        }
        by_account_.push_back(new_counters());
    }
}

LogonDesk::AttemptCounters LogonDesk::new_counters() const {
    const auto counter = [&](SessionKind kind) {
        return rules::WindowCounter(table_.of(kind).attempts, table_.switches.attempt_window);
    };
    return {counter(SessionKind::order_entry), counter(SessionKind::drop_copy),
            counter(SessionKind::market_data)};
}

void LogonDesk::limits_changed() {
    const rules::WindowType type = table_.switches.attempt_window;
    for (AttemptCounters& counters : by_account_)
        for (const SessionKind kind : all_session_kinds)
            counters[static_cast<std::size_t>(kind)].set_limit(table_.of(kind).attempts, type);
    for (auto& [address, counter] : by_address_)
        counter.set_limit(table_.of(address.second).attempts, type);
}

void LogonDesk::forget_idle_addresses(Now now) {
    if (by_address_.size() < most_addresses) return;
    for (auto entry = by_address_.begin(); entry != by_address_.end();)
        entry = entry->second.used(now.steady) == 0 ? by_address_.erase(entry) : std::next(entry);
}

std::optional<Violation> LogonDesk::attempt_from(std::string_view ip, SessionKind kind, Now now) {
    forget_idle_addresses(now);
    const auto [entry, is_new] = by_address_.try_emplace({std::string(ip), kind}, table_.of(kind).attempts,
                                                         table_.switches.attempt_window);
    if (entry->second.admit(now.steady)) return std::nullopt;
    return too_many_attempts(2, kind);
}

Violation LogonDesk::too_many_attempts(std::uint8_t text, SessionKind kind) const {
    const rules::WindowLimit& limit = table_.of(kind).attempts;
    Violation found = violation(code::too_many_connections, std::nullopt, text);
    found.params[0].assign(std::to_string(limit.count));
    found.params[1].assign(rules::interval_text(limit.window, table_.switches.interval_form));
    return found;
}

std::variant<std::size_t, Violation> LogonDesk::admit(wire::MessageView logon, SessionKind kind, Now now) {
    const auto known = keys_.find(std::string(logon.find(tag::Username).value_or("")));
    const KnownKey* const key = known == keys_.end() ? nullptr : &known->second;
    for (const rules::LogonCheck check : table_.logon_checks)
        if (auto violation = fails(check, logon, key, kind, now)) return *violation;
    // Without a key LogonCheck::api_key has refused it. NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
    names_.take(key->account, logon.find(tag::SenderCompID).value_or(""), kind);
    return key->account;
}

// What needs an account is passed where there is none: LogonCheck::api_key refuses it.
std::optional<Violation> LogonDesk::fails(rules::LogonCheck check, wire::MessageView logon,
                                          const KnownKey* key, SessionKind kind, Now now) {
    using rules::LogonCheck;
    if (check == LogonCheck::api_key_format)
        return well_formed(logon.find(tag::Username).value_or(""))
                   ? std::nullopt
                   : std::optional(violation(code::bad_api_key_fmt, tag::Username));
    if (key == nullptr)
        return check == LogonCheck::api_key ? std::optional(violation(code::rejected_mbx_key, tag::Username))
                                            : std::nullopt;
    switch (check) {
    case LogonCheck::api_key_format:
    case LogonCheck::api_key: break;
    case LogonCheck::signature:
        if (!signature_fits(logon, key->public_key)) return violation(code::invalid_signature, tag::RawData);
        break;
    case LogonCheck::permission:
        if (key->permission != Permission::fix_api &&
            !(key->permission == Permission::fix_api_read_only && table_.of(kind).read_only_key_enough))
            return violation(code::rejected_mbx_key, tag::Username);
        break;
    case LogonCheck::attempts: // those that get here are counted
        if (!by_account_[key->account][static_cast<std::size_t>(kind)].admit(now.steady))
            return too_many_attempts(1, kind);
        break;
    case LogonCheck::sender_comp_id:
        if (names_.in_use(key->account, logon.find(tag::SenderCompID).value_or(""), now.steady))
            return violation(code::comp_id_in_use, tag::SenderCompID);
        break;
    case LogonCheck::connections:
        if (const std::uint32_t limit = table_.of(kind).connections;
            names_.connections(key->account, kind, now.steady) >= limit) {
            Violation found = violation(code::too_many_connections, std::nullopt, 0);
            found.params[0].assign(std::to_string(limit));
            return found;
        }
        break;
    }
    return std::nullopt;
}

void LogonDesk::leave(std::size_t account, std::string_view sender_comp_id,
                      std::optional<SteadyTime> locked_until) {
    if (locked_until)
        names_.lock(account, sender_comp_id, *locked_until);
    else
        names_.release(account, sender_comp_id);
}

} // namespace fixguard::venue

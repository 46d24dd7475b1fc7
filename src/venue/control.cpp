// JSON in, the venue's own reader of faults behind it, JSON out.
#include "venue/control.hpp"

#include "venue/fault_reader.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace fixguard::venue {
namespace {

using Json = nlohmann::ordered_json;
using rules::TomlReport;
using rules::TomlSection;

Json ok() {
    return {{"ok", true}};
}

Json failed(std::string_view why) {
    return {{"ok", false}, {"error", why}};
}

// Faults are read by the reader of the configuration, which reads TOML; all their values are plain.
void insert(toml::table& table, const std::string& key, const Json& value, TomlReport& report) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value.is_string())
        table.insert(key, value.get<std::string>());
    else if (value.is_boolean())
        table.insert(key, value.get<bool>());
    else if (value.is_number_unsigned() && value.get<std::uint64_t>() > most)
        report.fail({}, key, "the number is too large");
    else if (value.is_number_integer())
        table.insert(key, value.get<std::int64_t>());
    else
        report.fail({}, key, "a text, a whole number, true or false is wanted");
}

Json to_json(const toml::table& table) {
    Json json = Json::object();
    for (const FaultKey& key : fault_keys()) {
        const toml::node* const node = table.get(key.name);
        if (!node) continue;
        if (const auto text = node->value_exact<std::string>()) json[std::string(key.name)] = *text;
        if (const auto number = node->value_exact<std::int64_t>()) json[std::string(key.name)] = *number;
    }
    return json;
}

// ---- the commands; each gets the rest of the object

using Command = Json (*)(Exchange&, TomlSection& arguments, Now);

Json fault(Exchange& exchange, TomlSection& arguments, Now now) {
    const Fault wanted = read_fault(arguments);
    if (arguments.failed()) return {};
    exchange.inject(wanted, now);
    Json answer = ok();
    answer["waiting"] = exchange.waiting_faults().size();
    return answer;
}

Json faults(Exchange& exchange, TomlSection&, Now) {
    Json answer = ok();
    answer["faults"] = Json::array();
    for (const Fault& waiting : exchange.waiting_faults())
        answer["faults"].push_back(to_json(to_toml(waiting)));
    return answer;
}

Json clear(Exchange& exchange, TomlSection&, Now) {
    exchange.clear_faults();
    return ok();
}

Json sessions(Exchange& exchange, TomlSection&, Now) {
    Json answer = ok();
    answer["sessions"] = Json::array();
    for (const auto& [id, session] : exchange.sessions())
        answer["sessions"].push_back({{"id", id},
                                      {"session", short_name(session->kind())},
                                      {"sender_comp_id", session->client_name()},
                                      {"logged_on", session->up()}});
    return answer;
}

Json status(Exchange& exchange, TomlSection&, Now) {
    const Counters seen = exchange.counters();
    Json answer = ok();
    answer["sessions_up"] = seen.sessions_up;
    answer["connections"] = seen.connections;
    answer["logons"] = seen.logons;
    answer["messages"] = seen.messages;
    answer["orders"] = seen.orders;
    answer["rejects"] = seen.rejects;
    answer["waiting_faults"] = exchange.waiting_faults().size();
    answer["clock_offset_ms"] = exchange.clock_offset().count();
    return answer;
}

Json help(Exchange&, TomlSection&, Now);

struct NamedCommand {
    std::string_view name;
    std::string_view meaning;
    Command run;
};

constexpr std::array<NamedCommand, 6> commands{{
    {"fault", "injects one; its keys are those of [[faults]] in the configuration", fault},
    {"faults", "those that wait for a message or a time", faults},
    {"clear", "forgets those; what has struck stays: a clock offset of 0 ends an offset", clear},
    {"sessions", "who is connected", sessions},
    {"status", "what has been counted", status},
    {"help", "this", help},
}};

Json help(Exchange&, TomlSection&, Now) {
    Json answer = ok();
    for (const NamedCommand& command : commands)
        answer["commands"][std::string(command.name)] = command.meaning;
    for (const FaultKey& key : fault_keys())
        answer["fault_keys"][std::string(key.name)] = key.meaning;
    answer["fault_kinds"] = Json::array();
    for (const FaultKind kind : all_fault_kinds)
        answer["fault_kinds"].push_back(name(kind));
    answer["example"] = {{"command", "fault"}, {"kind", "reject"}, {"msg_type", "D"}, {"code", -1015}};
    return answer;
}

std::string names_of_commands() {
    std::string text;
    for (const NamedCommand& command : commands)
        text.append(text.empty() ? "" : ", ").append(command.name);
    return text;
}

Json answer_to(Exchange& exchange, const Json& request, Now now) {
    TomlReport report("");
    toml::table table;
    for (const auto& [key, value] : request.items())
        if (key != "command") insert(table, key, value, report);
    TomlSection arguments(report, table);
    const auto wanted = request.find("command");
    if (wanted == request.end() || !wanted->is_string())
        return failed("command: one of " + names_of_commands() + " is wanted");
    const auto word = wanted->get<std::string>();
    const auto command = std::find_if(commands.begin(), commands.end(),
                                      [&](const NamedCommand& known) { return known.name == word; });
    if (command == commands.end())
        return failed("command: \"" + word + "\" is none of " + names_of_commands());
    if (command->name != "fault") arguments.refuse_other_keys(); // the others take none
    if (report.failed()) return failed(report.error());
    const Json answer = command->run(exchange, arguments, now);
    return report.failed() ? failed(report.error()) : answer;
}

} // namespace

std::string control_answer(Exchange& exchange, std::string_view line, Now now) {
    const Json request = Json::parse(line, nullptr, false);
    const Json answer = request.is_object()
                            ? answer_to(exchange, request, now)
                            : failed(R"(a JSON object in one line is wanted, such as {"command":"help"})");
    return answer.dump(-1, ' ', true, Json::error_handler_t::replace);
}

} // namespace fixguard::venue

// Lays out an explained message.
#include "report/message.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fixguard::report {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json tag_json(const std::string& tag) {
    const bool digits = !tag.empty() && tag.size() <= 9 && tag[0] != '0' &&
                        std::all_of(tag.begin(), tag.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits ? Json(std::stoi(tag)) : Json(tag);
}

// The table of the fields, one line each, with the faults of a field under its line.
std::string with_carets(std::string_view table, const std::vector<ExplainedField>& fields, Style style) {
    constexpr std::size_t longest_mark = 40;
    std::string page;
    for (const ExplainedField& field : fields) {
        const std::string_view line = table.substr(0, table.find('\n') + 1);
        table.remove_prefix(line.size());
        page += line;
        const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
        const std::size_t size = std::clamp<std::size_t>(line.size() - begin, 2, longest_mark) - 1;
        for (const std::string& fault : field.faults)
            page += std::string(begin, ' ') +
                    style.red("^" + std::string(size - 1, '~') + " " + printable(fault)) + "\n";
    }
    return page;
}

} // namespace

std::string message_page(const ExplainedMessage& message, Style style) {
    const std::string name = message.name.empty() ? "unknown message" : message.name;
    std::string page = style.bold(name + "<" + printable(message.msg_type) + ">") +
                       style.dim("  dictionary " + message.dictionary) + "\n";
    if (!message.framing.empty()) page += "  " + style.red("framing: " + message.framing) + "\n";

    std::vector<std::vector<std::string>> rows;
    for (const ExplainedField& field : message.fields) {
        std::string name_cell(2 * field.depth, ' ');
        if (field.starts_entry) name_cell.replace(name_cell.size() - 2, 1, "-");
        name_cell += field.name.empty() ? "(not in the dictionary)" : field.name;
        std::string value = printable(field.value);
        if (!field.meaning.empty()) value += "  " + field.meaning;
        if (!field.note.empty()) value += "  <- " + field.note;
        const std::string tag = printable(field.tag);
        rows.push_back({std::string(tag.size() < 6 ? 6 - tag.size() : 0, ' ') + tag, name_cell, value});
    }
    return page + with_carets(columns(rows), message.fields, style);
}

Json message_json(const ExplainedMessage& message) {
    Json fields = Json::array();
    for (const ExplainedField& field : message.fields)
        fields.push_back({{"tag", tag_json(field.tag)},
                          {"name", text_or_null(field.name)},
                          {"value", field.value},
                          {"meaning", text_or_null(field.meaning)},
                          {"depth", field.depth},
                          {"note", text_or_null(field.note)},
                          {"faults", field.faults}});
    return {{"msg_type", message.msg_type},
            {"name", text_or_null(message.name)},
            {"dictionary", message.dictionary},
            {"framing", text_or_null(message.framing)},
            {"fields", std::move(fields)}};
}

} // namespace fixguard::report

// The dictionaries as one object.
#include "cli/page_fields.hpp"

#include "dictionary/dictionary.hpp"

#include <nlohmann/json.hpp>

namespace fixguard::cli {

nlohmann::ordered_json page_fields() {
    nlohmann::ordered_json fields = nlohmann::ordered_json::object();
    for (const SessionKind kind : all_session_kinds)
        for (const dictionary::FieldDef& field : dictionary::built_in(kind)->fields()) {
            nlohmann::ordered_json& shown = fields[std::to_string(field.tag)];
            if (shown.is_null())
                shown = nlohmann::ordered_json::array({field.name, nlohmann::ordered_json::object()});
            for (const dictionary::Value& value : field.values)
                shown[1][std::string(value.text)] = value.description;
        }
    return fields;
}

} // namespace fixguard::cli

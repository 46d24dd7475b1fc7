// Reads QuickFIX's XML form into the tables of a dictionary, and refuses what it cannot vouch for.
#include "dictionary/tables.hpp"
#include "model/one_line.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <pugixml.hpp>
#include <unordered_map>

namespace fixguard::dictionary {

namespace {

// Bounds, far above any FIX dictionary: a file that exceeds them is no dictionary.
constexpr std::size_t max_xml_size = 4 * 1024 * 1024;
constexpr std::size_t max_fields = 8192;
constexpr std::size_t max_messages = 512;
constexpr std::size_t max_levels = 2048; // messages and groups, each costs a byte per field
constexpr std::size_t max_visited = 100'000;
constexpr Tag max_tag = 999'999'999;

struct NamedType {
    std::string_view name;
    FieldType type;
};
constexpr std::array types{
    NamedType{"STRING", FieldType::string_},  NamedType{"CHAR", FieldType::character},
    NamedType{"INT", FieldType::integer},     NamedType{"LENGTH", FieldType::length},
    NamedType{"SEQNUM", FieldType::seq_num},  NamedType{"NUMINGROUP", FieldType::num_in_group},
    NamedType{"BOOLEAN", FieldType::boolean}, NamedType{"DATA", FieldType::data},
    NamedType{"PRICE", FieldType::price},     NamedType{"QTY", FieldType::quantity},
    NamedType{"FLOAT", FieldType::decimal},   NamedType{"UTCTIMESTAMP", FieldType::utc_timestamp},
};

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
               byte == '_';
    });
}

bool is_printable(std::string_view text, std::size_t max_size) {
    return !text.empty() && text.size() <= max_size &&
           std::ranges::all_of(text, [](char byte) { return byte >= '!' && byte <= '~'; });
}

// One run over one document. Each step returns false after the first fault, which `error_` then tells.
class Loader {
public:
    Loader(std::string_view xml, std::string_view origin) : xml_(xml), origin_(origin) {}

    bool load();

    std::unique_ptr<Dictionary::Tables> tables = std::make_unique<Dictionary::Tables>();
    std::string error;

private:
    bool fail_at(std::ptrdiff_t offset, std::string what);
    bool fail(pugi::xml_node node, std::string what) { return fail_at(node.offset_debug(), std::move(what)); }

    bool find_sections(pugi::xml_node root);
    bool load_fields();
    bool load_field(pugi::xml_node node);
    bool load_values(pugi::xml_node node, FieldDef& field);
    bool load_components();
    bool load_part(pugi::xml_node node, Part part, Level& level);
    bool load_messages();
    bool load_message(pugi::xml_node node);

    bool load_level(pugi::xml_node node, Level& level, std::size_t depth);
    bool collect(pugi::xml_node node, std::vector<Member>& members, bool in_required, std::size_t depth);
    bool collect_component(pugi::xml_node node, std::vector<Member>& members, bool required,
                           std::size_t depth);
    bool collect_field(pugi::xml_node node, std::vector<Member>& members, bool required, std::size_t depth);

    std::string_view keep(std::string_view text) const;
    template <typename T>
    std::span<const T> keep(const std::vector<T>& items) const;

    std::string_view xml_;
    std::string_view origin_;
    pugi::xml_document document_;
    pugi::xml_node header_, trailer_, messages_, components_, fields_;
    std::unordered_map<std::string_view, const FieldDef*> by_name_;
    std::unordered_map<std::string_view, pugi::xml_node> component_;
    std::vector<std::string_view> open_components_; // being resolved, to find one inside itself
    std::size_t level_count_ = 0;
    std::size_t visited_ = 0; // elements, one in a component as often as the component is used
};

bool Loader::fail_at(std::ptrdiff_t offset, std::string what) {
    const auto end = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)), xml_.size());
    const auto line = 1 + std::count(xml_.begin(), xml_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    what.resize(std::min<std::size_t>(what.size(), 300));
    error = one_line(std::string(origin_) + ':' + std::to_string(line) + ": " + what);
    return false;
}

// pugixml's strings die with the document.
std::string_view Loader::keep(std::string_view text) const {
    if (text.empty()) return {};
    char* const copy = static_cast<char*>(tables->arena.allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
}

template <typename T>
std::span<const T> Loader::keep(const std::vector<T>& items) const {
    static_assert(std::is_trivially_destructible_v<T>);
    if (items.empty()) return {};
    void* const room = tables->arena.allocate(items.size() * sizeof(T), alignof(T));
    T* const copy = std::uninitialized_copy(items.begin(), items.end(), static_cast<T*>(room)) - items.size();
    return {copy, items.size()};
}

bool Loader::load() {
    if (xml_.size() > max_xml_size)
        return fail_at(0, "the file is larger than " + std::to_string(max_xml_size) + " bytes");
    const auto parsed =
        document_.load_buffer(xml_.data(), xml_.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed) return fail_at(parsed.offset, std::string("not well-formed XML: ") + parsed.description());

    // Fields first, because all else speaks of them; header and trailer before the messages, because a field
    // of theirs must not stand in a message.
    return find_sections(document_.document_element()) && load_fields() && load_components() &&
           load_part(header_, Part::header, tables->header) &&
           load_part(trailer_, Part::trailer, tables->trailer) && load_messages();
}

bool Loader::find_sections(pugi::xml_node root) {
    if (std::string_view(root.name()) != "fix") return fail(root, "the root element has to be <fix>");
    if (std::string_view(root.attribute("type").value()) != "FIX" || root.attribute("major").as_int() != 4 ||
        root.attribute("minor").as_int() != 4)
        return fail(root, "<fix> has to say type='FIX' major='4' minor='4'");
    const std::array<std::pair<std::string_view, pugi::xml_node*>, 5> sections{{{"header", &header_},
                                                                                {"trailer", &trailer_},
                                                                                {"messages", &messages_},
                                                                                {"components", &components_},
                                                                                {"fields", &fields_}}};
    for (const pugi::xml_node node : root.children()) {
        const auto section = std::ranges::find(sections, std::string_view(node.name()),
                                               &std::pair<std::string_view, pugi::xml_node*>::first);
        if (section == sections.end())
            return fail(node, std::string("unknown element <") + node.name() + '>');
        if (*section->second) return fail(node, std::string("a second <") + node.name() + '>');
        *section->second = node;
    }
    for (const auto& [name, node] : sections)
        if (!*node && name != "components") return fail(root, "no <" + std::string(name) + '>');
    return true;
}

bool Loader::load_fields() {
    const auto count = std::ranges::distance(fields_.children());
    if (static_cast<std::size_t>(count) > max_fields)
        return fail(fields_, "more than " + std::to_string(max_fields) + " fields");
    tables->fields.reserve(static_cast<std::size_t>(count)); // pointers into it stay good
    for (const pugi::xml_node node : fields_.children())
        if (!load_field(node)) return false;

    std::unordered_map<Tag, const FieldDef*> by_tag;
    for (const FieldDef& field : tables->fields)
        if (const auto [other, fresh] = by_tag.emplace(field.tag, &field); !fresh)
            return fail(*std::next(fields_.begin(), field.index),
                        "field " + std::to_string(field.tag) + " is defined twice, as " +
                            std::string(other->second->name) + " and as " + std::string(field.name));
    tables->index_fields();
    return true;
}

bool Loader::load_field(pugi::xml_node node) {
    if (std::string_view(node.name()) != "field")
        return fail(node, std::string("unknown element <") + node.name() + "> in <fields>");
    const std::string_view name = node.attribute("name").value();
    if (!is_name(name)) return fail(node, "a field needs a name of letters, digits and '_'");
    FieldDef field;
    const std::string_view number = node.attribute("number").value();
    const auto [end, status] = std::from_chars(number.data(), number.data() + number.size(), field.tag);
    if (status != std::errc{} || end != number.data() + number.size() || field.tag < 1 || field.tag > max_tag)
        return fail(node, "field " + std::string(name) + ": number='" + std::string(number) +
                              "' is no tag number, 1.." + std::to_string(max_tag));
    const std::string_view type = node.attribute("type").value();
    const auto known = std::ranges::find(types, type, &NamedType::name);
    if (known == types.end())
        return fail(node, "field " + std::string(name) + ": unknown type '" + std::string(type) + '\'');
    field.type = known->type;
    field.index = static_cast<std::uint16_t>(tables->fields.size());
    field.name = keep(name);
    if (!load_values(node, field)) return false;
    tables->fields.push_back(field);
    if (!by_name_.emplace(field.name, &tables->fields.back()).second)
        return fail(node, "a second field named " + std::string(name));
    return true;
}

bool Loader::load_values(pugi::xml_node node, FieldDef& field) {
    std::vector<Value> values;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view text = child.attribute("enum").value();
        const std::string of = " of field " + std::string(field.name);
        if (std::string_view(child.name()) != "value")
            return fail(child, std::string("unknown element <") + child.name() + '>' + of);
        if (!is_printable(text, 32)) return fail(child, "a value" + of + " needs enum='...'");
        if (std::ranges::find(values, text, &Value::text) != values.end())
            return fail(child, "value '" + std::string(text) + '\'' + of + " is there twice");
        values.push_back({keep(text), keep(child.attribute("description").value())});
        if (text.size() == 1) field.short_values.insert(text.front());
    }
    field.values = keep(values);
    return true;
}

bool Loader::load_components() {
    for (const pugi::xml_node node : components_.children()) {
        if (std::string_view(node.name()) != "component")
            return fail(node, std::string("unknown element <") + node.name() + "> in <components>");
        const std::string_view name = node.attribute("name").value();
        if (!is_name(name)) return fail(node, "a component needs a name of letters, digits and '_'");
        if (!component_.emplace(name, node).second)
            return fail(node, "a second component named " + std::string(name));
    }
    return true;
}

bool Loader::load_part(pugi::xml_node node, Part part, Level& level) {
    if (!load_level(node, level, 0)) return false;
    for (const Member& member : level.members) {
        if (member.group != nullptr)
            return fail(node, "a group in header or trailer: " + std::string(member.field->name));
        tables->fields[member.field->index].part = part;
    }
    return true;
}

bool Loader::load_messages() {
    const auto count = std::ranges::distance(messages_.children());
    if (static_cast<std::size_t>(count) > max_messages)
        return fail(messages_, "more than " + std::to_string(max_messages) + " messages");
    tables->messages.reserve(static_cast<std::size_t>(count));
    for (const pugi::xml_node node : messages_.children())
        if (!load_message(node)) return false;
    tables->index_messages();
    return true;
}

bool Loader::load_message(pugi::xml_node node) {
    if (std::string_view(node.name()) != "message")
        return fail(node, std::string("unknown element <") + node.name() + "> in <messages>");
    const std::string_view name = node.attribute("name").value();
    if (!is_name(name)) return fail(node, "a message needs a name of letters, digits and '_'");
    const std::string who = "message " + std::string(name);
    const std::string_view msg_type = node.attribute("msgtype").value();
    if (!is_printable(msg_type, max_msg_type_size))
        return fail(node, who + ": msgtype has to be 1.." + std::to_string(max_msg_type_size) +
                              " printable characters");
    const std::string_view category = node.attribute("msgcat").value();
    if (category != "admin" && category != "app")
        return fail(node, who + ": msgcat has to be 'admin' or 'app'");
    for (const MessageDef& other : tables->messages) {
        if (other.name == name) return fail(node, "a second " + who);
        if (other.msg_type == msg_type)
            return fail(node, who + ": msgtype '" + std::string(msg_type) + "' is that of " +
                                  std::string(other.name) + " already");
    }
    MessageDef message;
    message.msg_type = keep(msg_type);
    message.name = keep(name);
    message.admin = category == "admin";
    if (!load_level(node, message, 0)) return false;
    tables->messages.push_back(message);
    return true;
}

bool Loader::load_level(pugi::xml_node node, Level& level, std::size_t depth) {
    if (++level_count_ > max_levels)
        return fail(node, "more than " + std::to_string(max_levels) + " messages and groups");
    std::vector<Member> members;
    if (!collect(node, members, true, depth)) return false;
    std::vector<std::uint8_t> places(tables->fields.size(), no_place);
    for (std::size_t place = 0; place < members.size(); ++place) {
        places[members[place].field->index] = static_cast<std::uint8_t>(place);
        if (members[place].required) level.required[place / 64] |= std::uint64_t{1} << place % 64;
    }
    level.members = keep(members);
    level.places = keep(places);
    return true;
}

// Adds what stands in `node` to the members of its level. A field is required where it and every component
// around it are.
bool Loader::collect(pugi::xml_node node, std::vector<Member>& members, bool in_required, std::size_t depth) {
    if (depth > max_depth) return fail(node, "nested deeper than " + std::to_string(max_depth));
    for (const pugi::xml_node child : node.children()) {
        if (++visited_ > max_visited)
            return fail(child, "more than " + std::to_string(max_visited) + " places");
        const std::string_view kind = child.name();
        if (kind != "field" && kind != "group" && kind != "component")
            return fail(child, "unknown element <" + std::string(kind) + '>');
        const std::string_view required = child.attribute("required").value();
        if (required != "Y" && required != "N")
            return fail(child,
                        std::string(child.attribute("name").value()) + ": required has to be 'Y' or 'N'");
        const bool is_required = in_required && required == "Y";
        if (kind == "component" ? !collect_component(child, members, is_required, depth)
                                : !collect_field(child, members, is_required, depth))
            return false;
    }
    return true;
}

bool Loader::collect_component(pugi::xml_node node, std::vector<Member>& members, bool required,
                               std::size_t depth) {
    const std::string_view name = node.attribute("name").value();
    const auto found = component_.find(name);
    if (found == component_.end()) return fail(node, "undefined component '" + std::string(name) + '\'');
    if (std::ranges::find(open_components_, name) != open_components_.end())
        return fail(node, "component " + std::string(name) + " holds itself");
    open_components_.push_back(name);
    const bool good = collect(found->second, members, required, depth + 1);
    open_components_.pop_back();
    return good;
}

bool Loader::collect_field(pugi::xml_node node, std::vector<Member>& members, bool required,
                           std::size_t depth) {
    const std::string name = node.attribute("name").value();
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return fail(node, "undefined field '" + name + '\'');
    const FieldDef& field = *found->second;
    if (field.part != Part::body) return fail(node, "field " + name + " is one of the header or trailer");
    if (std::ranges::find(members, &field, &Member::field) != members.end())
        return fail(node, "field " + name + " is there twice");
    if (members.size() == max_members)
        return fail(node, "more than " + std::to_string(max_members) + " fields on one level");

    const bool is_group = std::string_view(node.name()) == "group";
    if (is_group != (field.type == FieldType::num_in_group))
        return fail(node, is_group ? "group " + name + " needs a field of type NUMINGROUP"
                                   : "field " + name + " counts a group and has to be a <group>");
    Member member{&field, required, nullptr};
    if (is_group) {
        GroupDef group;
        group.count = &field;
        if (!load_level(node, group, depth + 1)) return false;
        if (group.members.empty()) return fail(node, "group " + name + " is empty");
        if (group.members.front().group != nullptr)
            return fail(node, "group " + name + " has to start with a field, not with a group");
        member.group = keep(std::vector{group}).data();
    }
    members.push_back(member);
    return true;
}

} // namespace

std::variant<std::shared_ptr<const Dictionary>, std::string> Dictionary::parse(std::string_view xml,
                                                                               std::string_view origin) {
    Loader loader(xml, origin);
    if (!loader.load()) return std::move(loader.error);
    return std::shared_ptr<const Dictionary>(new Dictionary(std::move(loader.tables)));
}

} // namespace fixguard::dictionary

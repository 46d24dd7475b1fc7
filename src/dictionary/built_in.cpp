// The dictionaries that are part of the library.
#include "dictionary/dictionary.hpp"

#include <stdexcept>

namespace fixguard::dictionary {

extern const std::string_view oe_xml; // the generated built_in_xml.cpp
extern const std::string_view dc_xml;
extern const std::string_view md_xml;

namespace {

// A built-in dictionary that does not parse is a fault of the build, which the tests of this room exclude.
std::shared_ptr<const Dictionary> load(SessionKind kind) {
    auto parsed = Dictionary::parse(built_in_xml(kind), name(kind));
    if (const auto* error = std::get_if<std::string>(&parsed)) throw std::logic_error(*error);
    return std::get<std::shared_ptr<const Dictionary>>(std::move(parsed));
}

} // namespace

std::string_view built_in_xml(SessionKind kind) noexcept {
    switch (kind) {
    case SessionKind::order_entry: return oe_xml;
    case SessionKind::drop_copy: return dc_xml;
    case SessionKind::market_data: return md_xml;
    }
    return {};
}

const std::shared_ptr<const Dictionary>& built_in(SessionKind kind) {
    static const std::array loaded{load(SessionKind::order_entry), load(SessionKind::drop_copy),
                                   load(SessionKind::market_data)};
    return loaded[static_cast<std::size_t>(kind)];
}

} // namespace fixguard::dictionary

// The build's generator: spec/errors.toml -> catalog/tables.inc and catalog/codes.hpp.
#include "catalog/spec_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>

using namespace fixguard;
using namespace fixguard::catalog;

namespace {

constexpr std::string_view made_by =
    "// Made by src/catalog/generate.cpp from spec/errors.toml. Edit that.\n";

std::string literal(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return text;
}

void write_texts(std::ostream& out, std::string_view kind, ErrorCode code,
                 const std::vector<std::string>& texts) {
    std::size_t index = 0;
    std::string unused;
    for (const std::string& text : texts)
        out << "    {TextKind::" << kind << ", ErrorCode{" << code.value << "}, " << index++ << ", "
            << count_params(text, unused) << ", " << literal(text) << "},\n";
}

void write_entry(std::ostream& out, const SpecCode& entry, std::size_t first_text, std::size_t first_note) {
    const Policy& policy = entry.policy;
    out << "    {ErrorCode{" << entry.code.value << "}, " << literal(entry.name) << ",\n     "
        << literal(entry.description) << ",\n     " << literal(entry.advice)
        << ",\n     {Remedy::" << name(policy.remedy) << ", RequestFate::" << name(policy.fate)
        << ", SessionEffect::" << name(policy.session_effect) << ", "
        << (policy.handler_acts ? "true" : "false") << ", Basis::" << name(policy.fate_basis)
        << ", Basis::" << name(policy.session_effect_basis) << "},\n     std::span(all_texts).subspan("
        << first_text << ", " << entry.texts.size() << "), std::span(all_notes).subspan(" << first_note
        << ", " << entry.notes.size() << ")},\n";
}

std::string tables(const Spec& spec) {
    std::ostringstream out;
    out << made_by << "\ninline constexpr Text all_texts[] = {\n";
    for (const SpecCode& entry : spec.codes)
        write_texts(out, "code_text", entry.code, entry.texts);
    write_texts(out, "engine_message", ErrorCode{}, spec.engine_messages);
    write_texts(out, "filter_failure", ErrorCode{}, spec.filter_failures);

    out << "};\n\ninline constexpr std::string_view all_notes[] = {\n";
    for (const SpecCode& entry : spec.codes)
        for (const std::string& note : entry.notes)
            out << "    " << literal(note) << ",\n";

    out << "};\n\ninline constexpr Entry all_entries[] = {\n";
    std::size_t text = 0;
    std::size_t note = 0;
    for (const SpecCode& entry : spec.codes) {
        write_entry(out, entry, text, note);
        text += entry.texts.size();
        note += entry.notes.size();
    }
    out << "};\n\ninline constexpr std::size_t first_engine_message = " << text
        << ";\ninline constexpr std::size_t first_filter_failure = " << text + spec.engine_messages.size()
        << ";\n";
    return out.str();
}

std::string codes(const Spec& spec) {
    std::ostringstream out;
    out << "// The exchange's error codes by name.\n"
        << made_by << "#pragma once\n\n#include \"model/error_code.hpp\"\n\nnamespace fixguard::code {\n\n";
    for (const SpecCode& entry : spec.codes)
        out << "inline constexpr ErrorCode " << lower(entry.name) << "{" << entry.code.value << "};\n";
    out << "\n} // namespace fixguard::code\n";
    return out.str();
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

// An unchanged file keeps its time, so that a new description does not build every room again.
bool write_if_changed(const std::filesystem::path& path, const std::string& content) {
    if (read_file(path) == content) return true;
    std::ofstream out(path, std::ios::binary);
    out << content;
    return out.flush().good();
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: catalog_generate spec/errors.toml output-directory\n";
        return 2;
    }
    const std::filesystem::path directory = argv[2];
    const auto text = read_file(argv[1]);
    if (!text) {
        std::cerr << argv[1] << ": cannot be read\n";
        return 2;
    }
    const auto result = read_spec(argv[1], *text);
    if (const auto* complaint = std::get_if<std::string>(&result)) {
        std::cerr << *complaint << "\n";
        return 1;
    }
    const Spec& spec = std::get<Spec>(result);
    if (!write_if_changed(directory / "tables.inc", tables(spec)) ||
        !write_if_changed(directory / "codes.hpp", codes(spec))) {
        std::cerr << directory.string() << ": cannot be written\n";
        return 2;
    }
    return 0;
}

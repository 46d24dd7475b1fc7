# Writes OUTPUT: a C++ file with the text of FIX_DIR/binance-{oe,dc,md}.xml as string constants.
set(code "// Made by src/dictionary/embed.cmake from fix/*.xml. Do not edit.\n#include <string_view>\n\n")
string(APPEND code "namespace fixguard::dictionary {\n")
foreach(kind oe dc md)
    file(READ ${FIX_DIR}/binance-${kind}.xml text)
    string(APPEND code "extern const std::string_view ${kind}_xml;\n"
                       "const std::string_view ${kind}_xml = R\"__xml__(${text})__xml__\";\n")
endforeach()
string(APPEND code "} // namespace fixguard::dictionary\n")
file(WRITE ${OUTPUT} "${code}")

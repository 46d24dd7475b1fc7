# Writes OUTPUT: a C++ file with all *.def below FOLDER and session/cases.tsv as string constants.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.def)
list(SORT files)
set(code "// Made by src/conformance/embed.cmake from spec/scenarios. Do not edit.\n")
string(APPEND code "#include \"conformance/suite.hpp\"\n\nnamespace fixguard::conformance {\n\n"
                   # With their length: clang gives up counting the characters of all of them.
                   "using std::string_view_literals::operator\"\"sv;\n\n")
file(READ ${FOLDER}/session/cases.tsv text)
string(APPEND code "extern const std::string_view session_cases_tsv;\n"
                   "const std::string_view session_cases_tsv = R\"__def__(${text})__def__\";\n\n"
                   "static constexpr BuiltInFile files[] = {\n")
foreach(file IN LISTS files)
    file(READ ${FOLDER}/${file} text)
    string(REGEX REPLACE "\\.def$" "" name ${file})
    string(APPEND code "{\"${name}\"sv, R\"__def__(${text})__def__\"sv},\n")
endforeach()
string(APPEND code "};\n\nstd::span<const BuiltInFile> built_in_files() noexcept {\n    return files;\n}\n\n"
                   "} // namespace fixguard::conformance\n")
file(WRITE ${OUTPUT} "${code}")

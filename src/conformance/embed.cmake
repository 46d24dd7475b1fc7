# Writes OUTPUT: a C++ file with all *.def below FOLDER and its two tables as string constants.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.def)
list(SORT files)
set(code "// Made by src/conformance/embed.cmake from spec/scenarios. Do not edit.\n")
string(APPEND code "#include \"conformance/suite.hpp\"\n\nnamespace fixguard::conformance {\n\n"
                   # With their length: clang gives up counting the characters of all of them.
                   "using std::string_view_literals::operator\"\"sv;\n\n")
function(append_table name path)
    file(READ ${FOLDER}/${path} text)
    string(APPEND code "extern const std::string_view ${name};\n"
                       "const std::string_view ${name} = R\"__def__(${text})__def__\";\n\n")
    set(code "${code}" PARENT_SCOPE)
endfunction()
append_table(session_cases_tsv session/cases.tsv)
append_table(not_applicable_tsv not-applicable.tsv)
string(APPEND code "static constexpr BuiltInFile files[] = {\n")
foreach(file IN LISTS files)
    file(READ ${FOLDER}/${file} text)
    string(REGEX REPLACE "\\.def$" "" name ${file})
    string(APPEND code "{\"${name}\"sv, R\"__def__(${text})__def__\"sv},\n")
endforeach()
string(APPEND code "};\n\nstd::span<const BuiltInFile> built_in_files() noexcept {\n    return files;\n}\n\n"
                   "} // namespace fixguard::conformance\n")
file(WRITE ${OUTPUT} "${code}")

# Writes OUTPUT: a C++ file with the styles and scripts of FOLDER as string constants.
string(CONCAT code "// Made by src/report/embed.cmake from src/report/page. Do not edit.\n"
         "#include \"report/page.hpp\"\n\nnamespace fixguard::report {\n\n"
         "using std::string_view_literals::operator\"\"sv;\n\n")
foreach(file page.css page.js timeline.js)
    file(READ ${FOLDER}/${file} text)
    string(REPLACE "." "_" name ${file})
    # A literal may not be longer than 64 KiB by the standard; these are not.
    string(APPEND code "const std::string_view ${name} = R\"__page__(${text})__page__\"sv;\n")
endforeach()
string(APPEND code "\n} // namespace fixguard::report\n")
file(WRITE ${OUTPUT} "${code}")

# Refuses QuickFIX headers in which `#define throw(...)` would remove a statement instead of an exception list.
# Defines check_quickfix_headers(FOLDER); run as a script with -DFOLDER=... it checks and ends with 1 on a find.
function(check_quickfix_headers folder)
    file(GLOB headers ${folder}/*.h)
    if(NOT headers)
        message(FATAL_ERROR "QuickFIX's headers are not in ${folder}: install libquickfix-dev")
    endif()
    # A statement begins behind one of { } ; : or else, do and the like; a list stands behind ) or const.
    set(space "[ \t\r\n]")
    set(statement "[{};:]${space}*throw${space}*\\(|(else|do)${space}+throw${space}*\\(")
    string(APPEND statement "|(if|for|while)${space}*\\([^;{}]*\\)${space}*throw${space}*\\(")
    foreach(header IN LISTS headers)
        file(READ ${header} text)
        string(REGEX MATCH "${statement}" found "${text}")
        if(found)
            message(FATAL_ERROR "${header}: has the statement `${found}...`, which engine/quickfix_compat.hpp would "
                                "remove; this QuickFIX cannot be used from C++20")
        endif()
    endforeach()
endfunction()

if(CMAKE_SCRIPT_MODE_FILE AND FOLDER)
    check_quickfix_headers(${FOLDER})
endif()

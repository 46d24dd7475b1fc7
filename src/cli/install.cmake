# What is installed with the program: its manual page, its completions, ready settings.
include(GNUInstallDirs)
set(made ${CMAKE_CURRENT_BINARY_DIR}/installed)
file(MAKE_DIRECTORY ${made})
add_custom_command(OUTPUT ${made}/fixguard.1 ${made}/fixguard ${made}/_fixguard
    COMMAND $<TARGET_FILE:fixguard> man > ${made}/fixguard.1
    COMMAND $<TARGET_FILE:fixguard> completion bash > ${made}/fixguard
    COMMAND $<TARGET_FILE:fixguard> completion zsh > ${made}/_fixguard
    DEPENDS fixguard VERBATIM)
add_custom_target(installed_texts ALL DEPENDS ${made}/fixguard.1 ${made}/fixguard ${made}/_fixguard)

install(TARGETS fixguard RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${made}/fixguard.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${made}/fixguard DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${made}/_fixguard DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${PROJECT_SOURCE_DIR}/config/local.cfg ${PROJECT_SOURCE_DIR}/config/testnet.cfg
              ${PROJECT_SOURCE_DIR}/config/production.cfg ${PROJECT_SOURCE_DIR}/config/venue.toml
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

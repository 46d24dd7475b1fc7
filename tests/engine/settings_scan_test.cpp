// What is refused before FIX::SessionSettings sees the file, because QuickFIX would skip or keep it in
// silence.
#include "engine/settings_scan.hpp"

#include <gtest/gtest.h>

namespace fixguard::engine {
namespace {

std::string error_of(std::string_view text) {
    const auto scanned = scan_settings(text, "my.cfg");
    const auto* const error = std::get_if<std::string>(&scanned);
    return error ? *error : "no error";
}

TEST(SettingsScan, a_line_with_a_control_character_is_refused_without_showing_it) {
    const std::string expected = "my.cfg:2: holds a control character; write plain text";
    EXPECT_EQ(error_of("[DEFAULT]\nBell\x07=1\n"), expected);
    EXPECT_EQ(error_of("[DEFAULT]\n[\x1b[31m]\n"), expected);
    EXPECT_EQ(error_of("[DEFAULT]\nHeartBtInt=3\x7F\n"), expected);
}

TEST(SettingsScan, blanks_tabs_and_the_line_ends_of_windows_are_no_control_characters) {
    EXPECT_EQ(error_of("[DEFAULT]\r\n\tHeartBtInt = 30 \r\n"), "no error");
}

} // namespace
} // namespace fixguard::engine

// A program whose numbers look like 1.000,5: what a user of the library may have set up long before us.
#pragma once

#include <locale>
#include <string>

namespace fixguard::test {

// For all streams that are made while it lives. No locale of the system is needed, so that it works on any
// machine.
class OddLocale {
public:
    OddLocale() : before_(std::locale::global(std::locale(std::locale(), new Numbers))) {}
    ~OddLocale() { std::locale::global(before_); }
    OddLocale(const OddLocale&) = delete;
    OddLocale& operator=(const OddLocale&) = delete;

private:
    struct Numbers : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    std::locale before_;
};

} // namespace fixguard::test

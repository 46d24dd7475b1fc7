// Spoils sound messages by chance, each in one to four places.
#pragma once

#include "dictionary/dictionary.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace fixguard::rules::test {

// Spoils the fields of a message, each one "tag=value".
class Spoiler {
public:
    explicit Spoiler(std::uint32_t seed) : random_(seed) {}

    std::string spoil(const std::string& readable, const dictionary::Dictionary& dictionary) {
        std::vector<std::string> fields;
        for (std::size_t at = 0; at < readable.size();) {
            const std::size_t end = readable.find('|', at);
            fields.push_back(readable.substr(at, end - at));
            at = end + 1;
        }
        for (std::size_t times = 1 + below(4); times > 0; --times)
            once(fields, dictionary);
        std::string message;
        for (const std::string& field : fields)
            message += field + '|';
        return message;
    }

private:
    std::size_t below(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }

    // Anything but CheckSum(10), which framing takes for the end of the message.
    std::string any_tag(const dictionary::Dictionary& dictionary) {
        static const std::vector<std::string> bad{"0", "-1",  "011",       "a",          "",
                                                  "8", "9",   "35",        "1234567890", "43",
                                                  "1", "55 ", "999999999", "4294967351", "5\xC3\xA9"};
        if (below(4) == 0) return bad[below(bad.size())];
        const dictionary::FieldDef& any = dictionary.fields()[below(dictionary.fields().size())];
        return any.part == dictionary::Part::trailer ? any_tag(dictionary) : std::to_string(any.tag);
    }

    std::string any_value() {
        static const std::vector<std::string> values{"",
                                                     "0",
                                                     "1",
                                                     "2",
                                                     "3",
                                                     "4",
                                                     "-1",
                                                     "-0",
                                                     "00",
                                                     "007",
                                                     "Y",
                                                     "N",
                                                     "X",
                                                     "a b",
                                                     "1.5",
                                                     ".5",
                                                     "5.",
                                                     ".",
                                                     "-",
                                                     "--1",
                                                     "1.1.1",
                                                     "1e3",
                                                     "P",
                                                     "U",
                                                     "99",
                                                     "\t",
                                                     "\x7F",
                                                     "\xC3",
                                                     "\xC3\xA9",
                                                     "\xC2\x80",
                                                     "\xED\xA0\x80",
                                                     "\xF4\x90\x80\x80",
                                                     "\xE2\x82\xAC",
                                                     "\xF0\x9F\x98\x80",
                                                     "\xC0\xAF",
                                                     "0.00000001",
                                                     "0.000000001",
                                                     "0.1000000000",
                                                     "60000.1234",
                                                     "92233720368.54775807",
                                                     "92233720368.54775808",
                                                     "9223372036854775807",
                                                     "9223372036854775808",
                                                     "18446744073709551617",
                                                     "-9223372036854775808",
                                                     "-9223372036854775809",
                                                     "2147483647",
                                                     "2147483648",
                                                     "4294967295",
                                                     "4294967296",
                                                     "20260714-09:30:00",
                                                     "20260714-09:30:00.123",
                                                     "20260714-09:30:00.12",
                                                     "20260229-00:00:00",
                                                     "20280229-23:59:60",
                                                     "20260714-24:00:00",
                                                     "20260714-09:30:00.1234567",
                                                     std::string(36, 'z'),
                                                     std::string(37, 'z'),
                                                     "CLIENT_9",
                                                     "CLIENT-99",
                                                     "FIX.4.4",
                                                     "BTCUSDT"};
        return values[below(values.size())];
    }

    void once(std::vector<std::string>& fields, const dictionary::Dictionary& dictionary) {
        if (fields.size() < 3) return;
        const std::size_t at = 1 + below(fields.size() - 1); // the first is MsgType(35), seen by framing
        const std::size_t other = 1 + below(fields.size() - 1);
        const std::string tag = fields[at].substr(0, fields[at].find('='));
        const auto place = [&](std::size_t index) {
            return fields.begin() + static_cast<std::ptrdiff_t>(index);
        };
        switch (below(10)) {
        case 0: fields.erase(place(at)); break;
        case 1: fields.insert(place(other), std::string(fields[at])); break;
        case 2: std::swap(fields[at], fields[other]); break;
        case 3: std::swap(fields[at], fields[std::min(at + 1, fields.size() - 1)]); break;
        case 4:
            fields[at] = any_tag(dictionary) + fields[at].substr(std::min(tag.size(), fields[at].size()));
            break;
        case 5: fields.insert(place(at), any_tag(dictionary) + '=' + any_value()); break;
        case 6: fields.insert(place(at), any_tag(dictionary)); break;
        case 7: fields[0] = "35=" + std::string(any_message(dictionary)); break;
        default: fields[at] = tag + '=' + any_value(); break;
        }
    }

    std::string_view any_message(const dictionary::Dictionary& dictionary) {
        if (below(8) == 0) return below(2) == 0 ? "" : "?";
        return dictionary.messages()[below(dictionary.messages().size())].msg_type;
    }

    std::mt19937 random_;
};

} // namespace fixguard::rules::test

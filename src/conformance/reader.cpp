// Reads the .def grammar line by line.
#include "conformance/macros.hpp"
#include "conformance/scenario.hpp"
#include "conformance/venue_setup.hpp"
#include "model/one_line.hpp"
#include "wire/frame.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace fixguard::conformance {
namespace {

constexpr std::size_t most_repeats = 100'000;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> found;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
        const std::size_t end = std::min(text.find(' '), text.size());
        found.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return found;
}

class Reader {
public:
    explicit Reader(const std::string& origin) : origin_(origin) {
        std::string name = std::filesystem::path(origin).replace_extension().generic_string();
        scenario_.name = std::move(name);
    }

    std::variant<Scenario, std::string> read(std::string_view text) {
        while (!text.empty() && !error_) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            ++line_;
            line(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (!error_ && scenario_.steps.empty()) fail("no step: a scenario begins with iCONNECT");
        if (error_) return *error_;
        return std::move(scenario_);
    }

private:
    void fail(std::string_view what) {
        if (!error_) error_ = one_line(origin_ + ":" + std::to_string(line_) + ": " + std::string(what));
    }

    void line(std::string_view text) {
        if (text.ends_with('\r')) text.remove_suffix(1);
        if (text.empty()) return;
        if (text.front() == '#') return comment(trimmed(text.substr(1)));
        const char command = text.front();
        text.remove_prefix(1);
        Step step;
        step.line = line_;
        if (text.size() >= 2 && text[0] >= '0' && text[0] <= '9' && text[1] == ',') {
            step.cid = text[0] - '0';
            text.remove_prefix(2);
        }
        switch (command) {
        case 'i':
        case 'e': return connection(command == 'i', std::move(step), text);
        case 'I': return send(std::move(step), text);
        case 'E': return expect(std::move(step), text);
        case 'R': return fail("R lines cannot be run, in QuickFIX neither");
        }
        fail("a line begins with #, i, e, I or E");
    }

    void comment(std::string_view text) {
        if (!scenario_.steps.empty()) return; // headers stand in front
        const auto header = [&](std::string_view name) {
            if (!text.starts_with(name) || text.substr(name.size(), 1) != ":") return false;
            text = trimmed(text.substr(name.size() + 1));
            return true;
        };
        if (header("rule"))
            scenario_.rule = text;
        else if (header("source"))
            scenario_.source = text;
        else if (header("covers"))
            scenario_.covers = words(text);
        else if (header("kind"))
            kind(text);
        else if (header("options"))
            options(text);
        else if (header("connection"))
            peer(text);
        else if (header("venue"))
            venue(text);
        else if (header("needs"))
            needs(text);
        else if (scenario_.rule.empty())
            scenario_.about += (scenario_.about.empty() ? "" : " ") + std::string(text);
    }

    void kind(std::string_view text) {
        const auto found = session_kind(text);
        if (!found) return fail("kind: oe, dc or md is wanted");
        scenario_.kind = *found;
    }

    void options(std::string_view text) {
        for (const std::string& word : words(text)) {
            if (word == "pipe")
                pipe_ = true;
            else if (word == "any-order")
                scenario_.any_order = true;
            else
                fail("options: " + word + " is none; there are pipe and any-order");
        }
    }

    // "2 dc" or "2 oe 10.0.0.2"
    void peer(std::string_view text) {
        const auto parts = words(text);
        const bool sound = (parts.size() == 2 || parts.size() == 3) && parts[0].size() == 1 &&
                           parts[0][0] >= '0' && parts[0][0] <= '9' && session_kind(parts[1]);
        if (!sound) return fail("connection: an id, a kind and perhaps an address are wanted: 2 dc 10.0.0.2");
        Peer other{*session_kind(parts[1]), "10.0.0.1"};
        if (parts.size() == 3) other.ip = parts[2];
        scenario_.peers[parts[0][0] - '0'] = other;
    }

    void venue(std::string_view text) {
        venue::Config nowhere;
        nowhere.symbols.emplace_back();
        if (const auto error = apply_setup(text, scenario_.kind, nowhere)) return fail("venue: " + *error);
        scenario_.venue.emplace_back(text);
    }

    void needs(std::string_view text) {
        if (text != "book") return fail("needs: " + std::string(text) + " is none; there is book");
        scenario_.needs_book = true;
    }

    void connection(bool initiates, Step step, std::string_view text) {
        if (text == "CONNECT" && !initiates)
            return fail(
                "eCONNECT waits for a connection, but a venue never opens one; scripts that wait for a "
                "client are what --client has in their place");
        if (text == "CONNECT")
            step.kind = StepKind::connect;
        else if (text == "DISCONNECT")
            step.kind = initiates ? StepKind::disconnect : StepKind::expect_disconnect;
        else
            return fail("CONNECT or DISCONNECT is wanted");
        scenario_.steps.push_back(std::move(step));
    }

    void send(Step step, std::string_view text) {
        step.kind = StepKind::send;
        if (const auto error = bad_macro(text, true)) return fail(*error);
        take_repeat(step, text);
        const auto macro = find_macro(text);
        if (macro && macro->name == "WAIT" && macro->begin == 0) {
            if (macro->end != text.size()) return fail("<WAIT n> stands alone");
            step.kind = StepKind::wait;
            step.repeat = to_count(macro->argument);
        }
        step.text = with_files(with_soh(text));
        scenario_.steps.push_back(std::move(step));
    }

    void expect(Step step, std::string_view text) {
        step.kind = StepKind::expect;
        if (const auto error = bad_macro(text, false)) return fail(*error);
        if (text.starts_with("<ALT>")) {
            const bool follows = !scenario_.steps.empty() &&
                                 scenario_.steps.back().kind == StepKind::expect &&
                                 scenario_.steps.back().cid == step.cid;
            if (!follows) return fail("<ALT> stands behind an E line of the same connection");
            scenario_.steps.back().alternatives.push_back(with_soh(text.substr(5)));
            return;
        }
        if (text.starts_with("<MAYBE>")) {
            step.optional = true;
            text.remove_prefix(7);
        }
        if (text.starts_with("<ALL>")) {
            step.all = true;
            text.remove_prefix(5);
        }
        take_repeat(step, text);
        step.text = with_soh(text);
        if (!step.text.starts_with("8=")) return fail("an expected message begins with 8=");
        scenario_.steps.push_back(std::move(step));
    }

    void take_repeat(Step& step, std::string_view& text) {
        const auto macro = find_macro(text);
        if (!macro || macro->name != "REPEAT" || macro->begin != 0) return;
        step.repeat = to_count(macro->argument);
        text.remove_prefix(macro->end);
    }

    std::size_t to_count(std::string_view text) {
        std::size_t count = 0;
        std::from_chars(text.data(), text.data() + text.size(), count);
        if (count == 0 || count > most_repeats) fail("a number from 1 to 100000 is wanted");
        return count;
    }

    std::string with_soh(std::string_view text) const {
        std::string bytes(text);
        if (pipe_) std::replace(bytes.begin(), bytes.end(), '|', wire::soh);
        return bytes;
    }

    std::string with_files(std::string text) {
        std::size_t from = 0;
        while (const auto macro = find_macro(text, from)) {
            from = macro->end;
            if (macro->name != "FILE") continue;
            const auto path = std::filesystem::path(origin_).parent_path() / std::string(macro->argument);
            std::ifstream in(path, std::ios::binary);
            if (!in) fail("<FILE:" + std::string(macro->argument) + ">: cannot be read");
            const std::string content{std::istreambuf_iterator<char>(in), {}};
            const std::size_t begin = macro->begin;
            text.replace(begin, macro->end - begin, content);
            from = begin + content.size();
        }
        return text;
    }

    const std::string& origin_;
    Scenario scenario_;
    std::size_t line_ = 0;
    bool pipe_ = false;
    std::optional<std::string> error_;
};

} // namespace

std::variant<Scenario, std::string> parse_scenario(std::string_view text, const std::string& origin) {
    return Reader(origin).read(text);
}

} // namespace fixguard::conformance

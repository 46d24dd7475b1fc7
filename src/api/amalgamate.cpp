// Makes one public header of one that includes the library's own: amalgamate SOURCE-FOLDER HEADER OUTPUT.
#include <cstdio>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

class Amalgam {
public:
    explicit Amalgam(std::string folder) : folder_(std::move(folder)) {}

    bool add(const std::string& name) {
        if (!seen_.insert(name).second) return true;
        std::ifstream file(folder_ + "/" + name);
        if (!file) {
            std::fprintf(stderr, "amalgamate: %s/%s cannot be read\n", folder_.c_str(), name.c_str());
            return false;
        }
        int depth = 0; // of #if
        for (std::string line; std::getline(file, line);) {
            std::smatch match;
            if (line == "#pragma once") continue;
            if (std::regex_match(line, match, std::regex("#include \"(.*)\"(?: *//.*)?"))) {
                if (!add(match[1])) return false;
                continue;
            }
            if (line.rfind("#if", 0) == 0) ++depth;
            if (line.rfind("#endif", 0) == 0) --depth;
            if (depth == 0 && std::regex_match(line, match, std::regex("#include (<.*>).*"))) {
                // QuickFIX's own headers have to stay where they are: behind all others.
                if (match[1].str().rfind("<quickfix/", 0) != 0) {
                    includes_.insert(match[1]);
                    continue;
                }
            }
            take(line);
        }
        return true;
    }

    std::string text(const std::string& first_lines) const {
        std::string text = first_lines + "#pragma once\n\n";
        for (const std::string& include : includes_)
            text += "#include " + include + "\n";
        text += "\n" + std::regex_replace(body_.str(), std::regex("\n\n\n+"), "\n\n");
        return text;
    }

private:
    // C++17 has no defaulted comparison.
    void take(const std::string& line) {
        if (std::regex_search(line, std::regex("operator(==|<=>)\\(.*= default;")))
            body_ << "#if __cplusplus >= 202002L\n" << line << "\n#endif\n";
        else
            body_ << line << '\n';
    }

    std::string folder_;
    std::set<std::string> seen_;
    std::set<std::string> includes_;
    std::ostringstream body_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: amalgamate SOURCE-FOLDER HEADER OUTPUT\n", stderr);
        return 2;
    }
    Amalgam amalgam(argv[1]);
    if (!amalgam.add(argv[2])) return 1;
    std::ofstream out(argv[3]);
    out << amalgam.text("// Made from the headers of fixguard. Do not edit.\n");
    return out.flush() ? 0 : 1;
}

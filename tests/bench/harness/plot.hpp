// Curves as SVG files, drawn by gnuplot.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace fixguard::bench {

struct Curve {
    std::string name;
    std::vector<std::pair<double, double>> points; // both above 0: the axes are logarithmic
};

struct Panel {
    std::string title, x_label, y_label;
    std::string x_tics; // as gnuplot wants them, "(\"50 %\" 2, ...)"; empty: its own
    std::vector<Curve> curves;
};

// One file, two panels in a row.
struct Plot {
    std::string name; // of the file, without ".svg"
    std::vector<Panel> panels;
};

// Throws std::runtime_error where gnuplot is missing or fails.
void draw(const Plot& plot, const std::filesystem::path& folder);

} // namespace fixguard::bench

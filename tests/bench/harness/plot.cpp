// A script and its data through a pipe.
#include "bench/harness/plot.hpp"

#include <cstdio>
#include <sstream>
#include <stdexcept>

namespace fixguard::bench {
namespace {

std::string script_of(const Panel& panel) {
    std::ostringstream out;
    out << "set title \"" << panel.title << "\"\nset xlabel \"" << panel.x_label << "\"\nset ylabel \""
        << panel.y_label << "\"\n";
    if (!panel.x_tics.empty()) out << "set xtics " << panel.x_tics << '\n';
    const char* separator = "plot ";
    for (const Curve& curve : panel.curves) {
        out << separator << "'-' with linespoints linewidth 2 pointtype 7 pointsize 0.5 title \""
            << curve.name << '"';
        separator = ", ";
    }
    out << '\n';
    for (const Curve& curve : panel.curves) {
        for (const auto& [x, y] : curve.points)
            out << x << ' ' << y << '\n';
        out << "e\n";
    }
    return out.str();
}

} // namespace

void draw(const Plot& plot, const std::filesystem::path& folder) {
    constexpr int panel_width = 640, panel_height = 480, columns = 2;
    const int rows = (static_cast<int>(plot.panels.size()) + columns - 1) / columns;
    const std::string path = (folder / (plot.name + ".svg")).string();
    std::ostringstream out;
    out << "set terminal svg size " << panel_width * columns << ',' << panel_height * rows
        << " background rgb 'white' font 'sans,13'\nset output \"" << path
        << "\"\nset logscale xy\nset format y \"%g\"\nset grid\nset key below\nset multiplot layout " << rows
        << ',' << columns << '\n';
    for (const Panel& panel : plot.panels)
        out << script_of(panel);
    out << "unset multiplot\n";

    std::FILE* const gnuplot = popen("gnuplot", "w");
    if (gnuplot == nullptr) throw std::runtime_error("gnuplot cannot be started");
    const std::string script = out.str();
    const bool written = std::fwrite(script.data(), 1, script.size(), gnuplot) == script.size();
    if (pclose(gnuplot) != 0 || !written)
        throw std::runtime_error(path + ": gnuplot failed; is it installed?");
}

} // namespace fixguard::bench

// Window: one buffer; its front is dropped when it has become the larger part.
#include "scan/window.hpp"

#include <algorithm>

namespace fixguard::scan {

namespace {
constexpr std::size_t worth_forgetting = 4 * 1024 * 1024;
constexpr std::size_t largest_piece = 1024 * 1024;
} // namespace

void Window::add(std::string_view piece) {
    while (!piece.empty()) {
        const std::string_view part = piece.substr(0, largest_piece);
        forget();
        kept_.append(part);
        scan(false);
        piece.remove_prefix(part.size());
    }
}

void Window::end() {
    scan(true);
    kept_.clear();
}

void Window::scan(bool last) {
    scanner_.scan(kept_, offset_, last);
    if (traffic_ != nullptr) traffic_->scan(kept_, offset_, last);
}

void Window::forget() {
    const auto unneeded =
        static_cast<std::size_t>(scanner_.keep_from() - std::min(scanner_.keep_from(), offset_));
    if (unneeded < worth_forgetting) return;
    kept_.erase(0, unneeded);
    offset_ += unneeded;
}

} // namespace fixguard::scan

// Which call of the observer belongs to which event.
#include "engine/delivery.hpp"

namespace fixguard::engine {
namespace {

template <class... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

} // namespace

void tell(Observer& observer, const Delivery::Event& event) {
    std::visit(
        Overload{[&](const Delivery::State& it) { observer.on_state(it.state); },
                 [&](const Delivery::Error& it) { observer.on_error(it.session, it.error, it.plan); },
                 [&](const Delivery::Message& it) {
                     observer.on_message(it.session, wire::MessageView(it.bytes));
                 },
                 [&](const Delivery::Fate& it) {
                     observer.on_fate(it.session, it.request, it.fate);
                     if (it.journal != nullptr) it.journal->settle(it.slot, it.fate);
                 },
                 [&](const Delivery::Recovered& it) {
                     observer.on_recovered({it.session, it.error, it.took});
                 },
                 [&](const Delivery::Clock& it) { observer.on_clock(it.session, it.reading); },
                 [&](const Delivery::Stream& it) {
                     observer.on_stream(
                         {it.session, it.symbol, it.kind, it.state, it.fault, it.code, it.update_id});
                 },
                 [](const Delivery::Lookup& it) { it.whom->look_up(it.session, it.request, it.answer); }},
        event);
}

std::string_view call_of(const Delivery::Event& event) noexcept {
    return std::visit(Overload{[](const Delivery::State&) { return std::string_view("on_state()"); },
                               [](const Delivery::Error&) { return std::string_view("on_error()"); },
                               [](const Delivery::Message&) { return std::string_view("on_message()"); },
                               [](const Delivery::Fate&) { return std::string_view("on_fate()"); },
                               [](const Delivery::Recovered&) { return std::string_view("on_recovered()"); },
                               [](const Delivery::Clock&) { return std::string_view("on_clock()"); },
                               [](const Delivery::Stream&) { return std::string_view("on_stream()"); },
                               [](const Delivery::Lookup&) { return std::string_view("look_up()"); }},
                      event);
}

std::string_view session_of(const Delivery::Event& event) noexcept {
    return std::visit(Overload{[](const Delivery::State& it) { return it.state.session; },
                               [](const auto& it) { return it.session; }},
                      event);
}

} // namespace fixguard::engine

// Parcels on their way.
#include "simulation/link.hpp"

#include <algorithm>

namespace fixguard::simulation {

SteadyTime Link::next_arrival(Way& way) {
    const SteadyTime due = time_.now() + chance_.between(weather_.least_delay, weather_.most_delay);
    return way.busy_until = std::max(way.busy_until, due);
}

void Link::put(End to, std::string bytes, bool last) {
    Way& way = way_to(to);
    if (way.cut) return;
    const SteadyTime due = next_arrival(way);
    way.parcels.push_back({due, std::move(bytes), last});
    time_.at(due, [self = shared_from_this(), to] { self->arrive(to); });
}

void Link::hang_up(End at) {
    way_to(at).ears = {};
}

void Link::send(End from, std::string_view bytes) {
    while (weather_.splits != 0 && bytes.size() > 1 && chance_.one_in(weather_.splits)) {
        const std::size_t size = 1 + chance_.below(bytes.size() - 1);
        put(other(from), std::string(bytes.substr(0, size)), false);
        bytes.remove_prefix(size);
    }
    put(other(from), std::string(bytes), false);
}

void Link::finish(End from) {
    put(other(from), {}, true);
}

void Link::reset(End from) {
    Way& way = way_to(other(from));
    if (way.cut) return;
    way.cut = true;
    way.parcels.clear();
    tell_reset(other(from));
}

void Link::tell_reset(End at) {
    const Way& way = way_to(at);
    const SteadyTime due = std::max(stalled_ ? way.busy_until : time_.now(),
                                    time_.now() + chance_.between(weather_.least_delay, weather_.most_delay));
    time_.at(due, [self = shared_from_this(), at] {
        if (const auto heard = self->way_to(at).ears.reset) heard();
    });
}

// What has come by now is read at once, however it was written.
void Link::arrive(End to) {
    Way& way = way_to(to);
    std::string bytes;
    bool last = false;
    while (!way.parcels.empty() && way.parcels.front().due <= time_.now()) {
        bytes += way.parcels.front().bytes;
        last = last || way.parcels.front().last;
        way.parcels.pop_front();
    }
    if (way.spoil && !bytes.empty()) {
        way.spoil = false;
        char& byte = bytes[chance_.below(bytes.size())];
        byte = static_cast<char>(byte ^ (1 << chance_.below(7)));
    }
    if (const auto heard = way.ears.bytes; heard && !bytes.empty()) heard(bytes);
    if (const auto heard = way.ears.finished; heard && last) heard();
}

void Link::stall(End to, SteadyTime until) {
    Way& way = way_to(to);
    stalled_ = true;
    way.busy_until = std::max(way.busy_until, until);
    for (Parcel& parcel : way.parcels)
        parcel.due = std::max(parcel.due, until);
    time_.at(until, [self = shared_from_this(), to] { self->arrive(to); });
}

void Link::break_down(bool client_hears, bool exchange_hears) {
    for (Way& way : ways_) {
        way.cut = true;
        way.parcels.clear();
    }
    if (client_hears) tell_reset(End::client);
    if (exchange_hears) tell_reset(End::exchange);
}

} // namespace fixguard::simulation

// getaddrinfo() on detached threads, one for each host.
#include "transport/name_lookup.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>

#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace fixguard::transport {

struct NameLookup::Asker {
    Asker(asio::io_context& its_loop, Answer its_answer) : loop(its_loop), answer(std::move(its_answer)) {}

    asio::io_context& loop;
    const Answer answer;

    // A host is in it while a thread looks it up, with those who still want to know.
    using Askers = std::vector<std::shared_ptr<Asker>>;
    struct Desk {
        std::mutex mutex;
        std::map<std::string, Askers> asked;
    };
    static Desk& desk() { // never destroyed: a thread may outlive main()
        static Desk* const desk = new Desk;
        return *desk;
    }

    static void look_up(const std::string& host) noexcept;
};

void NameLookup::Asker::look_up(const std::string& host) noexcept {
    asio::error_code error;
    std::vector<asio::ip::address> addresses;
    try {
        asio::io_context own; // as the type wants it; the work is done in this call
        asio::ip::tcp::resolver resolver(own);
        for (const auto& found : resolver.resolve(host, std::string(), error))
            addresses.push_back(found.endpoint().address());
    } catch (...) {
        error = asio::error::no_memory;
    }
    const std::lock_guard lock(desk().mutex);
    const auto waiting = desk().asked.extract(host);
    for (const std::shared_ptr<Asker>& asker : waiting.mapped()) {
        try {
            asio::post(asker->loop, [asker, error, addresses] { asker->answer(error, addresses); });
        } catch (...) { // for want of memory: whoever asked gives up when its time is over
        }
    }
}

NameLookup::NameLookup(asio::io_context& loop, const std::string& host, Answer answer)
    : host_(host), asker_(std::make_shared<Asker>(loop, std::move(answer))) {
    const std::lock_guard lock(Asker::desk().mutex);
    const auto [asked, is_new] = Asker::desk().asked.try_emplace(host);
    asked->second.push_back(asker_);
    if (!is_new) return;
    try {
        std::thread([host] { Asker::look_up(host); }).detach();
    } catch (...) {
        Asker::desk().asked.erase(asked);
        throw;
    }
}

NameLookup::~NameLookup() {
    const std::lock_guard lock(Asker::desk().mutex);
    const auto asked = Asker::desk().asked.find(host_);
    if (asked != Asker::desk().asked.end()) std::erase(asked->second, asker_);
}

} // namespace fixguard::transport

// Lines in, requests out; a line too long or a reader too slow costs no memory.
#include "cli/order_feed.hpp"

#include "cli/order_line.hpp"
#include "report/errors.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace fixguard::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_line = 64 * 1024;

void print(const Json& line) {
    std::cout << report::json_line(line) + '\n' << std::flush;
}

} // namespace

OrderFeed::OrderFeed(engine::Supervisor& supervisor, std::string session, milliseconds patience,
                     std::function<void()> done)
    : supervisor_(supervisor), session_(std::move(session)), patience_(patience), done_(std::move(done)) {}

OrderFeed::~OrderFeed() {
    stop();
    if (stop_[0] >= 0) ::close(stop_[0]);
    if (file_ > STDIN_FILENO) ::close(file_);
}

void OrderFeed::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (const int end = std::exchange(stop_[1], -1); end >= 0) ::close(end);
    if (thread_.joinable()) thread_.join();
}

std::string OrderFeed::open(const std::string& path) {
    file_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) return path + ": cannot be read: " + std::strerror(errno);
    if (::pipe2(stop_, O_CLOEXEC) != 0) return std::string("no pipe: ") + std::strerror(errno);
    thread_ = std::thread([this] { run(); });
    return {};
}

void OrderFeed::run() {
    for (std::string line; next_line(line);) {
        ++number_;
        if (line.find_first_not_of(" \t\r") != std::string::npos) send(line);
    }
    {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, patience_, [this] { return stopping_ || open_.empty(); });
        if (stopping_) return;
    }
    done_();
}

// false: the end, or the feed is to stop.
bool OrderFeed::next_line(std::string& line) {
    for (std::size_t searched = 0;;) {
        if (const std::size_t end = buffer_.find('\n', searched); end != std::string::npos) {
            line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            return true;
        }
        searched = buffer_.size();
        std::array<pollfd, 2> both{pollfd{file_, POLLIN, 0}, pollfd{stop_[0], POLLIN, 0}};
        if (::poll(both.data(), both.size(), -1) < 0 && errno != EINTR) return false;
        if (both[1].revents != 0) return false;
        if (both[0].revents == 0) continue;
        std::array<char, 4096> bytes;
        const ssize_t size = ::read(file_, bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) {
            line = std::exchange(buffer_, {});
            return !line.empty();
        }
        buffer_.append(bytes.data(), static_cast<std::size_t>(size));
        if (buffer_.size() > longest_line) {
            ++number_;
            refuse(session_, "", "the line is longer than 64 KiB; what follows is not read");
            return false;
        }
    }
}

void OrderFeed::send(const std::string& text) {
    const auto read = read_order_line(text);
    if (const auto* const wrong = std::get_if<std::string>(&read)) return refuse(session_, "", *wrong);
    const auto& line = std::get<OrderLine>(read);
    const std::string& session = line.session.empty() ? session_ : line.session;
    if (session.empty())
        return refuse(session, line.id, "there are several sessions: \"session\" has to name one");

    wait_until_up(session);
    const std::vector<RequestRef> unknown = supervisor_.unknown_requests(session);
    if (std::any_of(unknown.begin(), unknown.end(),
                    [&](const RequestRef& request) { return request.id == line.id; }))
        return refuse(session, line.id,
                      "a request under this id is of unknown fate: it may have been executed");
    {
        const std::lock_guard lock(mutex_);
        sending_ = line.id;
        early_ = 0;
    }
    const engine::SendResult result = supervisor_.send(session, line.body);
    if (!result) return refuse(session, line.id, std::string(engine::name(result.status)), result.refusal);
    const std::lock_guard lock(mutex_);
    sending_.clear();
    if (early_ == 0) ++open_[line.id];
}

// The first request to a session waits for its logon; later ones are told the truth at once.
void OrderFeed::wait_until_up(const std::string& session) {
    if (!up_.insert(session).second) return;
    const auto stopping = [this] {
        const std::lock_guard lock(mutex_);
        return stopping_;
    };
    while (!stopping() && !supervisor_.wait_for(session, Phase::up, milliseconds{100}) &&
           supervisor_.status(session).phase != Phase::halted) {
    }
}

void OrderFeed::refuse(const std::string& session, const std::string& id, const std::string& why,
                       const std::optional<Refusal>& refusal) {
    Json out{{"session", session}, {"event", "fate"}, {"line", number_}, {"id", id}, {"fate", "refused"}};
    if (refusal) {
        out["code"] = refusal->code.value;
        out["name"] = refusal->code_name;
        out["tag"] = refusal->tag ? Json(*refusal->tag) : Json(nullptr);
    }
    out["text"] = refusal ? refusal->text : why;
    print(out);
    const std::lock_guard lock(mutex_);
    ++not_accepted_;
}

void OrderFeed::on_fate(const RequestRef& request, RequestFate fate) {
    const std::string id(request.id.view());
    {
        const std::lock_guard lock(mutex_);
        if (fate != RequestFate::accepted) ++not_accepted_;
        const auto open = open_.find(id);
        if (open == open_.end())
            early_ += id == sending_ ? 1 : 0; // others are settled after all, or of an earlier run
        else if (--open->second == 0)
            open_.erase(open);
    }
    changed_.notify_all();
}

bool OrderFeed::all_accepted() const {
    const std::lock_guard lock(mutex_);
    return not_accepted_ == 0 && open_.empty();
}

} // namespace fixguard::cli

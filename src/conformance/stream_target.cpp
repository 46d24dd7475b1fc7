// Runs the streams' loop on the caller's thread until there is something to tell.
#include "conformance/stream_target.hpp"

#include "transport/stream.hpp"

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace fixguard::conformance {
namespace {

// One connection. The tap has the bytes as they came: the comparison judges framing itself.
struct Connection final : transport::ClientStreamHandler, transport::Tap {
    void on_open() override { open = true; }
    void on_frame(const wire::Frame&) override {}
    void on_garbled(wire::FrameFault) override {}
    void on_end(const transport::StreamEnd& how) override {
        ended = true;
        end = how;
    }
    void inbound(std::string_view more) override { bytes += more; }
    void outbound(std::string_view) override {}

    std::shared_ptr<transport::ClientStream> stream;
    std::string bytes; // not read yet
    bool open = false;
    bool ended = false;
    transport::StreamEnd end;
};

} // namespace

SteadyTime AttemptBudget::next(SteadyTime now) const {
    if (taken_.size() < count_) return now;
    return std::max(now, taken_.front() + window_);
}

void AttemptBudget::take(SteadyTime now) {
    taken_.push_back(now);
    if (taken_.size() > count_) taken_.pop_front();
}

class StreamTarget::Impl {
public:
    SteadyTime steady_now() const { return options_.steady_clock(); }
    UtcTime utc_now() const { return options_.utc_clock(); }

    Impl(StreamTargetOptions options, AttemptBudget& attempt_budget)
        : options_(std::move(options)), budget_(attempt_budget) {}

    ~Impl() {
        while (!connections_.empty())
            close(connections_.begin()->first);
    }

    std::optional<std::string> connect(int cid) {
        const SteadyTime now = steady_now(), may = budget_.next(now);
        if (may > now && options_.waiting) options_.waiting(std::chrono::ceil<milliseconds>(may - now));
        run_until(may, [] { return false; });
        transport::StreamOptions stream;
        stream.host = options_.host;
        stream.port = options_.port;
        stream.tls = options_.tls;
        const auto connection = std::make_shared<Connection>();
        connection->stream = transport::ClientStream::open(loop_, stream, connection, connection.get());
        connections_[cid] = connection;
        run_until(steady_now() + std::chrono::seconds(30),
                  [&] { return connection->open || connection->ended; });
        budget_.take(steady_now()); // the target has counted it by now, not only from when it was begun
        if (connection->open) return std::nullopt;
        return connection->ended ? connection->end.what : "it neither opened nor failed in 30 s";
    }

    void send(int cid, std::string_view bytes) {
        const auto found = connections_.find(cid);
        if (found == connections_.end()) return;
        // A backlog is written out before more is added: a flood of a scenario is meant to arrive.
        constexpr std::size_t batch = 256 * 1024;
        found->second->stream->write(bytes);
        unflushed_ += bytes.size();
        if (unflushed_ < batch) return;
        unflushed_ = 0;
        loop_.restart();
        loop_.run_for(std::chrono::milliseconds(50));
    }

    void close(int cid) {
        const auto found = connections_.find(cid);
        if (found == connections_.end()) return;
        const std::shared_ptr<Connection> connection = found->second;
        connections_.erase(found);
        connection->stream->close();
        run_until(steady_now() + std::chrono::seconds(5), [&] { return connection->ended; });
        if (!connection->ended) connection->stream->abort();
        run_until(steady_now() + std::chrono::seconds(5), [&] { return connection->ended; });
    }

    Read read(int cid, microseconds time) {
        const auto found = connections_.find(cid);
        if (found == connections_.end()) return {Read::Kind::closed, {}};
        Connection& connection = *found->second;
        run_until(steady_now() + time, [&] { return !connection.bytes.empty() || connection.ended; });
        if (!connection.bytes.empty()) return {Read::Kind::bytes, std::exchange(connection.bytes, {})};
        return {connection.ended ? Read::Kind::closed : Read::Kind::nothing, {}};
    }

    template <typename Done>
    void run_until(SteadyTime end, Done done) {
        bool over = steady_now() >= end;
        asio::steady_timer timer(loop_, end);
        if (!over)
            timer.async_wait([&over](const asio::error_code& error) {
                if (!error) over = true;
            });
        loop_.restart();
        while (!done() && !over)
            loop_.run_one();
        timer.cancel();
        loop_.restart();
        loop_.poll(); // the timer's handler refers to `over`
    }

private:
    StreamTargetOptions options_;
    AttemptBudget& budget_;
    asio::io_context loop_;
    std::map<int, std::shared_ptr<Connection>> connections_;
    std::size_t unflushed_ = 0;
};

StreamTarget::StreamTarget(StreamTargetOptions options, AttemptBudget& budget)
    : impl_(std::make_unique<Impl>(std::move(options), budget)) {}
StreamTarget::~StreamTarget() = default;

std::optional<std::string> StreamTarget::connect(int cid, const Peer&) {
    return impl_->connect(cid);
}
void StreamTarget::send(int cid, std::string_view bytes) {
    impl_->send(cid, bytes);
}
void StreamTarget::close(int cid) {
    impl_->close(cid);
}
Target::Read StreamTarget::read(int cid, microseconds time) {
    return impl_->read(cid, time);
}
void StreamTarget::wait(microseconds time) {
    impl_->run_until(impl_->steady_now() + time, [] { return false; });
}
UtcTime StreamTarget::now() const {
    return impl_->utc_now();
}

} // namespace fixguard::conformance

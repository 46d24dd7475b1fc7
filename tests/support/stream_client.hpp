// A client stream with a thread for its loop and a handler that writes down what it is told.
#pragma once

#include "support/test_peer.hpp"
#include "transport/stream.hpp"
#include "wire/message_writer.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fixguard::test {

class StreamClient : public transport::ClientStreamHandler {
public:
    // What a test may hook in; called on the loop's thread.
    std::function<void(transport::ClientStream&)> when_garbled;

    void on_open() override {
        note([this] { opened_ = true; });
    }
    void on_frame(const wire::Frame& frame) override {
        note([&] { frames_.push_back(wire::to_readable(frame.bytes)); });
    }
    void on_garbled(wire::FrameFault) override {
        if (when_garbled) when_garbled(*stream);
        note([this] { ++garbled_; });
    }
    void on_end(const transport::StreamEnd& end) override {
        note([&] { ends_.push_back(end); });
    }

    bool wait_open() {
        return wait([this] { return opened_ || !ends_.empty(); }) && opened_;
    }
    bool wait_frames(std::size_t count) {
        return wait([this, count] { return frames_.size() >= count; });
    }
    // The end, or one that says that there was none.
    transport::StreamEnd wait_end() {
        wait([this] { return !ends_.empty(); });
        const std::lock_guard lock(mutex_);
        return ends_.empty() ? transport::StreamEnd{transport::EndReason::local, "no end came", {}}
                             : ends_[0];
    }
    std::vector<std::string> frames() {
        const std::lock_guard lock(mutex_);
        return frames_;
    }
    std::size_t ends() {
        const std::lock_guard lock(mutex_);
        return ends_.size();
    }
    int garbled() {
        const std::lock_guard lock(mutex_);
        return garbled_;
    }

    std::shared_ptr<transport::ClientStream> stream;

private:
    template <typename Change>
    void note(Change change) {
        const std::lock_guard lock(mutex_);
        change();
        changed_.notify_all();
    }
    template <typename Condition>
    bool wait(Condition condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, condition);
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool opened_ = false;
    int garbled_ = 0;
    std::vector<std::string> frames_;
    std::vector<transport::StreamEnd> ends_;
};

// Runs a loop until it goes out of scope.
class LoopThread {
public:
    LoopThread() : work_(asio::make_work_guard(loop)), thread_([this] { loop.run(); }) {}
    ~LoopThread() { finish(); }
    // Waits for the thread once nothing is left to do. After that nothing can be reported any more.
    void finish() {
        work_.reset();
        if (thread_.joinable()) thread_.join();
    }
    asio::io_context loop;

private:
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::thread thread_;
};

} // namespace fixguard::test

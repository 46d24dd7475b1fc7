// The addresses of a host, from the system's resolver, which may take as long as it likes.
#pragma once

#include <asio/error_code.hpp>
#include <asio/ip/address.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace asio {
class io_context;
}

namespace fixguard::transport {

// One question. The system cannot be stopped while it looks a name up, so that it does it on a thread that
// nobody waits for: not the loop, not whoever destroys the loop, and not a question about another host. Who
// asks for a host that is being looked up gets the same answer, so that there is one thread for a host at
// most, also where none ever comes.
class NameLookup {
public:
    using Answer = std::function<void(const asio::error_code&, const std::vector<asio::ip::address>&)>;

    // `answer` is called once on the loop's thread, unless the question is destroyed before. Throws
    // std::system_error where the system has no thread left.
    NameLookup(asio::io_context& loop, const std::string& host, Answer answer);
    // Before the loop.
    ~NameLookup();
    NameLookup(const NameLookup&) = delete;
    NameLookup& operator=(const NameLookup&) = delete;

private:
    struct Asker;
    const std::string host_;
    const std::shared_ptr<Asker> asker_;
};

} // namespace fixguard::transport

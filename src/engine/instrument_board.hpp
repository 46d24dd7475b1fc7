// Where market-data sessions hang out the instrument list for those who send orders.
#pragma once

#include "market/instruments.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace fixguard::engine {

// Thread-safe. A lock of its own, which is held for the copy of a pointer: a sender does not wait for a book.
class InstrumentBoard {
public:
    using Table = std::shared_ptr<const market::InstrumentTable>;

    void put(Table table) {
        const std::lock_guard lock(mutex_);
        table_.swap(table);
    }
    Table table() const { // empty until a list has come, never nullptr
        const std::lock_guard lock(mutex_);
        return table_;
    }

private:
    mutable std::mutex mutex_;
    Table table_ = std::make_shared<market::InstrumentTable>();
};

} // namespace fixguard::engine

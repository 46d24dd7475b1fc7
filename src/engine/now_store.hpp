// QuickFIX's store of messages, which keeps nothing.
#pragma once

#include "engine/quickfix_compat.hpp"

namespace fixguard::engine {

// Says that it was made just now: FIX::Session logs out and starts over when the store belongs to an earlier
// schedule period than the clock, which would come at midnight.
class NowStore : public FIX::NullStore {
public:
    FIX::UtcTimeStamp getCreationTime() const override { return FIX::UtcTimeStamp(); }
};

class NowStoreFactory : public FIX::MessageStoreFactory {
public:
    FIX::MessageStore* create(const FIX::SessionID&) override { return new NowStore; }
    void destroy(FIX::MessageStore* store) override { delete store; }
};

} // namespace fixguard::engine

// The obvious order book: sorted maps of texts, one message at a time. The tests judge the fast one by it.
#pragma once

#include <map>
#include <string>

namespace fixguard::test {

// Prices and sizes as texts of fixed width, so that maps of them are sorted by value. Takes only what is
// sound.
class SlowBook {
public:
    void take(const std::string& message); // a W or X, wire bytes, bids and offers of one symbol

    // From the best to the worst: "60000.01x2.5 60000x1"; trailing zeros are cut.
    std::string bids() const;
    std::string offers() const;

private:
    std::map<std::string, std::string> bids_;
    std::map<std::string, std::string> offers_;
};

} // namespace fixguard::test

// SlowBook: fields by the slow reader, entries cut at the tag that begins the first.
#include "support/slow_book.hpp"

#include "support/slow_reader.hpp"

#include <vector>

namespace fixguard::test {
namespace {

// "12.5" -> "00000000000000000012.50000000"
std::string padded(const std::string& number) {
    const std::size_t point = number.find('.');
    std::string whole = number.substr(0, point);
    std::string fraction = point == std::string::npos ? "" : number.substr(point + 1);
    whole.insert(0, 20 - whole.size(), '0');
    fraction.resize(8, '0');
    return whole + "." + fraction;
}

// and back, without the zeros
std::string plain(std::string number) {
    number.erase(0, std::min(number.find_first_not_of('0'), number.find('.') - 1));
    number.erase(number.find_last_not_of('0') + 1);
    if (number.back() == '.') number.pop_back();
    return number;
}

template <typename Iterator>
std::string levels(Iterator begin, Iterator end) {
    std::string text;
    for (; begin != end; ++begin)
        text += (text.empty() ? "" : " ") + plain(begin->first) + "x" + plain(begin->second);
    return text;
}

} // namespace

void SlowBook::take(const std::string& message) {
    std::vector<std::map<std::string, std::string>> entries;
    std::string first_tag;
    bool in_group = false;
    for (const SlowField& field : slow_fields(message)) {
        if (field.tag_text == "35" && field.value == "W") {
            bids_.clear();
            offers_.clear();
        }
        if (in_group && first_tag.empty()) first_tag = field.tag_text;
        if (in_group && field.tag_text == first_tag) entries.emplace_back();
        if (in_group) entries.back()[field.tag_text] = field.value;
        if (field.tag_text == "268") in_group = field.value != "0";
    }
    for (auto& entry : entries) {
        auto& side = entry["269"] == "0" ? bids_ : offers_;
        if (entry["279"] == "2")
            side.erase(padded(entry["270"]));
        else
            side[padded(entry["270"])] = padded(entry["271"]);
    }
}

std::string SlowBook::bids() const {
    return levels(bids_.rbegin(), bids_.rend());
}

std::string SlowBook::offers() const {
    return levels(offers_.begin(), offers_.end());
}

} // namespace fixguard::test

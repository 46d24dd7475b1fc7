// Copies the groups of our tables into a FIX::DataDictionary.
#include "engine/lean_dictionary.hpp"

#include "engine/quickfix_compat.hpp"

namespace fixguard::engine {
namespace {

void relax(FIX::DataDictionary& data) {
    data.checkFieldsOutOfOrder(false);
    data.checkFieldsHaveValues(false);
    data.checkUserDefinedFields(false);
    data.allowUnknownMsgFields(true);
}

void add_groups(FIX::DataDictionary& data, const std::string& msg_type,
                std::span<const dictionary::Member> members) {
    for (const dictionary::Member& member : members) {
        if (member.group == nullptr) continue;
        FIX::DataDictionary entry;
        relax(entry);
        // The order in which QuickFIX writes an entry: the exchange refuses another one (-1173).
        for (const dictionary::Member& inner : member.group->members)
            entry.addField(inner.field->tag);
        add_groups(entry, msg_type, member.group->members);
        // Delimiter 0: a new entry begins when a tag comes again, whichever tag comes first.
        data.addGroup(msg_type, member.field->tag, 0, entry);
    }
}

// The order of an entry's fields is computed at its first use, without a lock: use each one here.
void prepare_groups(const FIX::DataDictionary& data, const std::string& msg_type,
                    std::span<const dictionary::Member> members) {
    for (const dictionary::Member& member : members) {
        int delimiter = 0;
        const FIX::DataDictionary* entry = nullptr;
        if (!data.getGroup(msg_type, member.field->tag, delimiter, entry)) continue;
        entry->getOrderedFields();
        prepare_groups(*entry, msg_type, member.group->members);
    }
}

} // namespace

struct LeanDictionary::Data {
    std::shared_ptr<FIX::DataDictionary> dictionary{new FIX::DataDictionary};
    FIX::DataDictionaryProvider provider;
};

LeanDictionary::LeanDictionary(const dictionary::Dictionary& tables) : data_(std::make_unique<Data>()) {
    FIX::DataDictionary& data = *data_->dictionary;
    relax(data);
    // RecvWindow(25000) stands in the header of this exchange, and QuickFIX would put it into the body.
    for (const dictionary::Member& member : tables.header().members)
        data.addHeaderField(member.field->tag, false);
    for (const dictionary::MessageDef& message : tables.messages()) {
        add_groups(data, std::string(message.msg_type), message.members);
        prepare_groups(data, std::string(message.msg_type), message.members);
    }
    data_->provider.addTransportDataDictionary(FIX::BeginString("FIX.4.4"), data_->dictionary);
    data_->provider.addApplicationDataDictionary(FIX::ApplVerID(FIX::ApplVerID_FIX44), data_->dictionary);
}

LeanDictionary::~LeanDictionary() = default;

const FIX::DataDictionary& LeanDictionary::data() const noexcept {
    return *data_->dictionary;
}

const FIX::DataDictionaryProvider& LeanDictionary::provider() const noexcept {
    return data_->provider;
}

} // namespace fixguard::engine

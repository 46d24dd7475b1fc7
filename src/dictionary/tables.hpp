// What a Dictionary holds: filled once by the loader, read-only from then on.
#pragma once

#include "dictionary/dictionary.hpp"

#include <memory_resource>
#include <vector>

namespace fixguard::dictionary {

// Everything a view or a pointer leads to lies in `arena` or in a vector that no longer grows.
struct Dictionary::Tables {
    std::pmr::monotonic_buffer_resource arena{64 * 1024};

    std::vector<FieldDef> fields;
    std::vector<MessageDef> messages;
    Level header;
    Level trailer;

    // Tag -> field, by open addressing. The size is a power of two, at most a quarter of it is used.
    struct Slot {
        Tag tag = 0; // 0: free
        std::uint16_t index = 0;
    };
    std::vector<Slot> slots;
    std::vector<std::uint64_t> msg_type_keys; // of `messages`, in the same order

    void index_fields();
    void index_messages();
};

} // namespace fixguard::dictionary

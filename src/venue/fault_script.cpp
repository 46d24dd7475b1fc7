// Matching of faults with messages.
#include "venue/fault_script.hpp"

namespace fixguard::venue {

std::optional<Fault> FaultScript::strike(SessionKind session, std::string_view sender_comp_id,
                                         std::string_view msg_type) {
    for (auto it = faults_.begin(); it != faults_.end(); ++it) {
        const bool meant =
            fits(*it, session, sender_comp_id) && (it->msg_type.empty() || it->msg_type == msg_type);
        if (!meant) continue;
        if (it->skip > 0) {
            --it->skip;
            continue;
        }
        Fault fault = *it;
        if (it->times == 1)
            faults_.erase(it);
        else if (it->times > 1)
            --it->times;
        return fault;
    }
    return std::nullopt;
}

} // namespace fixguard::venue

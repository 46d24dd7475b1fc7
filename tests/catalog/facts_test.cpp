// What the catalogue must say of the codes that can cost a session or an order, from the published facts.
#include "catalog/catalog.hpp"

#include <gtest/gtest.h>

#include <set>

namespace fixguard::catalog {
namespace {

using Codes = std::set<std::int32_t>;

template <typename Condition>
Codes codes_where(Condition condition) {
    Codes codes;
    for (const Entry& entry : entries())
        if (condition(entry.policy)) codes.insert(entry.code.value);
    return codes;
}

Codes codes_with(Remedy remedy) {
    return codes_where([&](const Policy& policy) { return policy.remedy == remedy; });
}

TEST(Facts, TheseEndTheSession) {
    const auto ends = [](const Policy& policy) { return policy.session_effect == SessionEffect::ends; };
    EXPECT_EQ(codes_where(ends), (Codes{-1016, -1022, -1033, -1034, -1175, -1178, -1179, -1180, -1181, -1184,
                                        -1185, -2014, -2015}));
}

TEST(Facts, TheseMayEndTheSession) {
    const auto may = [](const Policy& policy) { return policy.session_effect == SessionEffect::may_end; };
    EXPECT_EQ(codes_where(may), (Codes{-1176, -1177}));
}

TEST(Facts, OneAsksForALogout) {
    const auto asks = [](const Policy& policy) {
        return policy.session_effect == SessionEffect::asks_for_logout;
    };
    EXPECT_EQ(codes_where(asks), Codes{-1035});
}

TEST(Facts, OnlyTwoSessionEffectsAreDocumented) {
    const auto documented = [](const Policy& policy) {
        return policy.session_effect_basis == Basis::documented;
    };
    EXPECT_EQ(codes_where(documented), (Codes{-1035, -1181}));
}

TEST(Facts, TheseLeaveTheRequestInDoubt) {
    const auto unknown = [](const Policy& policy) { return policy.fate == RequestFate::unknown; };
    EXPECT_EQ(codes_where(unknown), (Codes{-1000, -1001, -1006, -1007, -1161, -2021}));
}

TEST(Facts, UnknownExecutionStatusIsDocumented) {
    for (const std::int32_t code : {-1006, -1007}) {
        EXPECT_EQ(find(ErrorCode{code})->policy.fate_basis, Basis::documented) << code;
        EXPECT_EQ(find(ErrorCode{code})->policy.remedy, Remedy::reconcile) << code;
    }
}

TEST(Facts, TheseAreAboutNoRequest) {
    const auto none = [](const Policy& policy) { return policy.fate == RequestFate::none; };
    EXPECT_EQ(codes_where(none), (Codes{-1022, -1033, -1034, -1175, -1176, -1184, -1185, -2014}));
}

TEST(Facts, EachRemedyOfTheSessionHasItsCodes) {
    EXPECT_EQ(codes_with(Remedy::new_session), (Codes{-1016, -1035, -1175, -1176, -1178, -1179, -1180}));
    EXPECT_EQ(codes_with(Remedy::other_sender_comp_id), Codes{-1033});
    EXPECT_EQ(codes_with(Remedy::other_endpoint), (Codes{-1184, -1185}));
    EXPECT_EQ(codes_with(Remedy::throttle), (Codes{-1003, -1015, -1034, -1181}));
    EXPECT_EQ(codes_with(Remedy::resubscribe), (Codes{-1190, -1191}));
    EXPECT_EQ(codes_with(Remedy::sync_clock), Codes{-1021});
    EXPECT_EQ(codes_with(Remedy::halt), (Codes{-1002, -1022, -2014, -2015}));
}

TEST(Facts, FaultsOfAMessageAreForTheSenderToMend) {
    for (const std::int32_t code :
         {-1169, -1170, -1171, -1172, -1173, -1174, -1177, -1182, -1183, -1186, -1187, -1188, -1189}) {
        const Policy& policy = find(ErrorCode{code})->policy;
        EXPECT_EQ(policy.remedy, Remedy::fix_message) << code;
        EXPECT_EQ(policy.fate, RequestFate::rejected) << code;
        EXPECT_FALSE(policy.handler_acts) << code;
    }
}

// Limits on messages, on unfilled orders and on connections all say "too many".
TEST(Facts, TheThreeLimitsAreKeptApart) {
    EXPECT_TRUE(find(ErrorCode{-1181})->policy.handler_acts);
    EXPECT_TRUE(find(ErrorCode{-1034})->policy.handler_acts);
    EXPECT_TRUE(find(ErrorCode{-1015})->policy.handler_acts) << "holds new orders; cancels go on";
    EXPECT_EQ(find(ErrorCode{-1015})->policy.session_effect, SessionEffect::stays_open);
    EXPECT_EQ(find(ErrorCode{-1034})->texts.size(), 3U);
}

} // namespace
} // namespace fixguard::catalog

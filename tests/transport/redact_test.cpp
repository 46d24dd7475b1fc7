// Secrets are masked, everything else stays as it is.
#include "transport/redact.hpp"

#include "wire/message_writer.hpp"

#include <gtest/gtest.h>

namespace fixguard::transport {
namespace {

std::string redacted(std::string_view readable) {
    return wire::to_readable(redact(wire::from_readable(readable)));
}

TEST(Redact, MasksSignatureAndApiKey) {
    EXPECT_EQ(redacted("8=FIX.4.4|9=40|35=A|95=4|96=ab=c|98=0|553=key|10=000|"),
              "8=FIX.4.4|9=40|35=A|95=4|96=****|98=0|553=***|10=000|");
}

TEST(Redact, MasksASignatureWithSohInsideByItsLength) {
    EXPECT_EQ(redacted("95=5|96=a|b=c|98=0|"), "95=5|96=*****|98=0|");
}

TEST(Redact, MasksAValueThatIsCutOff) {
    EXPECT_EQ(redacted("35=A|553=ke"), "35=A|553=**");
}

TEST(Redact, LeavesMessagesWithoutSecretsAlone) {
    EXPECT_EQ(redacted("35=D|11=553|58=96=x|"), "35=D|11=553|58=96=x|");
    EXPECT_EQ(redact(""), "");
}

} // namespace
} // namespace fixguard::transport

// SPDX-License-Identifier: Apache-2.0
// Cleaning and classing of the framework's messages.
#include "message.h"

#include <gtest/gtest.h>

#include "tf_api.h"

namespace tf {
namespace {

TEST(Messages, NameTheNodeAndNothingElse) {
  EXPECT_EQ(clean_message("Incompatible shapes: [2] vs. [3]\n\t [[{{node add}}]]"),
            "Incompatible shapes: [2] vs. [3] (node add)");
  EXPECT_EQ(clean_message("{{function_node __wrapped}} Bad thing in {{node a/b}} [Op:X]\n\nStack trace"),
            "function_node __wrapped Bad thing in node a/b [Op:X]");
}

TEST(Messages, AreNeverEmptyNorEndless) {
  EXPECT_EQ(clean_message(""), "TensorFlow failed without saying why");
  EXPECT_EQ(clean_message("\n[[{{node x}}]]"), "TensorFlow failed without saying why (node x)");
  EXPECT_EQ(clean_message(std::string(5000, 'x')).size(), 603u);
}

TEST(Messages, TellWhatIsLackingFromWhatIsBroken) {
  EXPECT_EQ(load_failure_status(kNotFound, "Op type not registered 'NoSuchOp'"), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(load_failure_status(kUnimplemented, ""), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(load_failure_status(kInvalidArgument, "Invalid GraphDef"), WASINN_INVALID_ENCODING);
  EXPECT_EQ(load_failure_status(kResourceExhausted, "OOM"), WASINN_RUNTIME_ERROR);
  EXPECT_EQ(compute_failure_status(kInvalidArgument), WASINN_INVALID_ARGUMENT);
  EXPECT_EQ(compute_failure_status(kResourceExhausted), WASINN_RUNTIME_ERROR);
}

}  // namespace
}  // namespace tf

// SPDX-License-Identifier: Apache-2.0
// What becomes of the framework's messages.
#include "message.h"

#include <gtest/gtest.h>

namespace openvino {
namespace {

TEST(CleanMessage, LeavesOutWhereInTheFramework) {
  EXPECT_EQ(clean_message("Exception from src/inference/src/cpp/core.cpp:105:\n"
                          "Exception from src/inference/src/model_reader.cpp:188:\n"
                          "Unable to read the model.\n\n"),
            "Unable to read the model.");
  EXPECT_EQ(clean_message("Exception from src/inference/src/cpp/infer_request.cpp:224:\n"
                          "Check 'shape_size(new_shape) <= capacity' failed at src/inference/make_tensor.cpp:109:\n"
                          "Could set new shape: [30,4]\n\n\n"),
            "Could set new shape: [30,4]");
}

TEST(CleanMessage, LeavesThatOutInTheMiddleOfALineToo) {
  EXPECT_EQ(clean_message("[CPU] node 'r' Check 'a <= 1' failed at src/plugins/reshape.cpp:77:\n[cpu]reshape: no"),
            "[CPU] node 'r' [cpu]reshape: no");
}

TEST(CleanMessage, KeepsWhatOnlyLooksSimilar) {
  EXPECT_EQ(clean_message("' failed at the end"), "' failed at the end");
  EXPECT_EQ(clean_message("Check 'x' failed at noon"), "Check 'x' failed at noon");
  EXPECT_EQ(clean_message("Exception from "), "the framework failed without saying why");
}

TEST(CleanMessage, JoinsLines) { EXPECT_EQ(clean_message("  one \r\n\n two\n"), "one two"); }

TEST(CleanMessage, SaysWhatWasCheckedWhenThereIsNothingElse) {
  EXPECT_EQ(clean_message("Check 'a == b' failed at src/core/src/node.cpp:317:\n"),
            "the framework's check 'a == b' failed");
  EXPECT_EQ(clean_message(""), "the framework failed without saying why");
}

TEST(FailureStatus, TellsWhatIsLackingFromWhatIsBroken) {
  EXPECT_EQ(read_failure_status("No conversion rule found for operations: NoSuchOp"), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(read_failure_status("Cannot create X layer y id:1 from unsupported opset: opset99"),
            WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(read_failure_status("Opset opset8 doesn't contain the operation with type: NoSuchOp"),
            WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(read_failure_status("Unable to read the model."), WASINN_INVALID_ENCODING);
  EXPECT_EQ(compile_failure_status("Unsupported operation of type: X"), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(compile_failure_status("out of memory"), WASINN_RUNTIME_ERROR);
}

}  // namespace
}  // namespace openvino

// SPDX-License-Identifier: Apache-2.0
// Messages as PyTorch writes them, and what is made of them.
#include "message.h"

#include <gtest/gtest.h>

namespace pytorch {
namespace {

TEST(Messages, OfTheInterpreterKeepTheFailureOnly) {
  EXPECT_EQ(clean_message("The following operation failed in the TorchScript interpreter.\n"
                          "Traceback of TorchScript, serialized code (most recent call last):\n"
                          "  File \"code/__torch__.py\", line 8, in forward\n"
                          "    _0 = torch.matmul(x, w)\n         ~~~~~ <--- HERE\n"
                          "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x5 and 4x3)\n"),
            "mat1 and mat2 shapes cannot be multiplied (2x5 and 4x3)");
}

TEST(Messages, KeepAllLinesOfAFailure) {
  EXPECT_EQ(clean_message("The following operation failed in the TorchScript interpreter.\n"
                          "Traceback of TorchScript (most recent call last):\n  File \"x\", line 8, in forward\n"
                          "builtins.ValueError: first\nsecond\n"),
            "first second");
}

TEST(Messages, NameNoFilesOfWhoeverBuiltTheFramework) {
  EXPECT_EQ(clean_message("isTuple() INTERNAL ASSERT FAILED at \"/pytorch/torch/csrc/jit/import.cpp\":123, please "
                          "report a bug to PyTorch. Expected a tuple\nException raised from f at /pytorch/a.cpp:1 "
                          "(most recent call first):\nframe #0: c10::Error"),
            "isTuple() INTERNAL ASSERT FAILED, please report a bug to PyTorch. Expected a tuple");
}

TEST(Messages, NameNoPlacesInTheFrameworksSources) {
  EXPECT_EQ(clean_message("[enforce fail at alloc_cpu.cpp:119] err == 0. can't allocate memory"),
            "err == 0. can't allocate memory");
}

TEST(Messages, AreNeverEmpty) { EXPECT_EQ(clean_message("\n"), "PyTorch failed without saying why"); }

TEST(Messages, TellWhatKindOfFailureItIs) {
  EXPECT_EQ(compute_failure_status("\"addmm\" not implemented for 'Byte'"), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(compute_failure_status("DefaultCPUAllocator: can't allocate memory"), WASINN_TOO_LARGE);
  EXPECT_EQ(compute_failure_status("mat1 and mat2 shapes cannot be multiplied"), WASINN_RUNTIME_ERROR);
  EXPECT_EQ(load_failure_status("Unknown builtin op: my::op"), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(load_failure_status("Expected a tuple"), WASINN_INVALID_ENCODING);
}

}  // namespace
}  // namespace pytorch

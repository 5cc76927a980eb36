// SPDX-License-Identifier: Apache-2.0
// Keeping stderr aside, and giving back what others wrote there.
#include "stderr_aside.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace tf {
namespace {

TEST(StderrAside, KeepsWhatIsWrittenAndGivesStderrBack) {
  ::testing::internal::CaptureStderr();
  {
    StderrAside aside;
    std::fputs("kept\n", stderr);
    EXPECT_EQ(aside.end(), "kept\n");
  }
  std::fputs("seen\n", stderr);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "seen\n");
}

TEST(StderrAside, PassesOnWhatIsNotTheFrameworks) {
  ::testing::internal::CaptureStderr();
  write_foreign_lines("WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
                      "somebody else's\n"
                      "I0000 00:00:1795393651.383987   17364 port.cc:153] oneDNN custom operations are on.\n"
                      "without an end");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "somebody else's\nwithout an end");
}

TEST(StderrAside, KnowsLinesOfTheLog) {
  EXPECT_TRUE(is_log_line("E0000 00:00:1 2 a.cc:1] x"));
  EXPECT_FALSE(is_log_line("E0000"));
  EXPECT_FALSE(is_log_line("X0000 00:00:1 2 a.cc:1] x"));
  EXPECT_FALSE(is_log_line("I have 2 a.cc:1] x"));
  EXPECT_FALSE(is_log_line(""));
}

}  // namespace
}  // namespace tf

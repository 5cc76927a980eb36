// SPDX-License-Identifier: Apache-2.0
// Tests of making one line of the engine's texts.
#include "engine/failure.h"

#include <gtest/gtest.h>

namespace wasinn::engine {
namespace {

TEST(FailureSummary, KeepsOneLineAsItIs) { EXPECT_EQ(summary_of("wrong"), "wrong"); }

TEST(FailureSummary, LeavesTheBacktraceOut) {
  EXPECT_EQ(summary_of("error while executing at wasm backtrace:\n    0: 0x1e - m!f\n    1: 0x2e - m!g\n"
                       "note: using the `WASMTIME_BACKTRACE_DETAILS=1` environment variable\n\n"
                       "Caused by:\n    wasm trap: integer overflow"),
            "integer overflow");
}

TEST(FailureSummary, JoinsCauses) {
  EXPECT_EQ(summary_of("cannot link\n\nCaused by:\n    0: types differ\n    1: 2: expected"),
            "cannot link: types differ: 2: expected");
}

TEST(FailureSummary, AcceptsEmptyText) { EXPECT_EQ(summary_of(""), ""); }

}  // namespace
}  // namespace wasinn::engine

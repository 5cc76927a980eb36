// SPDX-License-Identifier: Apache-2.0
// Hints, exit codes, and the small texts of reports.
#include "cli/advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/guest_failures.h"
#include "cli/statistics_text.h"
#include "cli/table.h"

namespace wasinn::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Config with_graph() {
  Config config;
  set_graph(config, {"net", {"models/net.onnx"}, {}, ExecutionTarget::Auto, 0, ""});
  return config;
}

TEST(Advice, SaysHowToGiveAGraph) {
  const Error error{ErrorCode::NotFound, "the guest asked for graph 'digits', and no graph has that name"};
  EXPECT_THAT(complaint_of(error, {}, "dir/guest.wasm").hints,
              ElementsAre("give it one: wasinn run --graph digits=PATH dir/guest.wasm"));
  EXPECT_THAT(complaint_of(error, {}, "").hints, IsEmpty());
}

TEST(Advice, DoesNotPutAGuestsWordsIntoACommand) {
  const Error error{ErrorCode::NotFound, "the guest asked for graph '; rm -rf x', and no graph has that name"};
  EXPECT_THAT(complaint_of(error, {}, "guest.wasm").hints, IsEmpty());
}

TEST(Advice, NamesTheFileOfAGraphThatIsBroken) {
  const Error error{ErrorCode::InvalidEncoding, "graph 'net': does not parse as onnx"};
  EXPECT_THAT(complaint_of(error, with_graph(), "").hints, ElementsAre("its file: models/net.onnx"));
  const Error named{ErrorCode::RuntimeError, "graph 'net': the model file models/net.onnx is empty"};
  EXPECT_THAT(complaint_of(named, with_graph(), "").hints, IsEmpty());
}

TEST(Advice, MovesTheWayToABackendToALineOfItsOwn) {
  const Error error{ErrorCode::InvalidEncoding, "encoding x needs y: not found; get it: tools/setup"};
  const Complaint complaint = complaint_of(error, {}, "");
  EXPECT_EQ(complaint.what, "encoding x needs y: not found");
  EXPECT_THAT(complaint.hints, ElementsAre("get it: tools/setup"));
}

TEST(Advice, SaysHowToAllowFallingBack) {
  const auto refused = Policy().choose_target(ExecutionTarget::Gpu, std::array{ExecutionTarget::Cpu});
  ASSERT_FALSE(refused);
  EXPECT_THAT(complaint_of(refused.error(), {}, "").hints, ElementsAre("allow it: --target-fallback"));
}

TEST(Advice, SaysWhichTimeToRaise) {
  EXPECT_THAT(complaint_of({ErrorCode::Timeout, "compute on graph 'a': it ran longer than 5 ms"}, {}, "").hints,
              ElementsAre("give it more time: --limit compute-time=5min"));
  EXPECT_THAT(complaint_of({ErrorCode::Timeout, "graph 'a': loading took longer than the 5 ms allowed"}, {}, "").hints,
              ElementsAre("give it more time: --limit load-time=5min"));
  EXPECT_THAT(complaint_of({ErrorCode::Timeout, "the guest ran longer than 2 s"}, {}, "").hints, IsEmpty());
}

TEST(ExitCodes, FollowTheKindOfError) {
  EXPECT_EQ(exit_code_for({ErrorCode::InvalidArgument, ""}), 64);
  EXPECT_EQ(exit_code_for({ErrorCode::NotFound, ""}), 64);
  EXPECT_EQ(exit_code_for({ErrorCode::RuntimeError, ""}), 70);
  EXPECT_EQ(exit_code_for({ErrorCode::Timeout, ""}), 124);
}

TEST(ExitCodes, NeverTurnAFailureIntoSuccess) {
  EXPECT_EQ(reported_code(0), 0);
  EXPECT_EQ(reported_code(7), 7);
  EXPECT_EQ(reported_code(255), 255);
  EXPECT_EQ(reported_code(256), 1);
  EXPECT_EQ(reported_code(0xFFFFFFFF), 255);
}

TEST(GuestFailuresMemory, KeepsTheLastFailureThatIsNoQuestionForASize) {
  Console console;
  GuestFailures failures(console);
  EXPECT_FALSE(failures.last());
  failures.add("get_output", {ErrorCode::TooLarge, "output 0 has 40 bytes"});
  EXPECT_EQ(failures.last()->function, "get_output");
  failures.add("load_by_name", {ErrorCode::NotFound, "no\nsuch\x1b[31m"});
  failures.add("get_output", {ErrorCode::TooLarge, "output 0 has 40 bytes"});
  EXPECT_EQ(failures.last()->function, "load_by_name");
  EXPECT_TRUE(failures.last()->is_load());
  EXPECT_EQ(failures.last()->error.message, "no such?[31m");
}

TEST(OneLine, JoinsLinesByOneBlank) {
  EXPECT_EQ(one_line("a\n   b\r\n\tc\n"), "a b c");
  EXPECT_EQ(one_line("a  b"), "a  b");
}

TEST(Columns, AreAsWideAsTheirWidestCell) {
  Table table({"a", "long name", "c"});
  table.add({"wider", "µ", "x"});
  EXPECT_EQ(table.text(" "), " a      long name  c\n wider  µ          x\n");
}

TEST(Columns, GroupThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Durations, HaveThreeDigitsAndAUnit) {
  EXPECT_EQ(duration_text(0), "0 ns");
  EXPECT_EQ(duration_text(834), "834 ns");
  EXPECT_EQ(duration_text(12'100), "12.1 µs");
  EXPECT_EQ(duration_text(12'100'000), "12.1 ms");
  EXPECT_EQ(duration_text(3'460'000'000), "3.46 s");
}

TEST(Statistics, SaySoWhenThereAreNone) {
  EXPECT_EQ(statistics_table({}), "no graph was loaded\n");
  EXPECT_EQ(statistics_json({}), "[]\n");
}

TEST(Statistics, HaveARowForEachGraph) {
  GraphReport report{"digits", "onnxruntime 1.32.0", "cpu", {1, 3, 10'000, 12'100'000, 2048, 512}};
  EXPECT_THAT(statistics_table({report}), HasSubstr("digits  onnxruntime 1.32.0  cpu     1      3       10,000    "
                                                    "12.1 ms       2.0 KiB in, 512 bytes out"));
  EXPECT_THAT(statistics_json({report}), HasSubstr("\"computes\":10000,\"framework_ns\":12100000,"));
}

}  // namespace
}  // namespace wasinn::cli

// SPDX-License-Identifier: Apache-2.0
// Plans, medians and what is told of them.
#include "cli/bench_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace wasinn::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

double nanoseconds_of(const BenchPlan& plan, double inference_ns, double sides) {
  return static_cast<double>(plan.warmup + plan.iterations) * plan.rounds * sides * inference_ns;
}

TEST(BenchFigures, QuartilesLieBetweenTheValues) {
  const Quartiles middle = quartiles({5, 1, 3, 2, 4});
  EXPECT_EQ(middle.lower, 2);
  EXPECT_EQ(middle.median, 3);
  EXPECT_EQ(middle.upper, 4);
  EXPECT_EQ(quartiles({1, 2}).median, 1.5);
  EXPECT_EQ(quartiles({7}).upper, 7);
  EXPECT_EQ(quartiles({}).median, 0);
}

TEST(BenchFigures, APlanKeepsToItsTimeWhereItCan) {
  for (const double inference_ns : {500.0, 1e6, 1e8}) {
    const BenchPlan plan = bench_plan(inference_ns, 6, 0, 4e9);
    EXPECT_GE(plan.rounds, 3U);
    EXPECT_LE(plan.rounds, 15U);
    EXPECT_LE(nanoseconds_of(plan, inference_ns, 6), 4.01e9);
    EXPECT_GE(nanoseconds_of(plan, inference_ns, 6), 2e9);
  }
}

TEST(BenchFigures, ASlowModelStillGetsAFewRounds) {
  const BenchPlan plan = bench_plan(5e9, 6, 0, 4e9);
  EXPECT_EQ(plan.rounds, 3U);
  EXPECT_EQ(plan.warmup, 1U);
  EXPECT_EQ(plan.iterations, 1U);
}

TEST(BenchFigures, RoundsThatAreAskedForShareTheTime) {
  const BenchPlan plan = bench_plan(1e6, 2, 100, 4e9);
  EXPECT_EQ(plan.rounds, 100U);
  EXPECT_EQ(plan.warmup, 4U);
  EXPECT_EQ(plan.iterations, 16U);
}

BenchReport report() {
  BenchReport made;
  made.model = "model.onnx";
  made.backend = "maker";
  made.version = "1.2";
  made.device = "cpu";
  made.plan = {3, 2, 2000};
  made.bytes_in = 16;
  made.bytes_out = 12;
  made.notes = {"input 0 is filled"};
  made.rows = {{"inference", {1000, 2000, 3000}, {1100, 2400, 3000}}};
  return made;
}

TEST(BenchFigures, ARowComparesItsRounds) {
  const BenchRow row = report().rows.front();
  EXPECT_THAT(row.ratios(), ElementsAre(1.1, 1.2, 1.0));
}

TEST(BenchFigures, PeopleGetATable) {
  const std::string text = bench_text(report());
  EXPECT_THAT(text, HasSubstr("model.onnx   maker 1.2, cpu; 3 rounds of 2,000 inferences; 16 bytes in, 12 bytes out\n"));
  EXPECT_THAT(text, HasSubstr("input 0 is filled\n"));
  EXPECT_THAT(text, HasSubstr("inference  2 µs    2.4 µs        1.10   1.050 to 1.15\n"));
}

TEST(BenchFigures, ProgramsGetAllRounds) {
  const auto json = bench_json(report());
  EXPECT_EQ(json["rounds"], 3);
  EXPECT_EQ(json["iterations"], 2000);
  EXPECT_EQ(json["rows"][0]["native"]["median_ns"], 2000);
  EXPECT_THAT(json["rows"][0]["wasm"]["rounds_ns"].get<std::vector<double>>(), ElementsAre(1100, 2400, 3000));
  EXPECT_DOUBLE_EQ(json["rows"][0]["ratio"].get<double>(), 1.1);
}

}  // namespace
}  // namespace wasinn::cli

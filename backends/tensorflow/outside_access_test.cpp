// SPDX-License-Identifier: Apache-2.0
// What guests' programs may consist of: operations by name, what is reached, and the reading of variables.
#include "outside_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <wasinn/plugin.hpp>

#include "tests/doubles/protobuf_bytes.h"

namespace tf {
namespace {

using ::testing::HasSubstr;
using wasinn::doubles::bytes_field;
using wasinn::doubles::number_field;
using wasinn::sdk::Failure;
using Texts = std::vector<std::string>;

std::string node(std::uint32_t field, const std::string& name, const std::string& operation, const Texts& inputs = {},
                 const std::string& function = "") {
  std::string message = bytes_field(1, name) + bytes_field(2, operation);
  for (const std::string& input : inputs) message += bytes_field(3, input);
  if (!function.empty()) {
    message += bytes_field(5, bytes_field(1, "f") + bytes_field(2, bytes_field(10, bytes_field(1, function))));
  }
  return bytes_field(field, message);
}

std::string outer(const std::string& name, const std::string& operation, const Texts& inputs = {},
                  const std::string& function = "") {
  return node(1, name, operation, inputs, function);
}

std::string inner(const std::string& name, const std::string& operation, const Texts& inputs = {},
                  const std::string& function = "") {
  return node(3, name, operation, inputs, function);
}

/// A library of one function with one argument.
std::string library(const std::string& name, const std::string& nodes, const std::string& argument = "x") {
  const std::string signature = bytes_field(1, name) + bytes_field(2, bytes_field(1, argument));
  return bytes_field(2, bytes_field(1, bytes_field(1, signature) + nodes));
}

wasinn_status outcome_of(const std::function<void()>& call, std::string& why) {
  try {
    call();
    return WASINN_OK;
  } catch (const Failure& failure) {
    why = failure.what();
    return failure.status();
  }
}

SavedProgram program_of(const Texts& outputs, const std::string& restore = "") {
  SavedProgram program;
  for (const std::string& output : outputs) program.signature.outputs.push_back({"y", output, true, {}});
  program.restore_operation = restore;
  program.filename_tensor = "filename:0";
  return program;
}

void expect_allowed(const SavedProgram& program, const std::string& graph) {
  const GraphDef definition = read_graph_def(graph);
  std::string why;
  EXPECT_EQ(outcome_of([&] { refuse_outside_access(program, definition); }, why), WASINN_OK) << why;
}

void expect_refused(const SavedProgram& program, const std::string& graph, const std::string& expected) {
  const GraphDef definition = read_graph_def(graph);
  std::string why;
  EXPECT_EQ(outcome_of([&] { refuse_outside_access(program, definition); }, why), WASINN_SECURITY);
  EXPECT_THAT(why, HasSubstr(expected));
}

TEST(OutsideAccess, KnowsOperationsThatReachOut) {
  for (const char* operation :
       {"ReadFile", "WriteFile", "MatchingFiles", "RestoreV2", "SaveV2", "MergeV2Checkpoints", "WholeFileReaderV2",
        "InitializeTableFromTextFileV2", "TFRecordDataset", "CacheDatasetV2", "PyFunc", "EagerPyFunc", "PrintV2",
        "DebugIdentityV2", "ImmutableConst", "Skipgram", "Abort", "RpcCall", "RemoteCall", "_Send", "_If", "XlaLaunch",
        "CreateSummaryFileWriter", "DumpTensor", "QueueDequeueV2", "MapUnstage", "OrderedMapPeek", "Unbatch",
        "ResourceApplyAdam", "ReluGrad"}) {
    EXPECT_TRUE(is_refused(operation)) << operation;
  }
}

TEST(OutsideAccess, LeavesOperationsAloneThatCompute) {
  for (const char* operation :
       {"Const", "Placeholder", "Conv2D", "Conv2DBackpropInput", "MatMul", "Softmax", "StatefulPartitionedCall",
        "While", "StatelessIf", "VarHandleOp", "ReadVariableOp", "LookupTableFindV2",
        "HashTableV2", "StopGradient", "Assert", "StringJoin", "TensorListReserve", "FusedBatchNormV3", "NonMaxSuppressionV5", "GatherV2", "Where"}) {
    EXPECT_FALSE(is_refused(operation)) << operation;
  }
}

TEST(OutsideAccess, IsFoundInFunctionsThatTheSignatureReaches) {
  const std::string graph = outer("call", "PartitionedCall", {}, "f") + library("f", inner("read", "ReadFile", {"x"}));
  expect_refused(program_of({"call:0"}), graph, "ReadFile");
  const std::string direct = outer("call", "f") + library("f", inner("read", "ReadFile", {"x"}));
  expect_refused(program_of({"call:0"}), direct, "ReadFile");
}

TEST(OutsideAccess, IsFoundBehindControlInputsAndAtTheStart) {
  const std::string graph = outer("read", "ReadFile") + outer("y", "Identity", {"x", "^read"}) + outer("x", "Const");
  expect_refused(program_of({"y:0"}), graph, "ReadFile");
  SavedProgram program = program_of({"x:0"});
  expect_allowed(program, graph);
  program.start_tensors = {"read"};
  expect_refused(program, graph, "ReadFile");
}

TEST(OutsideAccess, IsFoundInAFunctionThatIsCalledLikeAnOperation) {
  const std::string graph = outer("y", "Identity", {"x"}) + library("Identity", inner("read", "ReadFile", {"x"}));
  expect_refused(program_of({"y:0"}), graph, "ReadFile");
}

TEST(OutsideAccess, SparesTheSaverThatNothingReaches) {
  const std::string graph = outer("y", "Const") + outer("save", "SaveV2");
  expect_allowed(program_of({"y:0"}), graph);
}

TEST(OutsideAccess, OfCompiledFunctionsIsNotLookedInto) {
  const std::string compiled = bytes_field(5, bytes_field(1, "_XlaMustCompile") + bytes_field(2, number_field(5, 1)));
  const std::string graph = bytes_field(1, bytes_field(1, "y") + bytes_field(2, "PartitionedCall") + compiled);
  expect_refused(program_of({"y:0"}), graph, "PartitionedCall");
}

const std::string kVariable = outer("filename", "Placeholder") + outer("v", "VarHandleOp");

TEST(Restoring, MayReadTheFileThatTheFrameworkNames) {
  const std::string graph = kVariable + outer("restore", "StatefulPartitionedCall", {"filename", "v"}, "r") +
                            library("r", inner("names", "Const") + inner("read", "RestoreV2", {"x", "names:output:0"}));
  expect_allowed(program_of({"v:0"}, "restore"), graph);
}

TEST(Restoring, MayNotReadAnotherFile) {
  const std::string in_function =
      kVariable + outer("restore", "StatefulPartitionedCall", {"filename"}, "r") +
      library("r", inner("other", "Const") + inner("read", "RestoreV2", {"other:output:0"}));
  expect_refused(program_of({"v:0"}, "restore"), in_function, "a file of its own choice");
  const std::string at_call = kVariable + outer("other", "Const") +
                              outer("restore", "StatefulPartitionedCall", {"other", "v"}, "r") +
                              library("r", inner("read", "RestoreV2", {"x"}));
  expect_refused(program_of({"v:0"}, "restore"), at_call, "reads its variables");
  const std::string outside = kVariable + outer("other", "Const") + outer("restore", "RestoreV2", {"other"});
  expect_refused(program_of({"v:0"}, "restore"), outside, "RestoreV2");
}

TEST(Restoring, MayDoNothingElse) {
  const std::string graph = kVariable + outer("restore", "StatefulPartitionedCall", {"filename"}, "r") +
                            library("r", inner("read", "ReadFile", {"x"}));
  expect_refused(program_of({"v:0"}, "restore"), graph, "ReadFile");
  const std::string nested = kVariable + outer("restore", "StatefulPartitionedCall", {"filename"}, "r") +
                             library("r", inner("call", "PartitionedCall", {"x"}, "q"));
  expect_refused(program_of({"v:0"}, "restore"), nested, "PartitionedCall");
}

TEST(Variables, AreNeededWhereTheSignatureReachesThem) {
  const std::string bytes = kVariable + outer("y", "ReadVariableOp", {"v"}) + outer("z", "Const");
  const GraphDef graph = read_graph_def(bytes);
  EXPECT_TRUE(uses_variables(program_of({"y:0"}), graph));
  EXPECT_FALSE(uses_variables(program_of({"z:0"}), graph));
}

}  // namespace
}  // namespace tf

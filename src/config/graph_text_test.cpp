// SPDX-License-Identifier: Apache-2.0
// Graphs and directories as arguments, in three dialects.
#include "config/graph_text.h"
#include "tests/doubles/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(GraphText, NeedsNoMoreThanNameAndPath) {
  const auto graph = parse_graph("digits=models/digits.onnx");
  ASSERT_TRUE(graph) << graph.error().message;
  EXPECT_EQ(graph->name, "digits");
  EXPECT_EQ(graph->encoding, std::nullopt);
  EXPECT_EQ(graph->target, ExecutionTarget::Auto);
  EXPECT_THAT(graph->files, ElementsAre("models/digits.onnx"));
}

TEST(GraphText, TakesEncodingTargetAndSeveralFiles) {
  const auto graph = parse_graph("net:OpenVINO:GPU=model.xml,model.bin");
  ASSERT_TRUE(graph) << graph.error().message;
  EXPECT_EQ(graph->encoding, Encoding::OpenVino);
  EXPECT_EQ(graph->target, ExecutionTarget::Gpu);
  EXPECT_THAT(graph->files, ElementsAre("model.xml", "model.bin"));
}

TEST(GraphText, LeavesTheEncodingToTheBytesWhenOnlyATargetIsGiven) {
  for (const char* text : {"a::cpu=x", "a:auto:cpu=x"}) {
    const auto graph = parse_graph(text);
    ASSERT_TRUE(graph) << text << ": " << graph.error().message;
    EXPECT_EQ(graph->encoding, std::nullopt);
    EXPECT_EQ(graph->target, ExecutionTarget::Cpu);
  }
}

TEST(GraphText, KeepsAnEqualsSignInAPath) {
  EXPECT_THAT(parse_graph("a=dir/x=1.onnx")->files, ElementsAre("dir/x=1.onnx"));
}

TEST(GraphText, KeepsACommaOfAFileThatExists) {
  const TemporaryFolder folder;
  const std::string file = folder.write("a,b.onnx", "x").string();
  EXPECT_THAT(parse_graph("a=" + file)->files, ElementsAre(file));
  EXPECT_THAT(parse_graph("a=" + file + ",other")->files, ElementsAre(file, "other"));
}

TEST(GraphText, SaysWhatIsWrongWithAGraph) {
  EXPECT_THAT(parse_graph("digits").error().message, HasSubstr("there is no '='; write NAME[:ENCODING[:TARGET]]=PATH"));
  EXPECT_THAT(parse_graph("digits=").error().message, HasSubstr("there is no path"));
  EXPECT_THAT(parse_graph("=x").error().message, HasSubstr("cannot name a graph"));
  EXPECT_THAT(parse_graph("a/b=x").error().message, HasSubstr("'a/b' cannot name a graph"));
  EXPECT_THAT(parse_graph("a:caffe=x").error().message, HasSubstr("'caffe' is no encoding"));
  EXPECT_THAT(parse_graph("a:onnx:npu=x").error().message, HasSubstr("'npu' is no target"));
  EXPECT_THAT(parse_graph("a:onnx:cpu:b=x").error().message, HasSubstr("more than two ':'"));
}

TEST(GraphText, NamesAGraphOfWasmtimeAfterItsDirectory) {
  const auto graph = parse_wasmtime_graph("onnx::fixtures/mobile/");
  ASSERT_TRUE(graph) << graph.error().message;
  EXPECT_EQ(graph->name, "mobile");
  EXPECT_EQ(graph->encoding, Encoding::Onnx);
  EXPECT_THAT(graph->files, ElementsAre("fixtures/mobile/model.onnx"));
  EXPECT_THAT(parse_wasmtime_graph("openvino::fixtures/net")->files,
              ElementsAre("fixtures/net/model.xml", "fixtures/net/model.bin"));
}

TEST(GraphText, RefusesAGraphOfWasmtimeWithoutItsParts) {
  for (const char* text : {"", "onnx", "onnx::", "::dir", "auto::dir", "caffe::dir"}) {
    EXPECT_FALSE(parse_wasmtime_graph(text)) << text;
  }
}

TEST(GraphText, ReadsAGraphOfWasmEdge) {
  const auto graph = parse_wasmedge_graph("default:OpenVINO:CPU:a.xml:a.bin");
  ASSERT_TRUE(graph) << graph.error().message;
  EXPECT_EQ(graph->name, "default");
  EXPECT_EQ(graph->encoding, Encoding::OpenVino);
  EXPECT_EQ(graph->target, ExecutionTarget::Cpu);
  EXPECT_THAT(graph->files, ElementsAre("a.xml", "a.bin"));
  EXPECT_EQ(parse_wasmedge_graph("x:GGML:AUTO:m.gguf")->target, ExecutionTarget::Auto);
}

TEST(GraphText, RefusesAGraphOfWasmEdgeWithoutItsParts) {
  for (const char* text : {"", "a", "a:onnx", "a:onnx:cpu", "a:onnx:cpu:", "a:caffe:cpu:x", "a:onnx:npu:x"}) {
    EXPECT_FALSE(parse_wasmedge_graph(text)) << text;
  }
}

TEST(GraphText, ShowsADirectoryUnderItsOwnPathUnlessAnotherIsGiven) {
  EXPECT_EQ(parse_directory("data")->guest, "data");
  EXPECT_EQ(parse_directory("data::/d")->host, "data");
  EXPECT_EQ(parse_directory("data::/d")->guest, "/d");
  EXPECT_EQ(parse_directory("/d:data")->host, "data") << "as wasmedge";
  EXPECT_EQ(parse_directory("/d:data")->guest, "/d");
  for (const char* text : {"", "::", "data::", "::/d"}) EXPECT_FALSE(parse_directory(text)) << text;
}

}  // namespace
}  // namespace wasinn

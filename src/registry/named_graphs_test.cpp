// SPDX-License-Identifier: Apache-2.0
// Graphs by name: which names there may be, and which files are accepted behind them.
#include "registry/named_graphs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "registry/digest.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::string_literals;

NamedGraph graph(std::string name, std::vector<std::filesystem::path> files, std::string sha256 = "") {
  NamedGraph graph;
  graph.name = std::move(name);
  graph.files = std::move(files);
  graph.sha256 = std::move(sha256);
  return graph;
}

Error refused(NamedGraph wanted) {
  NamedGraphs graphs;
  const auto added = graphs.add(std::move(wanted));
  return added ? Error{ErrorCode::Unknown, "was added"} : added.error();
}

std::string opened(const NamedGraphs& graphs, std::string_view name) {
  const auto files = graphs.open(name);
  if (!files) {
    EXPECT_TRUE(files.error().code == ErrorCode::RuntimeError || files.error().code == ErrorCode::NotFound);
    return files.error().message;
  }
  std::string out;
  for (const ModelFile& file : *files) out += std::string(text_of(file.bytes())) + ';';
  return out;
}

TEST(GraphNames, AreLettersDigitsDotsLinesAndNoMoreThan128) {
  for (const std::string& name : {"a"s, "Digits-2.onnx_v1"s, "..."s, std::string(128, 'n')}) {
    EXPECT_TRUE(NamedGraphs::is_name(name)) << name;
  }
  for (const std::string& name :
       {""s, "a b"s, "a/b"s, "größe"s, "a\0b"s, "a\n"s, "a:b"s, std::string(129, 'n')}) {
    EXPECT_FALSE(NamedGraphs::is_name(name)) << name;
    const Error error = refused(graph(name, {"x"}));
    EXPECT_EQ(error.code, ErrorCode::InvalidArgument);
    EXPECT_THAT(error.message, HasSubstr("cannot name a graph"));
  }
}

TEST(NamedGraphs, NeedAFileAndARightDigest) {
  EXPECT_THAT(refused(graph("a", {})).message, HasSubstr("graph 'a' has no file"));
  for (const std::string& digest : {"abc"s, std::string(64, 'A'), std::string(64, 'g'), std::string(65, 'a')}) {
    EXPECT_THAT(refused(graph("a", {"x"}, digest)).message, HasSubstr("64 digits of 0-9 a-f"));
  }
}

TEST(NamedGraphs, AreFoundByTheirExactName) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("digits", {folder.write("b", "")})));
  ASSERT_TRUE(graphs.add(graph("Digits", {folder.write("c", "")})));
  ASSERT_TRUE(graphs.add(graph("add", {folder.write("a", "")})));
  EXPECT_EQ(graphs.find("digits")->name, "digits");
  EXPECT_EQ(graphs.find("Digits")->files.front().filename(), "c");
  EXPECT_EQ(graphs.find("DIGITS"), nullptr);
  EXPECT_EQ(graphs.find(""), nullptr);
  EXPECT_EQ(graphs.find("../digits"), nullptr);
  EXPECT_THAT(graphs.names(), ElementsAre("Digits", "add", "digits"));
}

TEST(NamedGraphs, HaveANameEach) {
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("a", {"first"})));
  const auto second = graphs.add(graph("a", {"second"}));
  EXPECT_EQ(second.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(second.error().message, HasSubstr("given to two graphs"));
  EXPECT_EQ(graphs.find("a")->files.front().filename(), "first");
}

TEST(NamedGraphs, KeepAbsolutePathsSoThatTheyMeanTheSameEverywhere) {
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("a", {"models/net.onnx"})));
  EXPECT_EQ(graphs.find("a")->files.front(), std::filesystem::current_path() / "models/net.onnx");
  EXPECT_EQ(guest_error_text(graphs.open("a").error()),
            "the model file '…' cannot be used: No such file or directory");
}

TEST(NamedGraphs, OpenAllTheirFilesInOrder) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.write("net.xml", "xml"), folder.write("net.bin", "weights")})));
  EXPECT_EQ(opened(graphs, "net"), "xml;weights;");
  EXPECT_TRUE(graphs.check("net"));
}

TEST(NamedGraphs, ThatNobodyGaveAreNotFound) {
  const NamedGraphs graphs;
  EXPECT_EQ(graphs.open("net").error().code, ErrorCode::NotFound);
  EXPECT_EQ(graphs.check("net").error().code, ErrorCode::NotFound);
  EXPECT_THAT(graphs.open("a\nb").error().message, HasSubstr("'a?b'"));
}

TEST(NamedGraphs, MayHaveAFileThatComesLater) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.path() / "net.onnx"})));
  EXPECT_THAT(graphs.check("net").error().message, HasSubstr("No such file"));
  EXPECT_THAT(opened(graphs, "net"), HasSubstr("No such file"));
  folder.write("net.onnx", "model");
  EXPECT_TRUE(graphs.check("net"));
  EXPECT_EQ(opened(graphs, "net"), "model;");
  std::filesystem::rename(folder.write("other", "another"), folder.path() / "net.onnx");
  EXPECT_THAT(opened(graphs, "net"), HasSubstr("changed or replaced"));
}

TEST(NamedGraphs, NoticeAFileThatWasReplacedAfterTheStart) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  const auto path = folder.write("net.onnx", "model");
  ASSERT_TRUE(graphs.add(graph("net", {path, folder.write("weights", "w")})));
  EXPECT_EQ(opened(graphs, "net"), "model;w;");
  std::filesystem::rename(folder.write("other", "W"), folder.path() / "weights");
  EXPECT_THAT(opened(graphs, "net"), HasSubstr("weights' cannot be used: it was changed or replaced"));
}

TEST(NamedGraphs, WarnOfAnEmptyFirstFile) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("empty", {folder.write("a", "")})));
  ASSERT_TRUE(graphs.add(graph("weightless", {folder.write("b", "xml"), folder.write("c", "")})));
  EXPECT_THAT(graphs.check("empty").error().message, HasSubstr("is empty"));
  EXPECT_TRUE(graphs.check("weightless"));
}

TEST(GraphDigests, LetTheRightFileThrough) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.write("net.onnx", "model")}, sha256_hex(bytes_of("model")))));
  EXPECT_EQ(opened(graphs, "net"), "model;");
}

TEST(GraphDigests, KeepAnotherFileOut) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.write("net.onnx", "other")}, sha256_hex(bytes_of("model")))));
  const std::string message = opened(graphs, "net");
  EXPECT_THAT(message, HasSubstr("has sha256 " + sha256_hex(bytes_of("other"))));
  EXPECT_THAT(message, HasSubstr("where " + sha256_hex(bytes_of("model")) + " was expected"));
}

TEST(GraphDigests, KeepAWrongFileThatComesLaterFromBeingRememberedAsTheRightOne) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.path() / "net.onnx"}, sha256_hex(bytes_of("model")))));
  folder.write("net.onnx", "half a mod");
  EXPECT_THAT(opened(graphs, "net"), HasSubstr("has sha256"));
  folder.write("net.onnx", "model");
  EXPECT_EQ(opened(graphs, "net"), "model;");
}

TEST(NamedGraphs, OpenFromManyThreads) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("now", {folder.write("a", "now")})));
  ASSERT_TRUE(graphs.add(graph("later", {folder.path() / "b"}, sha256_hex(bytes_of("later")))));
  folder.write("b", "later");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        EXPECT_EQ(opened(graphs, "now"), "now;");
        EXPECT_EQ(opened(graphs, "later"), "later;");
        EXPECT_EQ(graphs.names().size(), 2U);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace wasinn

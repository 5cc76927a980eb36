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
  const auto model = graphs.find(name)->open();
  if (!model) {
    EXPECT_EQ(model.error().code, ErrorCode::RuntimeError);
    return model.error().message;
  }
  std::string out;
  for (const ModelPart& part : model->parts) out += std::string(text_of(part.bytes)) + ';';
  return out;
}

TEST(GraphNames, AreLettersDigitsDotsLinesAndNoMoreThan128) {
  for (const std::string& name : {"a"s, "Digits-2.onnx_v1"s, "..."s, std::string(128, 'n')}) {
    EXPECT_TRUE(is_graph_name(name)) << name;
  }
  for (const std::string& name :
       {""s, "a b"s, "a/b"s, "größe"s, "a\0b"s, "a\n"s, "a:b"s, std::string(129, 'n')}) {
    EXPECT_FALSE(is_graph_name(name)) << name;
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
  EXPECT_EQ(graphs.find("digits")->graph().name, "digits");
  EXPECT_EQ(graphs.find("Digits")->graph().files.front().filename(), "c");
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
  EXPECT_EQ(graphs.find("a")->graph().files.front().filename(), "first");
}

TEST(NamedGraphs, KeepAbsolutePathsSoThatTheyMeanTheSameEverywhere) {
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("a", {"models/net.onnx"})));
  EXPECT_EQ(graphs.find("a")->graph().files.front(), std::filesystem::current_path() / "models/net.onnx");
  EXPECT_EQ(guest_error_text(graphs.find("a")->open().error()),
            "the model file '…' cannot be used: No such file or directory");
}

TEST(NamedGraphs, OpenAllTheirFilesInOrder) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.write("net.xml", "xml"), folder.write("net.bin", "weights")})));
  EXPECT_EQ(opened(graphs, "net"), "xml;weights;");
  EXPECT_TRUE(graphs.find("net")->check());
}

TEST(NamedGraphs, ThatNobodyGaveAreNotFound) {
  NamedGraphs graphs;
  EXPECT_EQ(graphs.find("net"), nullptr);
  EXPECT_EQ(graphs.remove("net").error().code, ErrorCode::NotFound);
  EXPECT_THAT(graphs.remove("a\nb").error().message, HasSubstr("'a?b'"));
}

TEST(NamedGraphs, StayUsableForThoseWhoFoundThemWhenTheyAreRemoved) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.write("a", "first")})));
  const auto held = graphs.find("net");
  EXPECT_FALSE(held->retired());
  ASSERT_TRUE(graphs.remove("net"));
  EXPECT_TRUE(held->retired());
  EXPECT_EQ(graphs.find("net"), nullptr);
  EXPECT_TRUE(held->open());
  ASSERT_TRUE(graphs.add(graph("net", {folder.write("b", "second")})));
  EXPECT_EQ(opened(graphs, "net"), "second;");
  EXPECT_NE(graphs.find("net")->cache_key(), held->cache_key());
}

TEST(NamedGraphs, MayHaveAFileThatComesLater) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.path() / "net.onnx"})));
  EXPECT_THAT(graphs.find("net")->check().error().message, HasSubstr("No such file"));
  EXPECT_THAT(opened(graphs, "net"), HasSubstr("No such file"));
  folder.write("net.onnx", "model");
  EXPECT_TRUE(graphs.find("net")->check());
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
  EXPECT_THAT(graphs.find("empty")->check().error().message, HasSubstr("is empty"));
  EXPECT_TRUE(graphs.find("weightless")->check());
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

std::vector<std::string> names_of(const std::vector<NamedGraphs::Entry>& entries) {
  std::vector<std::string> out;
  for (const auto& entry : entries) out.push_back(entry->graph().name);
  return out;
}

TEST(GraphLists, AreReplacedAndKeepWhatIsAsItWas) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  const NamedGraph same = graph("same", {folder.write("a", "a")});
  ASSERT_TRUE(graphs.replace({same, graph("gone", {folder.write("b", "b")}), graph("other", {folder.write("c", "c")})}));
  const auto kept = graphs.find("same");
  const auto before = graphs.find("other");
  const auto change = graphs.replace({graph("new", {folder.write("d", "d")}), graph("other", {folder.write("e", "e")}), same});
  ASSERT_TRUE(change) << change.error().message;
  EXPECT_THAT(names_of(change->came), ElementsAre("new", "other"));
  EXPECT_THAT(names_of(change->left), ElementsAre("gone", "other"));
  EXPECT_THAT(graphs.names(), ElementsAre("new", "other", "same"));
  EXPECT_EQ(graphs.find("same"), kept);
  EXPECT_FALSE(kept->retired());
  EXPECT_TRUE(before->retired());
  EXPECT_EQ(opened(graphs, "other"), "e;");
}

TEST(GraphLists, TellAGraphThatChangedFromOneThatDidNot) {
  const TemporaryFolder folder;
  const auto changes = [&](const auto& change_it) {
    NamedGraphs graphs;
    NamedGraph one = graph("net", {folder.write("net.onnx", "model")});
    EXPECT_TRUE(graphs.add(one));
    change_it(one);
    return graphs.replace({one})->came.size() == 1;
  };
  EXPECT_FALSE(changes([](NamedGraph&) {}));
  EXPECT_TRUE(changes([&](NamedGraph& one) { one.files.push_back(folder.write("w", "")); }));
  EXPECT_TRUE(changes([](NamedGraph& one) { one.encoding = Encoding::Onnx; }));
  EXPECT_TRUE(changes([](NamedGraph& one) { one.target = ExecutionTarget::Gpu; }));
  EXPECT_TRUE(changes([](NamedGraph& one) { one.threads = 2; }));
  EXPECT_TRUE(changes([](NamedGraph& one) { one.options = "{}"; }));
  EXPECT_TRUE(changes([](NamedGraph& one) { one.sha256 = sha256_hex(bytes_of("model")); }));
  EXPECT_TRUE(changes([&](NamedGraph&) {
    std::filesystem::rename(folder.write("next", "a new model"), folder.path() / "net.onnx");
  })) << "the file itself is another one";
}

TEST(GraphLists, StayAsTheyAreWhenAnEntryIsBad) {
  const TemporaryFolder folder;
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(graph("net", {folder.write("a", "a")})));
  const auto held = graphs.find("net");
  const NamedGraph good = graph("good", {folder.write("b", "b")});
  const auto complaint = [&](std::vector<NamedGraph> list) {
    const auto change = graphs.replace(std::move(list));
    return change ? "" : change.error().message;
  };
  EXPECT_EQ(complaint({good, graph("bad", {})}), "entry 2 of 2: graph 'bad' has no file");
  EXPECT_THAT(complaint({good, graph("", {"x"}), good}), HasSubstr("entry 2 of 3: '' cannot name a graph"));
  EXPECT_EQ(complaint({good, good}), "entry 2 of 2: the name 'good' is given to two graphs");
  EXPECT_THAT(graphs.names(), ElementsAre("net"));
  EXPECT_EQ(graphs.find("net"), held);
  EXPECT_FALSE(held->retired());
}

NamedGraph in_memory(std::string name, std::initializer_list<std::string> parts) {
  NamedGraph graph;
  graph.name = std::move(name);
  for (const std::string& part : parts) {
    const auto owner = std::make_shared<const std::string>(part);
    graph.memory.push_back({bytes_of(*owner), owner});
  }
  return graph;
}

TEST(GraphsInMemory, AreOpenedWithoutAPath) {
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(in_memory("net", {"xml", "weights"})));
  EXPECT_EQ(opened(graphs, "net"), "xml;weights;");
  EXPECT_TRUE(graphs.find("net")->check());
  EXPECT_TRUE(graphs.find("net")->open()->parts.front().path.empty());
}

TEST(GraphsInMemory, KeepTheirBytesAsLongAsSomebodyHasTheEntry) {
  NamedGraphs graphs;
  NamedGraph net = in_memory("net", {"model"});
  const std::weak_ptr<const void> bytes = net.memory.front().owner;
  ASSERT_TRUE(graphs.add(std::move(net)));
  auto held = graphs.find("net");
  ASSERT_TRUE(graphs.remove("net"));
  EXPECT_FALSE(bytes.expired());
  held.reset();
  EXPECT_TRUE(bytes.expired());
}

TEST(GraphsInMemory, HaveBytesAndNoFilesAndTheirDigest) {
  EXPECT_THAT(refused(in_memory("a", {"", "weights"})).message, HasSubstr("no bytes in its first part"));
  NamedGraph both = in_memory("a", {"model"});
  both.files = {"x"};
  EXPECT_THAT(refused(both).message, HasSubstr("more than one of files, bytes in memory and a provider"));
  NamedGraphs graphs;
  NamedGraph other = in_memory("net", {"other"});
  other.sha256 = sha256_hex(bytes_of("model"));
  ASSERT_TRUE(graphs.add(other));
  EXPECT_THAT(opened(graphs, "net"), HasSubstr("the model in memory has sha256 " + sha256_hex(bytes_of("other"))));
}

TEST(GraphsInMemory, AreTheSameWhenTheirBytesAre) {
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(in_memory("net", {"model"})));
  EXPECT_EQ(graphs.replace({in_memory("net", {"model"})})->came.size(), 0U);
  EXPECT_EQ(graphs.replace({in_memory("net", {"mo", "del"})})->came.size(), 1U);
}

TEST(GraphsFromAProvider, AreAskedForWhenTheyAreOpened) {
  int asked = 0;
  NamedGraph net;
  net.name = "net";
  net.provider = [&]() -> Result<std::vector<ModelBytes>> {
    if (++asked == 1) return fail(ErrorCode::RuntimeError, "not now");
    if (asked == 2) return std::vector<ModelBytes>{};
    return in_memory("net", {"xml", "weights"}).memory;
  };
  NamedGraphs graphs;
  ASSERT_TRUE(graphs.add(net));
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(opened(graphs, "net"), "not now");
  EXPECT_THAT(opened(graphs, "net"), HasSubstr("no bytes"));
  EXPECT_EQ(opened(graphs, "net"), "xml;weights;") << "the bytes live as long as they are open";
  EXPECT_EQ(graphs.replace({net})->came.size(), 1U) << "nobody knows whether the answer is the same";
}

TEST(GraphLists, TakeOneGraphInThePlaceOfAnother) {
  NamedGraphs graphs;
  EXPECT_THAT(names_of(graphs.put(in_memory("net", {"old"}))->came), ElementsAre("net"));
  const auto same = graphs.put(in_memory("net", {"old"}));
  EXPECT_TRUE(same->came.empty() && same->left.empty());
  EXPECT_THAT(names_of(graphs.put(in_memory("net", {"new"}))->left), ElementsAre("net"));
  EXPECT_EQ(opened(graphs, "net"), "new;");
  EXPECT_FALSE(graphs.put(in_memory("", {"new"})));
}

}  // namespace
}  // namespace wasinn

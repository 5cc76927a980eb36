// SPDX-License-Identifier: Apache-2.0
// The list of named graphs changes while guests run: new loads see the new list, and who holds a graph keeps it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/doubles/fake_host.h"

namespace wasinn {
namespace {

using doubles::FakeHost;
using doubles::Signal;
using testing::HasSubstr;

NamedGraph in_memory(std::string name, const std::string& bytes) {
  NamedGraph graph;
  graph.name = std::move(name);
  graph.encoding = Encoding::Onnx;
  const auto owner = std::make_shared<const std::string>(bytes);
  graph.memory = {{bytes_of(*owner), owner}};
  return graph;
}

NamedGraph in_file(const FakeHost& fake, std::string name, const std::string& bytes) {
  NamedGraph graph;
  graph.encoding = Encoding::Onnx;
  graph.files = {fake.folder().write(name, bytes)};
  graph.name = std::move(name);
  return graph;
}

/// Loads in the fake framework keep what they were given: the answer to "which model was it?".
struct Seen {
  explicit Seen(FakeHost& fake) {
    fake.framework().on_load = [this](const LoadRequest& request, Cancellation&) -> Result<void> {
      bytes = std::string(text_of(request.parts.front().bytes));
      had_path = !request.parts.front().path.empty();
      return {};
    };
  }
  std::string bytes;
  bool had_path = false;
};

TEST(GraphList, TakesAGraphInWhileASessionRuns) {
  FakeHost fake;
  const auto session = fake.session();
  EXPECT_EQ(session->load_by_name("late").error().code, ErrorCode::NotFound);
  fake.add_graph("late");
  EXPECT_TRUE(session->load_by_name("late"));
}

TEST(GraphList, LetsGoOfAGraphAndOfItsMemory) {
  FakeHost fake;
  fake.add_graph("net", "12345");
  const auto session = fake.session();
  EXPECT_TRUE(session->load_by_name("net"));
  EXPECT_EQ(fake.host().model_bytes(), 5U) << "it stays while there is room";
  ASSERT_TRUE(fake.host().remove_graph("net"));
  EXPECT_EQ(fake.host().model_bytes(), 0U);
  EXPECT_EQ(session->load_by_name("net").error().code, ErrorCode::NotFound);
  EXPECT_EQ(fake.host().remove_graph("net").error().code, ErrorCode::NotFound);
}

TEST(GraphList, LeavesAGraphToThoseWhoHoldIt) {
  FakeHost fake;
  fake.add_graph("net");
  const auto session = fake.session();
  const auto context = session->create_context(session->load_by_name("net").value()).value();
  ASSERT_TRUE(fake.host().set_graphs({}));
  EXPECT_FALSE(session->load_by_name("net"));
  EXPECT_TRUE(doubles::compute(*context, {1, 2}));
  EXPECT_EQ(fake.framework().graphs, 1);
}

TEST(GraphList, LeadsANameToItsNewModelAndKeepsTheOthersLoaded) {
  FakeHost fake;
  Seen seen(fake);
  const NamedGraph same = in_file(fake, "same", "same");
  ASSERT_TRUE(fake.host().set_graphs({same, in_file(fake, "net", "old")}));
  const auto session = fake.session();
  EXPECT_TRUE(session->load_by_name("same"));
  const auto old = session->load_by_name("net");
  NamedGraph net = in_file(fake, "net2", "new");
  net.name = "net";
  ASSERT_TRUE(fake.host().set_graphs({same, net}));
  const auto fresh = session->load_by_name("net");
  ASSERT_TRUE(fresh);
  EXPECT_EQ(seen.bytes, "new");
  EXPECT_NE(fresh->loaded, old->loaded);
  EXPECT_TRUE(session->load_by_name("same"));
  EXPECT_EQ(fake.framework().loads, 3) << "what did not change was not loaded again";
}

TEST(GraphList, TakesAFileThatWasReplacedWhenItIsGivenAnew) {
  FakeHost fake;
  Seen seen(fake);
  const NamedGraph net = in_file(fake, "net", "old");
  ASSERT_TRUE(fake.host().set_graphs({net}));
  EXPECT_TRUE(fake.session()->load_by_name("net"));
  std::filesystem::rename(fake.folder().write("next", "newer"), net.files.front());
  ASSERT_TRUE(fake.host().set_graphs({net}));
  EXPECT_TRUE(fake.session()->load_by_name("net"));
  EXPECT_EQ(seen.bytes, "newer");
}

TEST(GraphList, StaysAsItIsWhenAnEntryIsBad) {
  FakeHost fake;
  fake.add_graph("net");
  const auto changed = fake.host().set_graphs({in_memory("good", "model"), in_memory("good", "again")});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(changed.error().message, HasSubstr("entry 2 of 2: the name 'good' is given to two graphs"));
  EXPECT_TRUE(fake.session()->load_by_name("net"));
  EXPECT_FALSE(fake.session()->load_by_name("good"));
}

TEST(GraphList, WarnsOfFilesThatAreMissingInIt) {
  FakeHost fake;
  NamedGraph late;
  late.name = "late";
  late.files = {fake.folder().path() / "late.onnx"};
  ASSERT_TRUE(fake.host().set_graphs({late, in_memory("net", "model")}));
  EXPECT_THAT(fake.log(), HasSubstr("graph 'late'"));
  EXPECT_THAT(fake.log(), testing::Not(HasSubstr("graph 'net'")));
}

TEST(GraphList, GivesAModelInMemoryWithoutAPath) {
  FakeHost fake;
  Seen seen(fake);
  ASSERT_TRUE(fake.host().add_graph(in_memory("net", "model")));
  const auto session = fake.session();
  const auto first = session->load_by_name("net");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(seen.bytes, "model");
  EXPECT_FALSE(seen.had_path);
  EXPECT_EQ(session->load_by_name("net")->loaded, first->loaded);
  EXPECT_EQ(fake.host().report().front().graph, "net");
  EXPECT_EQ(fake.host().report().front().counts.shared, 1U);
  EXPECT_EQ(fake.host().model_bytes(), 5U);
}

TEST(GraphList, FindsTheEncodingOfAModelInMemoryByItsBytes) {
  FakeHost fake;
  NamedGraph unknown = in_memory("unknown", "no model at all");
  unknown.encoding.reset();
  ASSERT_TRUE(fake.host().add_graph(unknown));
  const auto refused = fake.session()->load_by_name("unknown");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::RuntimeError) << "the guest cannot help it";
  EXPECT_THAT(refused.error().message, HasSubstr("cannot be told from the bytes"));
}

TEST(GraphList, KeepsNothingThatWasLoadedForAnEntryWhichLeftMeanwhile) {
  FakeHost fake;
  Signal began, end;
  fake.framework().on_load = [&](const LoadRequest&, Cancellation&) -> Result<void> {
    began.set();
    end.wait();
    return {};
  };
  ASSERT_TRUE(fake.host().add_graph(in_memory("net", "model")));
  std::thread guest([&] { EXPECT_TRUE(fake.session()->load_by_name("net")) << "it was asked for before"; });
  began.wait();
  ASSERT_TRUE(fake.host().remove_graph("net"));
  end.set();
  guest.join();
  EXPECT_EQ(fake.framework().graphs, 0);
  EXPECT_EQ(fake.host().model_bytes(), 0U);
}

TEST(GraphList, ChangesInOneStepUnderGuestsThatLoad) {
  FakeHost fake;
  // Lists of one generation: "a" and "b" have equal bytes, and "stays" is in all of them.
  const auto list = [&](int generation) {
    const std::string bytes = "model " + std::to_string(generation);
    return std::vector{in_memory("a", bytes), in_memory("b", bytes), in_memory("stays", "model")};
  };
  ASSERT_TRUE(fake.host().set_graphs(list(0)));
  const auto session = fake.session();
  const auto kept = session->load_by_name("stays");
  std::atomic<bool> done{false};
  std::vector<std::thread> guests;
  for (int i = 0; i < 3; ++i) {
    guests.emplace_back([&, i] {
      const auto mine = fake.session();
      while (!done) {
        const auto graph = mine->load_by_name(i == 0 ? "stays" : i == 1 ? "a" : "b");
        ASSERT_TRUE(graph) << graph.error().message << " (all three are in every list)";
        ASSERT_TRUE(doubles::compute(*mine->create_context(*graph).value(), {1}));
        EXPECT_TRUE(i != 0 || graph->loaded == kept->loaded);
      }
    });
  }
  for (int generation = 1; generation < 200; ++generation) ASSERT_TRUE(fake.host().set_graphs(list(generation)));
  for (int round = 0; round < 100; ++round) {
    ASSERT_TRUE(fake.host().add_graph(in_memory("short", "model")));
    ASSERT_TRUE(fake.host().remove_graph("short"));
  }
  done = true;
  for (std::thread& guest : guests) guest.join();
  EXPECT_LE(fake.framework().graphs, 3) << "nothing of the lists before is left";
}

TEST(GraphList, TakesAGraphInThePlaceOfAnother) {
  FakeHost fake;
  Seen seen(fake);
  ASSERT_TRUE(fake.host().set_graph(in_memory("net", "old model")));
  const auto session = fake.session();
  EXPECT_TRUE(session->load_by_name("net"));
  ASSERT_TRUE(fake.host().set_graph(in_memory("net", "new")));
  EXPECT_TRUE(session->load_by_name("net"));
  EXPECT_EQ(seen.bytes, "new");
  EXPECT_EQ(fake.host().model_bytes(), 3U) << "the old one went";
}

TEST(GraphResolvers, AreAskedForNamesThatAreNotInTheList) {
  FakeHost fake;
  fake.add_graph("known");
  std::vector<std::string> asked;
  fake.host().set_resolver([&](Host& host, std::string_view name) {
    asked.emplace_back(name);
    if (name == "none") return false;
    return host.set_graph(in_memory(std::string(name), "model")).has_value();
  });
  const auto session = fake.session();
  EXPECT_TRUE(session->load_by_name("known"));
  EXPECT_TRUE(session->load_by_name("new"));
  EXPECT_TRUE(session->load_by_name("new"));
  EXPECT_EQ(session->load_by_name("none").error().code, ErrorCode::NotFound);
  EXPECT_EQ(session->load_by_name("no name").error().code, ErrorCode::NotFound);
  EXPECT_THAT(asked, testing::ElementsAre("new", "none")) << "neither for known names nor for what no graph can be called";
}

TEST(GraphResolvers, MayBeAskedByManyGuestsAtOnce) {
  FakeHost fake;
  fake.host().set_resolver([](Host& host, std::string_view name) {
    return host.set_graph(in_memory(std::string(name), "model")).has_value();
  });
  std::vector<std::thread> guests;
  for (int i = 0; i < 4; ++i) {
    guests.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        EXPECT_TRUE(fake.session()->load_by_name("net" + std::to_string(round)));
      }
    });
  }
  for (std::thread& guest : guests) guest.join();
  EXPECT_EQ(fake.host().named_graphs().names().size(), 50U);
}

}  // namespace
}  // namespace wasinn

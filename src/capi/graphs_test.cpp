// SPDX-License-Identifier: Apache-2.0
// Named graphs of a running host: from files, memory and callbacks, resolved when asked for, replaced while in use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "capi/test_host.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::capi {
namespace {

using testing::HasSubstr;

constexpr wasinn_status kInvalid = WASINN_INVALID_ARGUMENT;
constexpr wasinn_status kNotFound = WASINN_NOT_FOUND;
constexpr std::string_view kDoubled = "echo u8[?] u8[?]";

wasinn_named_graph named(const char* name) {
  wasinn_named_graph graph{};
  graph.struct_size = sizeof graph;
  graph.name = name;
  graph.part_count = 1;
  graph.encoding = "onnx";
  return graph;
}

/// A part that counts its releases.
wasinn_model_bytes counted(std::string_view model, std::atomic<int>& released) {
  wasinn_model_bytes part = part_of(model);
  part.release = [](void* count) { ++*static_cast<std::atomic<int>*>(count); };
  part.private_data = &released;
  return part;
}

class Graphs : public testing::Test {
 protected:
  wasinn_status set(const wasinn_named_graph& graph) {
    return wasinn_host_set_graph(host_.get(), &graph, failure_.slot());
  }

  wasinn_status set_bytes(const char* name, const wasinn_model_bytes& part) {
    wasinn_named_graph graph = named(name);
    graph.bytes = &part;
    return set(graph);
  }

  /// The number of inputs that the model of that name has; 0 and `failure_` when it cannot be loaded.
  std::uint64_t inputs_of(const char* name) {
    wasinn_graph* graph = nullptr;
    status_ = wasinn_graph_load_by_name(session_.get(), name, nullptr, &graph, failure_.slot());
    if (status_ != WASINN_OK) return 0;
    const GraphPtr owned(graph);
    wasinn_graph_info info{};
    info.struct_size = sizeof info;
    EXPECT_EQ(wasinn_graph_describe(graph, &info, nullptr), WASINN_OK);
    return info.input_count;
  }

  HostPtr host_ = make_host();
  SessionPtr session_ = make_session(host_);
  wasinn_status status_ = WASINN_OK;
  Failure failure_;
  const TemporaryFolder folder_;
};

TEST_F(Graphs, ComeFromFiles) {
  const std::string path = folder_.write("model", std::string(kBytesModel)).string();
  const char* const files[] = {path.c_str()};
  wasinn_named_graph graph = named("net");
  graph.files = files;
  WASINN_ASSERT_OK(set(graph), failure_);
  EXPECT_EQ(inputs_of("net"), 1U);
}

TEST_F(Graphs, ComeFromMemoryWhichIsReleasedOnce) {
  std::atomic<int> released = 0;
  WASINN_ASSERT_OK(set_bytes("net", counted(kBytesModel, released)), failure_);
  EXPECT_EQ(inputs_of("net"), 1U);
  EXPECT_EQ(released, 0);
  WASINN_ASSERT_OK(set_bytes("net", part_of(kDoubled)), failure_);
  EXPECT_EQ(inputs_of("net"), 2U);
  EXPECT_EQ(released, 1) << "nobody needs the first one";
}

TEST_F(Graphs, ReleaseTheirBytesWhenTheyAreRefusedAndWhenTheHostEnds) {
  std::atomic<int> released = 0;
  EXPECT_EQ(set_bytes("no name", counted(kBytesModel, released)), kInvalid);
  EXPECT_EQ(released, 1);
  const wasinn_model_bytes part = counted(kBytesModel, released);
  wasinn_named_graph graph = named("net");
  graph.bytes = &part;
  EXPECT_EQ(wasinn_host_set_graph(nullptr, &graph, failure_.slot()), kInvalid);
  EXPECT_EQ(failure_.message(), "wasinn_host_set_graph: host is NULL");
  EXPECT_EQ(released, 2);
  WASINN_ASSERT_OK(set_bytes("net", counted(kBytesModel, released)), failure_);
  session_.reset();
  EXPECT_EQ(released, 2);
  host_.reset();
  EXPECT_EQ(released, 3);
}

/// A program that has models when it is asked for them.
struct Store {
  static wasinn_status open(void* self, const char* name, wasinn_model_bytes* parts, wasinn_error* error) {
    Store& store = *static_cast<Store*>(self);
    ++store.asked;
    if (store.model.empty()) {
      error->message = "the shelf is empty";
      return WASINN_NOT_FOUND;
    }
    EXPECT_STREQ(name, "net");
    parts[0] = counted(store.model, store.released);
    return WASINN_OK;
  }

  std::string_view model = kBytesModel;
  std::atomic<int> asked = 0;
  std::atomic<int> released = 0;
};

TEST_F(Graphs, ComeFromSomebodyWhoIsAsked) {
  Store store;
  wasinn_named_graph graph = named("net");
  graph.open = Store::open;
  graph.data = &store;
  WASINN_ASSERT_OK(set(graph), failure_);
  EXPECT_EQ(store.asked, 0);
  EXPECT_EQ(inputs_of("net"), 1U);
  EXPECT_EQ(inputs_of("net"), 1U);
  EXPECT_EQ(store.asked, 1) << "it stays loaded";
  EXPECT_EQ(store.released, 1);
}

TEST_F(Graphs, FailAsSomebodySaysWhoIsAsked) {
  Store store;
  store.model = "";
  wasinn_named_graph graph = named("net");
  graph.open = Store::open;
  graph.data = &store;
  WASINN_ASSERT_OK(set(graph), failure_);
  EXPECT_EQ(inputs_of("net"), 0U);
  EXPECT_EQ(status_, kNotFound);
  EXPECT_THAT(failure_.message(), HasSubstr("the shelf is empty"));
}

TEST_F(Graphs, AreRefusedWhenTheyMakeNoSense) {
  const wasinn_model_bytes part = part_of(kBytesModel);
  const char* const no_file[] = {nullptr};
  const auto refused = [&](auto change) {
    wasinn_named_graph graph = named("net");
    graph.bytes = &part;
    change(graph);
    EXPECT_EQ(set(graph), kInvalid);
    return failure_.message();
  };
  EXPECT_THAT(refused([](auto& g) { g.bytes = nullptr; }), HasSubstr("exactly one of files, bytes and open"));
  EXPECT_THAT(refused([&](auto& g) { g.files = no_file; }), HasSubstr("2 are set"));
  EXPECT_THAT(refused([&](auto& g) { g.bytes = nullptr, g.files = no_file; }), HasSubstr("files[0] is NULL"));
  EXPECT_THAT(refused([](auto& g) { g.part_count = 0; }), HasSubstr("part_count is 0"));
  EXPECT_THAT(refused([](auto& g) { g.part_count = 1'000'000; }), HasSubstr("1 to 4"));
  EXPECT_THAT(refused([](auto& g) { g.name = nullptr; }), HasSubstr("the name of the graph is NULL"));
  EXPECT_THAT(refused([](auto& g) { g.encoding = "onyx"; }), HasSubstr("onyx"));
  EXPECT_THAT(refused([](auto& g) { g.target = "abacus"; }), HasSubstr("abacus"));
  EXPECT_THAT(refused([](auto& g) { g.struct_size = 4; }), HasSubstr("struct_size"));
  EXPECT_EQ(inputs_of("net"), 0U);
}

TEST_F(Graphs, LeaveByTheirNames) {
  WASINN_ASSERT_OK(set_bytes("net", part_of(kBytesModel)), failure_);
  const ContextPtr context = make_context(load_named(session_, "net"));
  WASINN_ASSERT_OK(wasinn_host_remove_graph(host_.get(), "net", failure_.slot()), failure_);
  EXPECT_EQ(inputs_of("net"), 0U);
  EXPECT_EQ(status_, kNotFound);
  EXPECT_EQ(echo(context, "kept"), "kept");
  EXPECT_EQ(wasinn_host_remove_graph(host_.get(), "net", failure_.slot()), kNotFound);
  EXPECT_EQ(wasinn_host_remove_graph(host_.get(), nullptr, failure_.slot()), kInvalid);
}

TEST_F(Graphs, AreReplacedAllTogetherOrNotAtAll) {
  WASINN_ASSERT_OK(set_bytes("old", part_of(kBytesModel)), failure_);
  const std::string path = folder_.write("model", std::string(kBytesModel)).string();
  const ConfigPtr config = test_config();
  WASINN_ASSERT_OK(wasinn_config_set_graph(config.get(), ("new:onnx=" + path).c_str(), nullptr), failure_);
  WASINN_ASSERT_OK(wasinn_host_reload_graphs(host_.get(), config.get(), failure_.slot()), failure_);
  EXPECT_EQ(inputs_of("new"), 1U);
  EXPECT_EQ(inputs_of("old"), 0U);
  EXPECT_EQ(wasinn_host_reload_graphs(host_.get(), nullptr, failure_.slot()), kInvalid);
  EXPECT_EQ(inputs_of("new"), 1U);
}

/// Gives each name that ends with "x" the model.
int resolve(void* asked, wasinn_host* host, const char* name) {
  ++*static_cast<std::atomic<int>*>(asked);
  if (!std::string_view(name).ends_with("x")) return 0;
  const wasinn_model_bytes part = part_of(kBytesModel);
  wasinn_named_graph graph = named(name);
  graph.bytes = &part;
  return wasinn_host_set_graph(host, &graph, nullptr) == WASINN_OK ? 1 : 0;
}

TEST_F(Graphs, AreResolvedWhenAGuestAsks) {
  std::atomic<int> asked = 0;
  wasinn_host_set_resolver(host_.get(), resolve, &asked);
  EXPECT_EQ(inputs_of("linux"), 1U);
  EXPECT_EQ(inputs_of("linux"), 1U);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(inputs_of("hurd"), 0U);
  EXPECT_EQ(status_, kNotFound);
  host_.reset();
  EXPECT_EQ(inputs_of("minix"), 1U) << "the session keeps the host";
}

TEST_F(Graphs, ChangeWhileOthersLoadThem) {
  WASINN_ASSERT_OK(set_bytes("net", part_of(kBytesModel)), failure_);
  std::atomic<bool> done = false;
  std::vector<std::thread> users;
  for (int i = 0; i < 3; ++i) {
    users.emplace_back([&] {
      while (!done) echo(make_context(load_named(make_session(host_), "net")), "x");
    });
  }
  for (int i = 0; i < 100; ++i) {
    const std::string model = std::string(kBytesModel) + std::string(static_cast<std::size_t>(i), ' ');
    std::string* const own = new std::string(model);
    wasinn_model_bytes part = part_of(*own);
    part.release = [](void* text) { delete static_cast<std::string*>(text); };
    part.private_data = own;
    WASINN_EXPECT_OK(set_bytes("net", part), failure_);
  }
  done = true;
  for (std::thread& user : users) user.join();
}

}  // namespace
}  // namespace wasinn::capi

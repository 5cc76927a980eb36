// SPDX-License-Identifier: Apache-2.0
// Hosts: where models come from, what callbacks may do, what is reported.
#include <stdexcept>

#include "tests/doubles/temporary_folder.h"
#include "tests/embedding/test_host.h"

namespace wasinn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

/// What the graph of that name makes of a text, or why it cannot.
std::string echo(const Host& host, const std::string& name) {
  Session session = taken(host.session());
  Result<Graph> graph = session.load(name);
  if (!graph) return failure(graph);
  Context context = taken(graph->context());
  return std::string(taken(context.compute({std::string_view("text")}))[0].text());
}

TEST(Hosts, SayTheVersionOfTheLibrary) { EXPECT_THAT(version(), StartsWith("0.")); }

TEST(Hosts, RefuseAConfigurationThatIsWrong) {
  EXPECT_THAT(failure(Host::make({.configuration = {.text = R"({"limit": {}})"}})),
              AllOf(StartsWith("invalid-argument"), HasSubstr("limit")));
  EXPECT_THAT(failure(Host::make({.configuration = {.file = "/nowhere/wasinn.json"}})), StartsWith("not-found"));
  EXPECT_THAT(failure(Host::make({.graphs = {{"a name", "model.onnx"}}})), StartsWith("invalid-argument"));
}

TEST(Hosts, TakeGraphsFromFiles) {
  const TemporaryFolder folder;
  HostOptions with_file = options();
  with_file.graphs.push_back({.name = "file", .files = folder.write("model.onnx", kBytesModel).string(), .encoding = "onnx"});
  const Host host = taken(Host::make(std::move(with_file)));
  EXPECT_EQ(echo(host, "file"), "text");
}

TEST(Hosts, LetBytesGoWithTheirLastUser) {
  auto owner = std::make_shared<const std::vector<std::uint8_t>>(bytes_of(kBytesModel));
  Host host = taken(Host::make(options()));
  ASSERT_TRUE(host.set_graph({.name = "lent", .bytes = {{*owner, owner}}, .encoding = "onnx"}));
  EXPECT_EQ(echo(host, "lent"), "text");
  EXPECT_GT(owner.use_count(), 1);
  ASSERT_TRUE(host.remove_graph("lent"));
  EXPECT_EQ(owner.use_count(), 1);
  EXPECT_THAT(failure(host.remove_graph("lent")), StartsWith("not-found"));
}

TEST(Hosts, GiveBytesBackThatTheyRefuse) {
  auto owner = std::make_shared<const std::vector<std::uint8_t>>(bytes_of(kBytesModel));
  Host host = taken(Host::make(options()));
  EXPECT_THAT(failure(host.set_graph({.name = "no name", .bytes = {{*owner, owner}}, .encoding = "onnx"})),
              StartsWith("invalid-argument"));
  EXPECT_THAT(failure(host.set_graph({.name = "both", .files = "x.onnx", .bytes = {{*owner, owner}}})),
              AllOf(StartsWith("invalid-argument"), HasSubstr("exactly one")));
  EXPECT_EQ(owner.use_count(), 1);
}

TEST(Hosts, AskForAModelWhenItIsNeeded) {
  int asked = 0;
  Host host = taken(Host::make(options()));
  const OpenModel open = [&](std::string_view name) -> Result<std::vector<ModelBytes>> {
    ++asked;
    if (name == "late") return std::vector<ModelBytes>{bytes_of(kBytesModel)};
    if (name == "two") return std::vector<ModelBytes>(2, bytes_of(kBytesModel));
    if (name == "broken") throw std::runtime_error("the shelf is empty");
    return Error{Status::NotFound, "no such shelf"};
  };
  for (const char* name : {"late", "two", "broken", "other"}) {
    ASSERT_TRUE(host.set_graph({.name = name, .open = open, .encoding = "onnx"}));
  }
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(echo(host, "late"), "text");
  EXPECT_EQ(asked, 1);
  EXPECT_THAT(echo(host, "two"), AllOf(StartsWith("invalid-argument"), HasSubstr("gave 2 parts")));
  EXPECT_THAT(echo(host, "broken"), AllOf(StartsWith("runtime-error"), HasSubstr("the shelf is empty")));
  EXPECT_THAT(echo(host, "other"), AllOf(StartsWith("not-found"), HasSubstr("no such shelf")));
}

TEST(Hosts, ResolveNamesThatNoGraphHas) {
  HostOptions with_resolver = options();
  with_resolver.resolver = [](Host& host, std::string_view name) {
    if (name == "broken") throw std::runtime_error("no");
    return name.starts_with("new") && host.set_graph(echo_graph(std::string(name)));
  };
  const Host host = taken(Host::make(std::move(with_resolver)));
  EXPECT_EQ(echo(host, "new1"), "text");
  EXPECT_THAT(echo(host, "old1"), StartsWith("not-found"));
  EXPECT_THAT(echo(host, "broken"), StartsWith("not-found"));
}

TEST(Hosts, ReplaceTheListOfGraphsAtOnce) {
  const TemporaryFolder folder;
  folder.write("model.onnx", kBytesModel);
  Host host = taken(Host::make(options()));
  const std::string wrong = R"({"graphs": {"next": "model.onnx", "a name": "model.onnx"}})";
  EXPECT_THAT(failure(host.reload_graphs({.text = wrong, .folder = folder.path()})), StartsWith("invalid-argument"));
  EXPECT_EQ(echo(host, "bytes"), "text");
  const std::string right = R"({"graphs": {"next": {"files": "model.onnx", "encoding": "onnx"}}})";
  EXPECT_EQ(failure(host.reload_graphs({.text = right, .folder = folder.path()})), "");
  EXPECT_EQ(echo(host, "next"), "text");
  EXPECT_THAT(echo(host, "bytes"), StartsWith("not-found"));
}

TEST(Hosts, ReportBackendsAndWhatGraphsDid) {
  const Host host = taken(Host::make(options()));
  bool echo_is_ready = false;
  for (const BackendReport& backend : taken(host.backends())) {
    if (backend.name == "echo") echo_is_ready = backend.ready;
    EXPECT_EQ(backend.ready, backend.problem.empty()) << backend.name;
  }
  EXPECT_TRUE(echo_is_ready);
  EXPECT_THAT(taken(host.statistics()), IsEmpty());
  EXPECT_EQ(echo(host, "bytes"), "text");
  const auto statistics = taken(host.statistics());
  ASSERT_THAT(statistics, SizeIs(1));
  EXPECT_EQ(statistics[0].graph, "bytes");
  EXPECT_EQ(statistics[0].loads, 1u);
  EXPECT_EQ(statistics[0].computes, 1u);
}

}  // namespace
}  // namespace wasinn::test

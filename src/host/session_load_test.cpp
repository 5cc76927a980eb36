// SPDX-License-Identifier: Apache-2.0
// What a guest may load, by name and from bytes, and what it is told when it may not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/doubles/fake_host.h"
#include "tests/doubles/protobuf_bytes.h"

namespace wasinn {
namespace {

using doubles::FakeHost;
using doubles::load_bytes;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Error refused(const Result<GuestGraph>& graph) {
  return graph ? Error{ErrorCode::Unknown, "was loaded"} : graph.error();
}

TEST(LoadByName, GivesTheOperatorsGraph) {
  FakeHost fake;
  fake.add_graph("digits", "the model");
  std::string seen;
  fake.framework().on_load = [&](const LoadRequest& request, Cancellation&) -> Result<void> {
    seen = std::string(text_of(request.parts.front().bytes)) + " of " + request.parts.front().path.filename().string();
    return {};
  };
  const auto graph = fake.session()->load_by_name("digits");
  ASSERT_TRUE(graph);
  EXPECT_EQ(seen, "the model of digits");
  EXPECT_EQ(graph->loaded->label, "digits");
}

TEST(LoadByName, FindsNothingUnderOtherNamesAndTouchesNoFile) {
  FakeHost fake;
  fake.add_graph("digits");
  const auto session = fake.session();
  for (const std::string& name : {std::string(), std::string("Digits"), std::string("digit"), std::string("../digits"),
                                  std::string("/etc/passwd"), fake.folder().path().string() + "/digits"}) {
    const Error error = refused(session->load_by_name(name));
    EXPECT_EQ(error.code, ErrorCode::NotFound) << name;
    EXPECT_THAT(error.message, HasSubstr("no graph has that name; the host has 'digits'"));
  }
  EXPECT_EQ(fake.framework().loads, 0);
}

TEST(LoadByName, SaysWhenTheHostHasNoGraphsAtAll) {
  FakeHost fake;
  EXPECT_THAT(refused(fake.session()->load_by_name("digits")).message, HasSubstr("the host has no graphs"));
}

TEST(LoadByName, RefusesWhatIsNoNameAtAll) {
  FakeHost fake;
  const auto session = fake.session();
  for (const std::string& name :
       {std::string(129, 'n'), std::string(1 << 20, 'n'), std::string("a\0b", 3), std::string("\xFF")}) {
    EXPECT_EQ(refused(session->load_by_name(name)).code, ErrorCode::InvalidArgument);
  }
  EXPECT_EQ(refused(session->load_by_name(std::string(128, 'n'))).code, ErrorCode::NotFound);
}

TEST(LoadByName, WarnsTheOperatorOfAMissingFileAndFailsWhenAsked) {
  FakeHost fake;
  NamedGraph graph;
  graph.name = "late";
  graph.files = {fake.folder().path() / "late.onnx"};
  graph.encoding = Encoding::Onnx;
  ASSERT_TRUE(fake.host().add_graph(graph));
  EXPECT_THAT(fake.log(), HasSubstr("graph 'late'"));
  EXPECT_THAT(fake.log(), HasSubstr("loading it will fail"));
  const auto session = fake.session();
  const Error error = refused(session->load_by_name("late"));
  EXPECT_EQ(error.code, ErrorCode::RuntimeError);
  EXPECT_THAT(error.message, HasSubstr("graph 'late': the model file"));
  EXPECT_THAT(guest_error_text(error), Not(HasSubstr("late.onnx")));
  fake.folder().write("late.onnx", "model");
  EXPECT_TRUE(session->load_by_name("late"));
}

TEST(LoadByName, NoticesAFileThatWasSwappedAfterTheStart) {
  FakeHost fake;
  fake.add_graph("digits");
  std::filesystem::rename(fake.folder().write("other", "other"), fake.folder().path() / "digits");
  const Error error = refused(fake.session()->load_by_name("digits"));
  EXPECT_EQ(error.code, ErrorCode::RuntimeError);
  EXPECT_THAT(error.message, HasSubstr("changed or replaced"));
  EXPECT_EQ(fake.framework().loads, 0);
}

TEST(LoadByName, BlamesTheHostForABrokenFile) {
  FakeHost fake;
  fake.framework().on_load = [](const LoadRequest&, Cancellation&) -> Result<void> {
    return fail(ErrorCode::InvalidEncoding, "does not parse");
  };
  fake.add_graph("broken");
  const Error error = refused(fake.session()->load_by_name("broken"));
  EXPECT_EQ(error.code, ErrorCode::RuntimeError);
  EXPECT_EQ(error.message, "graph 'broken': does not parse");
  EXPECT_EQ(refused(load_bytes(*fake.session(), "broken")).code, ErrorCode::InvalidEncoding);
}

TEST(LoadByName, BlamesTheGuestForOptionsThatTheBackendRefuses) {
  FakeHost fake;
  fake.framework().reads_options = true;
  fake.framework().on_load = [](const LoadRequest&, Cancellation&) -> Result<void> {
    return fail(ErrorCode::InvalidArgument, "no such thing");
  };
  fake.add_graph("digits");
  const auto session = fake.session();
  const GuestOptions options = session->parse_options(R"({"size": -1})").value();
  EXPECT_EQ(refused(session->load_by_name("digits", options)).code, ErrorCode::InvalidArgument);
  EXPECT_EQ(refused(session->load_by_name("digits")).code, ErrorCode::RuntimeError) << "what the operator chose is wrong";
}

TEST(LoadByName, TakesTargetAndThreadsFromTheGuestsOptions) {
  FakeHost fake;
  fake.framework().targets = {ExecutionTarget::Cpu, ExecutionTarget::Gpu};
  fake.add_graph("digits");
  LoadOptions seen;
  fake.framework().on_load = [&](const LoadRequest& request, Cancellation&) -> Result<void> {
    seen = request.options;
    return {};
  };
  const auto session = fake.session();
  const auto plain = session->load_by_name("digits");
  EXPECT_EQ(seen.target, ExecutionTarget::Cpu);
  EXPECT_EQ(seen.threads, 0U);
  const auto options = session->parse_options("{\"target\":\"gpu\",\"threads\":3}");
  const auto chosen = session->load_by_name("digits", *options);
  EXPECT_EQ(seen.target, ExecutionTarget::Gpu);
  EXPECT_EQ(seen.threads, 3U);
  EXPECT_EQ(fake.framework().graphs, 2);
}

TEST(LoadByName, GivesOptionsToABackendThatReadsThem) {
  FakeHost fake;
  fake.framework().reads_options = true;
  fake.add_graph("digits", "model", ExecutionTarget::Auto, "{\"a\":1,\"b\":1}");
  std::string seen;
  fake.framework().on_load = [&](const LoadRequest& request, Cancellation&) -> Result<void> {
    seen = request.options.json;
    return {};
  };
  const auto session = fake.session();
  const auto plain = session->load_by_name("digits");
  EXPECT_EQ(seen, "{\"a\":1,\"b\":1}");
  const auto chosen = session->load_by_name("digits", *session->parse_options("{\"b\":2}"));
  EXPECT_EQ(seen, "{\"a\":1,\"b\":2}");
  const auto again = session->load_by_name("digits", *session->parse_options("{\"b\":2}"));
  EXPECT_EQ(again->loaded, chosen->loaded);
  EXPECT_NE(plain->loaded, chosen->loaded);
}

TEST(LoadByName, IgnoresOptionsThatTheBackendDoesNotRead) {
  FakeHost fake;
  fake.add_graph("digits");
  const auto session = fake.session();
  const auto plain = session->load_by_name("digits");
  const auto chosen = session->load_by_name("digits", *session->parse_options("{\"b\":2,\"a\\u001b\":1}"));
  EXPECT_EQ(plain->loaded, chosen->loaded);
  EXPECT_THAT(fake.log(), HasSubstr("does not read were ignored: a?, b"));
}

TEST(LoadByName, LeavesTheOperatorsTargetToAGuestThatAsksForAuto) {
  FakeHost fake;
  fake.framework().targets = {ExecutionTarget::Cpu, ExecutionTarget::Gpu};
  fake.add_graph("digits", "model", ExecutionTarget::Gpu);
  const auto session = fake.session();
  const auto named = session->load_by_name("digits");
  const auto automatic = session->load_by_name("digits", *session->parse_options("{\"target\":\"auto\"}"));
  EXPECT_EQ(automatic->graph().info().target, ExecutionTarget::Gpu);
  EXPECT_EQ(automatic->loaded, named->loaded);
}

TEST(LoadFromBytes, GivesTheFrameworkTheBytesAndNoPath) {
  FakeHost fake;
  fake.framework().on_load = [](const LoadRequest& request, Cancellation&) -> Result<void> {
    EXPECT_EQ(text_of(request.parts.front().bytes), "model");
    EXPECT_TRUE(request.parts.front().path.empty());
    return {};
  };
  const auto graph = load_bytes(*fake.session(), "model");
  ASSERT_TRUE(graph);
  EXPECT_THAT(graph->loaded->label, HasSubstr("bytes:"));
}

TEST(LoadFromBytes, NeedsPartsWithBytes) {
  FakeHost fake;
  const auto session = fake.session();
  EXPECT_EQ(refused(session->load({}, {Encoding::Onnx, {}}, ExecutionTarget::Auto)).code, ErrorCode::InvalidArgument);
  EXPECT_EQ(refused(load_bytes(*session, "")).code, ErrorCode::InvalidArgument);
  const std::vector<ByteView> five(5, bytes_of("part"));
  const Error error = refused(session->load(five, {Encoding::Onnx, {}}, ExecutionTarget::Auto));
  EXPECT_EQ(error.code, ErrorCode::InvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("a model of 5 parts was given; it has 1 to 4"));
}

TEST(LoadFromBytes, RefusesWhatTheOperatorForbids) {
  Policy policy;
  ASSERT_TRUE(policy.allow_load("none"));
  FakeHost fake({}, policy);
  fake.add_graph("digits");
  const Error error = refused(load_bytes(*fake.session(), "model"));
  EXPECT_EQ(error.code, ErrorCode::Security);
  EXPECT_THAT(error.message, HasSubstr("--allow-load onnx"));
  EXPECT_EQ(fake.framework().loads, 0);
  EXPECT_TRUE(fake.session()->load_by_name("digits")) << "graphs by name are the operator's";
}

/// A host whose backend reads real onnx, so that the host looks at the bytes first.
class OnnxHost : public FakeHost {
 public:
  OnnxHost() { framework().own_format = false; }
};

const std::string kOnnx = doubles::number_field(1, 8) + doubles::bytes_field(7, "") +
                          doubles::bytes_field(8, doubles::number_field(2, 17));
const std::string kExternal =
    doubles::number_field(1, 8) +
    doubles::bytes_field(7, doubles::bytes_field(5, doubles::number_field(14, 1))) +
    doubles::bytes_field(8, doubles::number_field(2, 17));

Result<GuestGraph> detected(Session& session, std::string_view bytes, std::optional<Encoding> if_unknown = {}) {
  const ByteView part = bytes_of(bytes);
  return session.load({&part, 1}, {{}, if_unknown}, ExecutionTarget::Auto);
}

TEST(Encodings, AreToldByTheBytesWhenTheGuestDoesNotSay) {
  OnnxHost fake;
  const auto session = fake.session();
  EXPECT_TRUE(detected(*session, kOnnx));
  const Error unknown = refused(detected(*session, "\x1f\x8b rest"));
  EXPECT_EQ(unknown.code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(unknown.message, HasSubstr("cannot be told from the bytes (they look like gzip)"));
}

TEST(Encodings, OfUnknownBytesAreWhatTheGuestFallsBackOn) {
  OnnxHost fake;
  const Error error = refused(detected(*fake.session(), "nothing known", Encoding::Ggml));
  EXPECT_EQ(error.code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(error.message, HasSubstr("encoding ggml needs a backend"));
  EXPECT_TRUE(detected(*fake.session(), kOnnx, Encoding::Ggml));
}

TEST(Encodings, ThatTheBytesContradictAreRefusedWithWhatTheyLookLike) {
  OnnxHost fake;
  const Error error = refused(load_bytes(*fake.session(), "GGUF...."));
  EXPECT_EQ(error.code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(error.message, HasSubstr("does not parse as onnx (its first bytes look like ggml)"));
  EXPECT_EQ(fake.framework().loads, 0);
}

TEST(Encodings, WithoutABackendSaySo) {
  OnnxHost fake;
  const Error error = refused(detected(*fake.session(), "GGUF...."));
  EXPECT_EQ(error.code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(error.message, HasSubstr("encoding ggml needs a backend"));
}

TEST(Models, ThatNameFilesAreRefusedFromBytesAndLoadedByName) {
  OnnxHost fake;
  fake.add_graph("external", kExternal);
  EXPECT_EQ(refused(load_bytes(*fake.session(), kExternal)).code, ErrorCode::NamesHostFile);
  EXPECT_TRUE(fake.session()->load_by_name("external"));
}

TEST(Models, WithInputsThatNoGuestCanExpressAreRefused) {
  FakeHost fake;
  Port words;
  words.name = "words\n";
  words.foreign_type = "string";
  fake.framework().inputs = {words};
  const Error error = refused(load_bytes(*fake.session(), "model"));
  EXPECT_EQ(error.code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(error.message, HasSubstr("input 0 'words?' is string[]"));
  EXPECT_EQ(fake.framework().graphs, 0);
  EXPECT_EQ(fake.host().model_bytes(), 0U);
}

TEST(Targets, ThatCannotBeServedAreAnErrorUnlessTheOperatorAllowsAnother) {
  FakeHost strict;
  const Error error = refused(load_bytes(*strict.session(), "model", ExecutionTarget::Gpu));
  EXPECT_EQ(error.code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(error.message, HasSubstr("target gpu was asked for and only cpu can be served"));
  Policy policy;
  policy.target_fallback = true;
  FakeHost lenient({}, policy);
  const auto session = lenient.session();
  const auto graph = load_bytes(*session, "model", ExecutionTarget::Gpu);
  ASSERT_TRUE(graph);
  EXPECT_EQ(graph->graph().info().target, ExecutionTarget::Cpu);
  EXPECT_THAT(lenient.log(), HasSubstr("target gpu was asked for; falling back to cpu"));
  EXPECT_EQ(lenient.host().report().front().device, "cpu") << "what was used shows in the statistics";
}

TEST(Targets, AreTheBackendsFirstForAuto) {
  FakeHost fake;
  fake.framework().targets = {ExecutionTarget::Gpu, ExecutionTarget::Cpu};
  EXPECT_EQ(load_bytes(*fake.session(), "model")->graph().info().target, ExecutionTarget::Gpu);
  EXPECT_THAT(fake.log(), IsEmpty());
}

TEST(Hosts, RefuseTwoBackendsOrTwoGraphsOfOneName) {
  FakeHost fake;
  EXPECT_FALSE(fake.host().add_backend(doubles::fake_source(std::make_shared<doubles::FakeFramework>())));
  NamedGraph graph;
  graph.name = "a";
  graph.files = {"a"};
  EXPECT_TRUE(fake.host().add_graph(graph));
  EXPECT_FALSE(fake.host().add_graph(graph));
}

}  // namespace
}  // namespace wasinn

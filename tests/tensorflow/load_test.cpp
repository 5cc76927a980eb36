// SPDX-License-Identifier: Apache-2.0
// Loading through the tensorflow plug-in: what is described, folders, archives, what guests may not, the log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <zip.h>

#include <fstream>

#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/zip_bytes.h"
#include "tests/tensorflow/tf_models.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using doubles::ZipBytes;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class TfBackend : public TensorFlowTest {};
class TfLoad : public TensorFlowTest {};
class TfGuest : public TensorFlowTest {};

Result<std::shared_ptr<const Backend>> open_with(const std::vector<fs::path>& folders, const BackendOptions& options) {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_tensorflow.so").value();
  auto services = std::make_unique<HostServices>("tensorflow", folders, 0, options, LogSink());
  return PluginBackend::open(functions, "tensorflow", std::move(services));
}

TEST_F(TfBackend, SaysWhatItIs) {
  const auto backend = open_tensorflow();
  EXPECT_EQ(backend->info().framework_version, "2.21.0");
  EXPECT_THAT(backend->info().encodings, ElementsAre(Encoding::TensorFlow));
  EXPECT_THAT(backend->info().targets, ElementsAre(ExecutionTarget::Cpu));
}

TEST(TfBackendWithoutFramework, SaysWhereItLookedForIt) {
  const auto backend = open_with({"/nowhere/one", "/nowhere/two"}, {});
  if (backend.has_value()) GTEST_SKIP() << "this process can find TensorFlow without the folders";
  EXPECT_EQ(backend.error().code, ErrorCode::NotFound);
  EXPECT_THAT(backend.error().message, HasSubstr("looked for libtensorflow_cc.so.2 in /nowhere/one, /nowhere/two"));
}

TEST(TfBackendWithoutFramework, SaysWhyALibraryDoesNotFit) {
  const TemporaryFolder temporary;
  temporary.write("libtensorflow_cc.so.2", "no library");
  const auto backend = open_with({temporary.path()}, {});
  if (backend.has_value()) GTEST_SKIP() << "this process can find TensorFlow without the folders";
  EXPECT_THAT(backend.error().message, HasSubstr("does not fit"));
}

TEST(TfBackendWithoutFramework, RefusesOptionsThatItDoesNotHave) {
  const auto backend = open_with({}, {{"speed", "high"}});
  ASSERT_FALSE(backend.has_value());
  EXPECT_THAT(backend.error().message, HasSubstr("no option 'speed'"));
}

TEST_F(TfBackend, OpensAgainAfterItWasClosed) {
  for (int i = 0; i < 3; ++i) {
    Ready model("scalar");
    EXPECT_TRUE(compute(*model.context, {floats({}, {1})}).has_value());
  }
}

TEST_F(TfBackend, WritesNothingToTheTerminal) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  for (const char* name : {"digits", "print", "pair_frozen"}) {
    Ready model(name);
    if (std::string(name) == "print") {
      EXPECT_TRUE(compute(*model.context, {floats({2}, {1, 2})}).has_value());
    }
  }
  const auto backend = open_tensorflow();
  EXPECT_FALSE(load_bytes(*backend, "\x0a\x05hello").has_value());
  EXPECT_FALSE(load_bytes(*backend, file_bytes(model_path("digits") / "saved_model.pb")).has_value());
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST_F(TfLoad, DescribesPorts) {
  const auto backend = open_tensorflow();
  const auto ports = [&](const char* name) {
    const auto graph = load_named(*backend, name).value();
    auto texts = port_texts(graph->inputs());
    for (const std::string& text : port_texts(graph->outputs())) texts.push_back(text);
    return texts;
  };
  EXPECT_THAT(ports("pair"), ElementsAre("a:f32[2,3]", "b:f32[2,3]", "product:f32[2,3]", "sum:f32[2,3]"));
  EXPECT_THAT(ports("batch"), ElementsAre("x:f32[?,4]", "y:f32[?,4]"));
  EXPECT_THAT(ports("digits"), ElementsAre("image:f32[?,1,8,8]", "probabilities:f32[?,10]"));
  EXPECT_THAT(ports("pair_frozen"),
              ElementsAre("a:f32[2,3]", "b:f32[2,3]", "Identity:f32[2,3]", "Identity_1:f32[2,3]"));
  EXPECT_THAT(ports("unknown_rank"), ElementsAre("x:f32[...]", "Identity:f32[...]"));
  EXPECT_THAT(ports("scalar"), ElementsAre("x:f32[]", "Identity:f32[]"));
  EXPECT_THAT(ports("count_to"), ElementsAre("n:i64[]", "Identity:i64[...]"));
  EXPECT_THAT(ports("counter"), ElementsAre("x:f32[]", "total:f32[]")) << "the first signature by name";
}

TEST_F(TfLoad, DescribesTypesThatWasiNnLacks) {
  const auto backend = open_tensorflow();
  EXPECT_EQ(load_named(*backend, "compare").value()->outputs()[0].foreign_type, "bool");
  EXPECT_EQ(load_named(*backend, "texts").value()->inputs()[0].foreign_type, "string");
  const auto carried = load_named(*backend, "identity_int8").value();
  EXPECT_EQ(carried->inputs()[0].type, ElementType::U8);
  EXPECT_THAT(carried->inputs()[0].text(), HasSubstr("int8"));
}

TEST_F(TfLoad, SaysWhatTheModelIs) {
  const auto backend = open_tensorflow();
  const auto folder = load_named(*backend, "counter").value();
  EXPECT_THAT(folder->info().metadata, Contains(Pair("written by", "TensorFlow 2.21.0")));
  EXPECT_THAT(folder->info().metadata, Contains(Pair("tags", "serve")));
  EXPECT_THAT(folder->info().metadata, Contains(Pair("signature", "add")));
}

TEST_F(TfLoad, ReadsAssetsOfNamedModels) {
  Ready model("table");
  const auto outputs = compute(*model.context, {longs({3}, {0, 2, 5})});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_THAT(values_of<std::int64_t>((*outputs)[0]), ElementsAre(10, 30, -1));
}

TEST_F(TfLoad, TakesTwoPartsForAMistake) {
  const ModelPart parts[] = {{bytes_of("a"), {}}, {bytes_of("b"), {}}};
  Cancellation cancellation;
  const auto graph = open_tensorflow()->load({Encoding::TensorFlow, parts, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidArgument);
}

TEST_F(TfLoad, EndsWhenItWasCancelledBefore) {
  const std::string bytes = guest_bytes("scalar");
  const ModelPart part{bytes_of(bytes), {}};
  Cancellation cancellation;
  cancellation.cancel();
  const auto graph = open_tensorflow()->load({Encoding::TensorFlow, {&part, 1}, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::Timeout);
}

/// Points the temporary files of this process to a folder that shows what is left.
class TemporaryFiles {
 public:
  TemporaryFiles() { setenv("TMPDIR", folder_.path().c_str(), 1); }
  ~TemporaryFiles() { unsetenv("TMPDIR"); }
  bool empty() const { return fs::is_empty(folder_.path()); }

 private:
  TemporaryFolder folder_;
};

TEST_F(TfGuest, BringsASavedModelAsAnArchive) {
  const TemporaryFiles temporary;
  const auto backend = open_tensorflow();
  for (const std::string prefix : {"", "model/", "a/b/"}) {
    const auto graph = load_bytes(*backend, zipped("matmul", prefix));
    ASSERT_TRUE(graph.has_value()) << graph.error().message;
    EXPECT_TRUE(temporary.empty()) << "what was unpacked is gone when the load ends";
    const auto context = (*graph)->create_context().value();
    EXPECT_TRUE(compute(*context, {floats({4, 8}, std::vector<float>(32, 1))}).has_value());
  }
}

TEST_F(TfGuest, BringsASavedModelWithoutVariablesAlone) {
  const auto backend = open_tensorflow();
  const auto graph = load_bytes(*backend, file_bytes(model_path("batch") / "saved_model.pb"));
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const auto context = (*graph)->create_context().value();
  EXPECT_TRUE(compute(*context, {floats({1, 4}, {1, 2, 3, 4})}).has_value());
}

TEST_F(TfGuest, IsToldThatVariablesAreMissing) {
  const auto graph = load_bytes(*open_tensorflow(), file_bytes(model_path("matmul") / "saved_model.pb"));
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(graph.error().message, HasSubstr("as bytes in a zip archive"));
}

TEST_F(TfGuest, MayNotReachOutsideOfItsProgram) {
  const TemporaryFiles temporary;
  const auto backend = open_tensorflow();
  for (const auto& [name, operation] : {std::pair("read_file", "ReadFile"), std::pair("print", "PrintV2"),
                                        std::pair("table", "InitializeTableFromTextFileV2")}) {
    const auto graph = load_bytes(*backend, guest_bytes(name));
    ASSERT_FALSE(graph.has_value()) << name;
    EXPECT_EQ(graph.error().code, ErrorCode::Security) << graph.error().message;
    EXPECT_THAT(graph.error().message, HasSubstr(operation));
    EXPECT_TRUE(load_named(*backend, name).has_value()) << "the operator's models may";
  }
  EXPECT_TRUE(temporary.empty());
}

struct BadArchive {
  const char* name;
  std::string bytes;
  ErrorCode code;
};

TEST_F(TfGuest, CannotLeaveTheTemporaryFolder) {
  const TemporaryFiles temporary;
  const std::string good = file_bytes(model_path("batch") / "saved_model.pb");
  const doubles::ZipFile model{"saved_model.pb", good};
  const BadArchive archives[] = {
      {"parent", ZipBytes({model, {"../escaped", "x"}}).archive(), ErrorCode::Security},
      {"deep parent", ZipBytes({model, {"variables/../../escaped", "x"}}).archive(), ErrorCode::Security},
      {"absolute", ZipBytes({model, {"/tmp/wasinn-escaped", "x"}}).archive(), ErrorCode::Security},
      {"backslash", ZipBytes({model, {"..\\escaped", "x"}}).archive(), ErrorCode::Security},
      {"twice", ZipBytes({model, {"variables/a", "x"}, {"variables/a", "y"}}).archive(), ErrorCode::InvalidEncoding},
      {"file and folder", ZipBytes({model, {"v", "x"}, {"v/a", "y"}}).archive(), ErrorCode::RuntimeError},
      {"two models", ZipBytes({model, {"b/saved_model.pb", good}}).archive(), ErrorCode::InvalidEncoding},
      {"no model", ZipBytes({{"a", "x"}, {"b", "y"}}).archive(), ErrorCode::InvalidEncoding},
  };
  const auto backend = open_tensorflow();
  for (const BadArchive& archive : archives) {
    const auto graph = load_bytes(*backend, archive.bytes);
    ASSERT_FALSE(graph.has_value()) << archive.name;
    EXPECT_EQ(graph.error().code, archive.code) << archive.name << ": " << graph.error().message;
    EXPECT_TRUE(temporary.empty()) << archive.name;
  }
  EXPECT_FALSE(fs::exists("/tmp/wasinn-escaped"));
}

/// An archive whose one file is packed by deflate.
std::string packed(const std::string& name, const std::string& content) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "a.zip";
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
  zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
  zip_close(archive);
  return file_bytes(path);
}

TEST_F(TfGuest, BringsAPackedArchive) {
  const std::string content = file_bytes(model_path("batch") / "saved_model.pb");
  const auto graph = load_bytes(*open_tensorflow(), packed("saved_model.pb", content));
  EXPECT_TRUE(graph.has_value()) << graph.error().message;
}

TEST_F(TfGuest, CannotFillTheDisk) {
  const auto graph = load_bytes(*open_tensorflow(), packed("saved_model.pb", std::string(64 << 20, '\0')));
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::TooLarge) << graph.error().message;
}

}  // namespace
}  // namespace wasinn

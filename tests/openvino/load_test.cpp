// SPDX-License-Identifier: Apache-2.0
// Loading through the openvino plug-in: each way in, what is described, what is refused and why, options, cancelling.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "tests/doubles/temporary_folder.h"
#include "tests/openvino/ir_models.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

TEST(OpenvinoBackend, SaysWhatItIs) {
  const auto backend = open_openvino();
  EXPECT_THAT(backend->info().framework_version, StartsWith("20"));
  EXPECT_THAT(backend->info().encodings, UnorderedElementsAre(Encoding::OpenVino, Encoding::Onnx, Encoding::TensorFlow,
                                                              Encoding::TensorFlowLite));
  ASSERT_FALSE(backend->info().targets.empty());
  EXPECT_EQ(backend->info().targets[0], ExecutionTarget::Cpu);
  EXPECT_THAT(backend->info().devices, Contains(StartsWith("cpu (")));
}

TEST(OpenvinoBackend, SaysWhereItLookedForTheFramework) {
  const auto backend = try_open_openvino({"/nowhere/one", "/nowhere/two"});
  if (backend.has_value()) GTEST_SKIP() << "this process can find OpenVINO without the folders";
  EXPECT_EQ(backend.error().code, ErrorCode::NotFound);
  EXPECT_THAT(backend.error().message, HasSubstr("looked for libopenvino_c.so* in /nowhere/one, /nowhere/two"));
}

TEST(OpenvinoBackend, SaysWhyALibraryDoesNotFit) {
  const TemporaryFolder temporary;
  temporary.write("libopenvino_c.so.9999", "no library");
  const auto backend = try_open_openvino({temporary.path()});
  if (backend.has_value()) GTEST_SKIP() << "this process can find OpenVINO without the folders";
  EXPECT_THAT(backend.error().message, HasSubstr("libopenvino_c.so.9999 does not fit"));
}

TEST(OpenvinoBackend, OpensAgainAfterItWasClosed) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(load_ir(*open_openvino(), ir_model("pair")).has_value());
}

TEST(OpenvinoBackend, WritesNothingItself) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  const auto backend = open_openvino();
  EXPECT_TRUE(load_ir(*backend, ir_model("digits")).has_value());
  EXPECT_FALSE(load_parts(*backend, Encoding::Onnx, {"hello"}).has_value());
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST(OpenvinoOptions, AreRefusedWhenTheyAreNotKnown) {
  const auto refusal = [](BackendOptions options) {
    const auto backend = try_open_openvino({openvino_folder()}, std::move(options));
    EXPECT_FALSE(backend.has_value());
    return backend.has_value() ? "" : backend.error().message;
  };
  EXPECT_THAT(refusal({{"speed", "most"}}), HasSubstr("'speed'"));
  EXPECT_THAT(refusal({{"precision", "f16"}}), HasSubstr("got 'f16'"));
  for (const char* streams : {"0", "257", "many", "1x"}) {
    EXPECT_THAT(refusal({{"streams", streams}}), HasSubstr("from 1 to 256"));
  }
}

TEST(OpenvinoOptions, LetTheFrameworkChooseThePrecision) {
  const auto exact = load_ir(*open_openvino(), ir_model("matmul")).value();
  EXPECT_THAT(exact->info().metadata, Contains(Pair("inference precision", "f32")));
  const auto any = load_ir(*open_openvino({{"precision", "any"}}), ir_model("matmul"));
  EXPECT_TRUE(any.has_value()) << any.error().message;
}

TEST(OpenvinoLoad, DescribesPorts) {
  const auto inputs = [](const char* name) { return port_texts(graph_of(name)->inputs()); };
  const auto outputs = [](const char* name) { return port_texts(graph_of(name)->outputs()); };
  EXPECT_THAT(inputs("pair"), ElementsAre("a:f32[2,3]", "b:f32[2,3]"));
  EXPECT_THAT(outputs("pair"), ElementsAre("sum:f32[2,3]", "product:f32[2,3]"));
  EXPECT_THAT(inputs("digits"), ElementsAre("image:f32[?,1,8,8]"));
  EXPECT_THAT(inputs("identity_int8"), ElementsAre("x:u8(int8)[2,3]"));
  EXPECT_THAT(inputs("ov_scalar"), ElementsAre("x:f32[]"));
  EXPECT_THAT(inputs("ov_mixed_types"), ElementsAre("numbers:i64[?]", "bytes:u8[4]"));
  EXPECT_THAT(inputs("ov_nameless"), ElementsAre(":f32[2]"));
  EXPECT_THAT(outputs("ov_nameless"), ElementsAre(":f32[2]"));
  EXPECT_THAT(outputs("ov_bool_output"), ElementsAre("y:f32[2]", "positive:boolean[2]"));
}

TEST(OpenvinoLoad, SaysWhereTheModelRuns) {
  const auto graph = graph_of("pair");
  EXPECT_EQ(graph->info().device, "cpu");
  EXPECT_EQ(graph->info().target, ExecutionTarget::Cpu);
  EXPECT_THAT(graph->info().metadata, Contains(Pair("graph", "pair")));
}

TEST(OpenvinoLoad, KeepsTheWeightsOfBytesThatAreGone) {
  IrModel model = ir_model("matmul");
  const auto graph = load_ir(*open_openvino(), model).value();
  std::fill(model.weights.begin(), model.weights.end(), '\x7f');
  const auto context = graph->create_context().value();
  const auto outputs = compute(*context, {floats({4, 8}, std::vector<float>(32, 1))}).value();
  const OwnTensor ones = floats({4, 8}, std::vector<float>(32, 1));
  EXPECT_EQ(values_of<float>(outputs[0]), values_of<float>(compute_once("matmul", {ones}).value()[0].view()));
}

// The same model in each format that has a way in, by name.
class EachFormat : public ::testing::TestWithParam<std::pair<Encoding, const char*>> {};

TEST_P(EachFormat, IsReadByName) {
  const auto& [encoding, name] = GetParam();
  const auto graph = load_named(*open_openvino(), encoding, model_path(name));
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const auto context = (*graph)->create_context().value();
  const OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  const auto outputs = compute(*context, {input, input});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  const std::vector<std::vector<float>> given = {values_of<float>((*outputs)[0]), values_of<float>((*outputs)[1])};
  EXPECT_THAT(given, UnorderedElementsAre(ElementsAre(2, 4, 6, 8, 10, 12), ElementsAre(1, 4, 9, 16, 25, 36)));
}

INSTANTIATE_TEST_SUITE_P(All, EachFormat,
                         ::testing::Values(std::pair(Encoding::OpenVino, "openvino/pair.xml"),
                                           std::pair(Encoding::Onnx, "onnx/pair.onnx"),
                                           std::pair(Encoding::TensorFlowLite, "tensorflowlite/pair.tflite"),
                                           std::pair(Encoding::TensorFlow, "tensorflow/pair/saved_model.pb"),
                                           std::pair(Encoding::TensorFlow, "tensorflow/pair_frozen.pb")),
                         [](const auto& format) {
                           std::string name = format.param.second;
                           std::replace_if(name.begin(), name.end(), [](char c) { return !std::isalnum(c); }, '_');
                           return name;
                         });

TEST(OpenvinoFiles, XmlAloneByNameFindsItsWeights) {
  const auto graph = load_named(*open_openvino(), Encoding::OpenVino, model_path("openvino/digits.xml"));
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const auto without = load_parts(*open_openvino(), Encoding::OpenVino, {ir_model("digits").xml});
  EXPECT_FALSE(without.has_value()) << "bytes from a guest have no file beside them";
}

TEST(OpenvinoFiles, XmlAloneNeedsNoWeightsWhenThereAreNone) {
  EXPECT_TRUE(load_parts(*open_openvino(), Encoding::OpenVino, {ir_model("pair").xml}).has_value());
}

TEST(OpenvinoFiles, AreWhatSomeFormatsNeed) {
  const auto backend = open_openvino();
  const std::string lite = bytes_at(model_path("tensorflowlite/pair.tflite"));
  const std::string frozen = bytes_at(model_path("tensorflow/pair_frozen.pb"));
  for (const auto& [encoding, bytes] : {std::pair(Encoding::TensorFlowLite, lite), {Encoding::TensorFlow, frozen}}) {
    const auto graph = load_parts(*backend, encoding, {bytes});
    ASSERT_FALSE(graph.has_value());
    EXPECT_EQ(graph.error().code, ErrorCode::UnsupportedOperation);
    EXPECT_THAT(graph.error().message, HasSubstr("from files only"));
  }
}

TEST(OpenvinoFiles, MustEndAsTheFrameworkWantsIt) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.write("model.dat", bytes_at(model_path("tensorflowlite/pair.tflite")));
  const auto graph = load_named(*open_openvino(), Encoding::TensorFlowLite, path);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(graph.error().message, HasSubstr("end in .tflite, this one is called model.dat"));
}

TEST(OpenvinoFiles, OfOnnxMayHaveAnyName) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.write("model.dat", bytes_at(model_path("onnx/pair.onnx")));
  EXPECT_TRUE(load_named(*open_openvino(), Encoding::Onnx, path).has_value());
}

TEST(OpenvinoFiles, WithWeightsOfANamedOnnxAreRead) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.write("model.onnx", bytes_at(model_path("onnx/external_beside.onnx")));
  temporary.write("external.weights", std::string("\0\0\x80\x3f", 4));
  const auto graph = load_named(*open_openvino(), Encoding::Onnx, path);
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const auto context = (*graph)->create_context().value();
  EXPECT_THAT(values_of<float>(compute(*context, {floats({1}, {41})}).value()[0]), ElementsAre(42));
}

TEST(OpenvinoFiles, AreNotNamedWithTheirFoldersInMessages) {
  const TemporaryFolder temporary;
  const fs::path path = temporary.write("broken.onnx", "no model");
  const auto graph = load_named(*open_openvino(), Encoding::Onnx, path);
  ASSERT_FALSE(graph.has_value());
  EXPECT_THAT(graph.error().message, Not(HasSubstr(temporary.path().string())));
}

TEST(OpenvinoLoad, RefusesAWrongNumberOfParts) {
  const auto backend = open_openvino();
  const auto ir = load_parts(*backend, Encoding::OpenVino, {"a", "b", "c"});
  EXPECT_EQ(ir.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(ir.error().message, HasSubstr("1 or 2 parts (XML, weights), got 3"));
  EXPECT_EQ(load_parts(*backend, Encoding::Onnx, {"a", "b"}).error().code, ErrorCode::InvalidArgument);
}

TEST(OpenvinoLoad, SaysWhatItLacks) {
  const auto backend = open_openvino();
  IrModel model = ir_model("ov_gather");
  model.xml.replace(model.xml.find("\"Gather\""), 8, "\"NoSuchOp\"");
  const auto unknown = load_ir(*backend, model);
  EXPECT_EQ(unknown.error().code, ErrorCode::UnsupportedOperation) << unknown.error().message;
  EXPECT_THAT(unknown.error().message, HasSubstr("NoSuchOp"));
  const auto any_rank = load_ir(*backend, ir_model("ov_any_rank"));
  EXPECT_EQ(any_rank.error().code, ErrorCode::UnsupportedOperation) << any_rank.error().message;
  EXPECT_THAT(any_rank.error().message, HasSubstr("dynamic rank"));
  const auto threads = load_ir(*backend, ir_model("pair"), 1025);
  EXPECT_EQ(threads.error().code, ErrorCode::InvalidArgument);
}

TEST(OpenvinoCancel, BeforeALoadEndsIt) {
  const IrModel model = ir_model("pair");
  const ModelPart parts[] = {{bytes_of(model.xml), {}}, {bytes_of(model.weights), {}}};
  Cancellation cancellation;
  cancellation.cancel();
  const auto graph = open_openvino()->load({Encoding::OpenVino, parts, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::Timeout);
}

}  // namespace
}  // namespace wasinn

// SPDX-License-Identifier: Apache-2.0
// Damaged models, checked and loaded as the host does it: an error or a graph that works, and the next load works.
#include <gtest/gtest.h>

#include "format/format.h"
#include "tests/doubles/damaged_model.h"
#include "tests/openvino/ir_models.h"

namespace wasinn {
namespace {

/// Loads parts as a host does for a guest, and computes with what loads.
class Guest {
 public:
  Result<void> try_model(Encoding encoding, std::initializer_list<std::string_view> parts) const {
    std::vector<ByteView> views;
    for (const std::string_view part : parts) views.push_back(bytes_of(part));
    WASINN_TRY(check_model(encoding, views, ModelOrigin::Guest));
    WASINN_ASSIGN(const auto graph, load_parts(*backend_, encoding, parts));
    WASINN_ASSIGN(const auto context, graph->create_context());
    std::vector<OwnTensor> inputs;
    for (const Port& port : graph->inputs()) {
      const auto tensor = tensor_for(port);
      if (!tensor) return {};
      inputs.push_back(*tensor);
    }
    WASINN_TRY(compute(*context, inputs));
    return {};
  }

  /// Damage must have left the backend as it was.
  void expect_works() const {
    const IrModel good = ir_model("digits");
    const auto result = try_model(Encoding::OpenVino, {good.xml, good.weights});
    EXPECT_TRUE(result.has_value()) << result.error().message;
  }

 private:
  static std::optional<OwnTensor> tensor_for(const Port& port) {
    std::vector<std::int64_t> sizes;
    for (const PortDimension& dimension : port.dimensions) sizes.push_back(dimension.known() ? dimension.size : 2);
    const auto shape = Shape::from(sizes);
    const auto bytes = shape && port.type ? shape->byte_size(*port.type) : fail(ErrorCode::TooLarge, "");
    if (!bytes || *bytes > (1u << 20)) return std::nullopt;
    return OwnTensor{*port.type, *shape, std::vector<std::byte>(static_cast<std::size_t>(*bytes), std::byte{1})};
  }

  std::shared_ptr<const Backend> backend_ = open_openvino();
};

void expect_refusal_or_success(const Result<void>& result) {
  if (result) return;
  const ErrorCode code = result.error().code;
  const bool expected = code == ErrorCode::InvalidEncoding || code == ErrorCode::UnsupportedOperation ||
                        code == ErrorCode::RuntimeError || code == ErrorCode::InvalidArgument ||
                        code == ErrorCode::TooLarge || code == ErrorCode::NamesHostFile;
  EXPECT_TRUE(expected) << error_code_name(code) << ": " << result.error().message;
}

void expect_invalid(const Result<void>& result) {
  ASSERT_FALSE(result.has_value());
  const ErrorCode code = result.error().code;
  EXPECT_TRUE(code == ErrorCode::InvalidEncoding || code == ErrorCode::InvalidArgument) << result.error().message;
}

TEST(OpenvinoDamage, CutOffXmlIsInvalid) {
  const Guest guest;
  const IrModel good = ir_model("digits");
  for (const std::string& piece : wasinn::testing::cut_off(good.xml)) {
    expect_invalid(guest.try_model(Encoding::OpenVino, {piece, good.weights}));
  }
  guest.expect_works();
}

TEST(OpenvinoDamage, CutOffWeightsAreInvalid) {
  const Guest guest;
  const IrModel good = ir_model("digits");
  // The last weights are followed by padding, so that losing less than that is no damage.
  for (const std::string& piece : wasinn::testing::cut_off(good.weights)) {
    expect_invalid(guest.try_model(Encoding::OpenVino, {good.xml, piece}));
  }
  guest.expect_works();
}

TEST(OpenvinoDamage, RandomBytesAreInvalid) {
  const Guest guest;
  for (unsigned seed = 0; seed < 50; ++seed) {
    expect_invalid(guest.try_model(Encoding::OpenVino, {wasinn::testing::random_bytes(3000, seed), "x"}));
    expect_invalid(guest.try_model(Encoding::Onnx, {wasinn::testing::random_bytes(3000, seed)}));
  }
  guest.expect_works();
}

TEST(OpenvinoDamage, FlippedBytesHarmNothing) {
  const Guest guest;
  const IrModel good = ir_model("digits");
  for (const std::string& copy : wasinn::testing::flipped(good.xml, 200, 7)) {
    expect_refusal_or_success(guest.try_model(Encoding::OpenVino, {copy, good.weights}));
  }
  for (const std::string& copy : wasinn::testing::flipped(good.weights, 50, 8)) {
    expect_refusal_or_success(guest.try_model(Encoding::OpenVino, {good.xml, copy}));
  }
  const std::string onnx = bytes_at(model_path("onnx/pair.onnx"));
  for (const std::string& copy : wasinn::testing::flipped(onnx, 200, 9)) {
    expect_refusal_or_success(guest.try_model(Encoding::Onnx, {copy}));
  }
  guest.expect_works();
}

TEST(OpenvinoDamage, WeightsOfAnotherModelHarmNothing) {
  const Guest guest;
  expect_refusal_or_success(guest.try_model(Encoding::OpenVino, {ir_model("digits").xml, ir_model("matmul").weights}));
  guest.expect_works();
}

TEST(OpenvinoDamage, DocumentTypesAndFilesAreRefused) {
  const Guest guest;
  const IrModel good = ir_model("pair");
  const std::string with_type = "<?xml version=\"1.0\"?><!DOCTYPE net [<!ENTITY a \"aaaaaaaaaa\">]>" + good.xml.substr(21);
  expect_invalid(guest.try_model(Encoding::OpenVino, {with_type, good.weights}));
  const auto files = guest.try_model(Encoding::Onnx, {bytes_at(model_path("onnx/external_absolute.onnx"))});
  ASSERT_FALSE(files.has_value());
  EXPECT_EQ(files.error().code, ErrorCode::NamesHostFile) << files.error().message;
}

}  // namespace
}  // namespace wasinn

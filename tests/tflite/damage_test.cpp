// SPDX-License-Identifier: Apache-2.0
// Damaged models: an error or a graph that works, and nothing of the next load's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "tests/doubles/damaged_model.h"
#include "tests/tflite/lite_models.h"

namespace wasinn {
namespace {

using testing::cut_off;
using testing::flipped;
using testing::random_bytes;

const char* const kModels[] = {"pair", "digits", "quantized_add", "chosen", "dynamic", "non_zero", "reshaped"};

/// Loads and, where that works, computes with zeros.
void try_model(const Backend& backend, const std::string& bytes) {
  const auto graph = load_bytes(backend, bytes);
  if (!graph) {
    EXPECT_NE(graph.error().code, ErrorCode::Unknown) << graph.error().message;
    return;
  }
  const auto context = (*graph)->create_context();
  if (!context) return;
  std::vector<OwnTensor> inputs;
  for (const Port& port : (*graph)->inputs()) {
    std::vector<std::int64_t> sizes;
    for (const PortDimension& dimension : port.dimensions) sizes.push_back(dimension.known() ? dimension.size : 2);
    const auto shape = Shape::from(sizes);
    const auto byte_size = shape && port.type ? shape->byte_size(*port.type) : Result<std::uint64_t>(0);
    if (!shape || !port.type || !byte_size || *byte_size > (1u << 20)) return;
    inputs.push_back({*port.type, *shape, std::vector<std::byte>(static_cast<std::size_t>(*byte_size))});
  }
  (void)compute(**context, inputs);
}

void expect_the_next_load_to_work(const Backend& backend) {
  const auto graph = load_bytes(backend, model_bytes("pair"));
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const OwnTensor ones = floats({2, 3}, std::vector<float>(6, 1));
  EXPECT_EQ(values_of<float>(compute(*(*graph)->create_context().value(), {ones, ones}).value()[0]),
            std::vector<float>(6, 2));
}

TEST(DamagedLiteModel, CutOffIsNoModel) {
  const auto backend = open_tflite();
  for (const char* name : kModels) {
    for (const std::string& bytes : cut_off(model_bytes(name))) {
      const auto graph = load_bytes(*backend, bytes);
      ASSERT_FALSE(graph.has_value()) << name << " with " << bytes.size() << " bytes";
      const ErrorCode expected = bytes.empty() ? ErrorCode::InvalidArgument : ErrorCode::InvalidEncoding;
      EXPECT_EQ(graph.error().code, expected) << graph.error().message;
    }
  }
  expect_the_next_load_to_work(*backend);
}

TEST(DamagedLiteModel, OfRandomBytesIsNoModel) {
  const auto backend = open_tflite();
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    std::string bytes = random_bytes(100 + 37 * seed, seed);
    EXPECT_EQ(load_bytes(*backend, bytes).error().code, ErrorCode::InvalidEncoding);
    bytes.replace(4, 4, "TFL3");
    EXPECT_EQ(load_bytes(*backend, bytes).error().code, ErrorCode::InvalidEncoding);
  }
  expect_the_next_load_to_work(*backend);
}

TEST(DamagedLiteModel, WithFlippedBytesHarmsNobody) {
  const auto backend = open_tflite();
  std::uint32_t seed = 1;
  for (const char* name : kModels) {
    for (const std::string& bytes : flipped(model_bytes(name), 40, seed++)) try_model(*backend, bytes);
  }
  expect_the_next_load_to_work(*backend);
}

TEST(DamagedLiteModel, OnWhichTheFrameworkGivesUpIsAnError) {
  const auto backend = open_tflite();
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto refused = load_bytes(*backend, model_bytes("gives_up"));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidEncoding) << refused.error().message;
    const auto graph = load_bytes(*backend, model_bytes("gives_up_later")).value();
    const auto context = graph->create_context().value();
    const std::vector<OwnTensor> inputs = {pattern(ElementType::I64, {1, 1, 1, 1, 2, 3}),
                                           pattern(ElementType::I64, {1, 1, 1, 1, 1, 3})};
    for (int again = 0; again < 2; ++again) {
      const auto outputs = compute(*context, inputs);
      ASSERT_FALSE(outputs.has_value());
      EXPECT_EQ(outputs.error().code, ErrorCode::RuntimeError) << outputs.error().message;
    }
    expect_the_next_load_to_work(*backend);
  }
}

TEST(DamagedLiteModel, CannotUseUpMemoryByBeingGivenUpOn) {
  const auto backend = open_tflite();
  std::string last;
  for (int again = 0; again < 80; ++again) {
    const auto refused = load_bytes(*backend, model_bytes("gives_up"));
    ASSERT_FALSE(refused.has_value());
    last = refused.error().message;
  }
  EXPECT_THAT(last, ::testing::HasSubstr("gave up on models 64 times"));
  const auto honest = load_bytes(*backend, model_bytes(kModels[0]));
  ASSERT_FALSE(honest.has_value());
  EXPECT_EQ(honest.error().code, ErrorCode::RuntimeError);
  expect_the_next_load_to_work(*open_tflite());
}

TEST(DamagedLiteModel, WithShapesThatOperatorsWouldBreakOverIsRefused) {
  const auto backend = open_tflite();
  const std::pair<const char*, const char*> rows[] = {{"joined_scalars", "CONCATENATION has an input without"},
                                                      {"uneven_groups", "CONV_2D has channels that do not fit"}};
  for (const auto& [name, answer] : rows) {
    const auto graph = load_bytes(*backend, model_bytes(name));
    ASSERT_FALSE(graph.has_value()) << name;
    EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding);
    EXPECT_THAT(graph.error().message, ::testing::HasSubstr(answer));
  }
}

TEST(DamagedLiteModel, ThatContradictsItselfIsRefused) {
  const auto backend = open_tflite();
  for (const char* name : {"bad_calls_itself", "bad_calls_nothing", "bad_grows", "bad_from_nowhere", "bad_from_later",
                           "bad_written_twice", "bad_writes_weights", "bad_short_weights", "bad_huge_weights",
                           "bad_no_such_buffer", "bad_no_such_tensor", "bad_huge_input", "bad_negative_size"}) {
    const auto graph = load_bytes(*backend, model_bytes(name));
    ASSERT_FALSE(graph.has_value()) << name;
    const bool huge = std::string_view(name).starts_with("bad_huge_");
    EXPECT_EQ(graph.error().code, huge ? ErrorCode::TooLarge : ErrorCode::InvalidEncoding)
        << name << ": " << graph.error().message;
  }
}

}  // namespace
}  // namespace wasinn

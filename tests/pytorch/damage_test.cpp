// SPDX-License-Identifier: Apache-2.0
// Damaged models, as the host hands them over: checked first, then loaded. Always an error or a graph that works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "format/format.h"
#include "tests/doubles/damaged_model.h"
#include "tests/pytorch/torch_models.h"

namespace wasinn {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TorchDamage : public WithPyTorch {
 protected:
  static Result<std::shared_ptr<const Graph>> load(const std::string& bytes) {
    const ByteView part = bytes_of(bytes);
    WASINN_TRY(check_model(Encoding::PyTorch, {&part, 1}, ModelOrigin::Guest));
    return load_from_guest(bytes);
  }

  // Every outcome is allowed but harm and a wrong code.
  static void expect_harmless(const std::string& bytes) {
    const auto graph = load(bytes);
    if (!graph) {
      EXPECT_THAT(graph.error().code, AnyOf(ErrorCode::InvalidEncoding, ErrorCode::InvalidArgument, ErrorCode::Security,
                                            ErrorCode::UnsupportedOperation, ErrorCode::TooLarge))
          << graph.error().message;
      return;
    }
    const auto context = (*graph)->create_context().value();
    const OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
    const std::vector<TensorView> views((*graph)->inputs().size(), input.view());
    (void)context->compute(views);
  }

  static void expect_still_working() {
    EXPECT_THAT(TorchContextOf("negated").floats_of({floats({1}, {1})}), ElementsAre(-1));
  }
};

TEST_F(TorchDamage, ByCuttingOffIsRefused) {
  for (const std::string& piece : testing::cut_off(torch_model_bytes("buffer"))) {
    const auto graph = load(piece);
    ASSERT_FALSE(graph.has_value()) << piece.size();
    EXPECT_EQ(graph.error().code, piece.empty() ? ErrorCode::InvalidArgument : ErrorCode::InvalidEncoding);
  }
  expect_still_working();
}

TEST_F(TorchDamage, ByFlippedBytesIsHarmless) {
  for (const std::string& copy : testing::flipped(torch_model_bytes("buffer"), 300, 11)) expect_harmless(copy);
  expect_still_working();
}

TEST_F(TorchDamage, OfATensorsSizeDoesNotReachOtherMemory) {
  std::string model = torch_model_bytes("buffer");
  const std::size_t sizes = model.find("(K\x02K\x03t");  // (2, 3) as it is stored
  ASSERT_NE(sizes, model.npos);
  model[sizes + 4] = '\x7f';
  // As if the checksum had been made to fit.
  const auto graph = load_from_guest(model);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(graph.error().message, HasSubstr("reaches outside of the bytes stored for it"));
}

TEST_F(TorchDamage, ByReplacementIsRefused) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    EXPECT_FALSE(load(testing::random_bytes(1000, seed)).has_value());
    EXPECT_FALSE(load("PK\x03\x04" + testing::random_bytes(1000, seed)).has_value());
  }
  expect_still_working();
}

}  // namespace
}  // namespace wasinn

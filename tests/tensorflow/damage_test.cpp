// SPDX-License-Identifier: Apache-2.0
// Broken models through the host's check and the tensorflow plug-in: the right error, and the next load works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "format/format.h"
#include "tests/doubles/damaged_model.h"
#include "tests/tensorflow/tf_models.h"

namespace wasinn {
namespace {

class TfDamage : public TensorFlowTest {
 protected:
  /// Loads as a host does that allows guests to bring programs.
  Result<std::shared_ptr<const Graph>> load(const std::string& bytes) {
    const ByteView part = bytes_of(bytes);
    WASINN_TRY(check_model(Encoding::TensorFlow, {&part, 1}, ModelOrigin::Guest));
    return load_bytes(*backend(), bytes);
  }

  /// Loads each; those that do must have ports, and what is refused must be refused for what it is.
  std::size_t load_all(const std::vector<std::string>& models) {
    std::size_t loaded = 0;
    for (const std::string& bytes : models) {
      const auto graph = load(bytes);
      if (graph) {
        ++loaded;
        EXPECT_FALSE((*graph)->outputs().empty());
        EXPECT_TRUE((*graph)->create_context().has_value());
        continue;
      }
      const ErrorCode code = graph.error().code;
      EXPECT_TRUE(code == ErrorCode::InvalidEncoding || code == ErrorCode::UnsupportedOperation ||
                  code == ErrorCode::Security || (code == ErrorCode::InvalidArgument && bytes.empty()))
          << error_code_name(code) << ": " << graph.error().message;
    }
    EXPECT_TRUE(load(guest_bytes("pair")).has_value()) << "the next load works";
    return loaded;
  }

  const std::shared_ptr<const Backend>& backend() {
    if (!backend_) backend_ = open_tensorflow();
    return backend_;
  }

 private:
  std::shared_ptr<const Backend> backend_;
};

TEST_F(TfDamage, OfACutOffModelIsFound) {
  for (const char* name : {"pair_frozen", "pair", "matmul"}) {
    const std::string whole = guest_bytes(name);
    for (const std::string& piece : testing::cut_off(whole)) {
      const auto graph = load(piece);
      if (graph) {
        // A graph whose last nodes are missing is a smaller graph.
        EXPECT_STREQ(name, "pair_frozen");
        continue;
      }
      EXPECT_EQ(graph.error().code, piece.empty() ? ErrorCode::InvalidArgument : ErrorCode::InvalidEncoding)
          << name << ' ' << piece.size() << ": " << graph.error().message;
    }
    EXPECT_TRUE(load(whole).has_value());
  }
}

TEST_F(TfDamage, InAFrozenGraphHarmsNobody) {
  for (const char* name : {"pair_frozen", "count_to", "split"}) {
    const std::size_t loaded = load_all(testing::flipped(file_bytes(model_path(name)), 300, 11));
    EXPECT_LT(loaded, 300u) << name;
  }
}

TEST_F(TfDamage, InASavedModelHarmsNobody) {
  load_all(testing::flipped(file_bytes(model_path("batch") / "saved_model.pb"), 200, 12));
}

TEST_F(TfDamage, InAnArchiveIsFound) {
  const auto damaged = testing::flipped(zipped("matmul"), 300, 13);
  // What is left is where nothing reads: times, versions of the programs that packed it.
  EXPECT_LT(load_all(damaged), 30u);
}

TEST_F(TfDamage, WithoutAnySenseIsRefused) {
  std::vector<std::string> models;
  for (std::uint32_t seed = 0; seed < 100; ++seed) models.push_back(testing::random_bytes(10 + seed * 20, seed));
  EXPECT_EQ(load_all(models), 0u);
}

TEST_F(TfDamage, InASignatureDoesNotEndTheProcess) {
  const std::string model = file_bytes(model_path("batch") / "saved_model.pb");
  const std::size_t name = model.find("\x0a\x11PartitionedCall:0");  // of a TensorInfo
  ASSERT_NE(name, model.npos);
  const std::size_t at = name + 2;
  for (const char* wrong : {"PartitionedCall:7", "PartitionedCall:x", "PartitionedCalx:0"}) {
    std::string damaged = model;
    damaged.replace(at, 17, wrong);
    const auto graph = load(damaged);
    ASSERT_FALSE(graph.has_value()) << wrong;
    EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding) << graph.error().message;
  }
}

TEST_F(TfDamage, OfAConstantsTypeIsRefused) {
  std::string model = file_bytes(model_path("scalar"));
  const std::size_t at = model.find("\x08\x01\x12");  // of a tensor: dtype float32, then its shape
  ASSERT_NE(at, model.npos);
  model[at + 1] = 9;
  const auto graph = load(model);
  ASSERT_FALSE(graph.has_value());
  EXPECT_THAT(graph.error().message, ::testing::HasSubstr("another type than it says"));
}

}  // namespace
}  // namespace wasinn

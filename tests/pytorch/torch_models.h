// SPDX-License-Identifier: Apache-2.0
// For tests: the pytorch backend through its plug-in, and the models that make_models.cpp made.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/backend.h"

namespace wasinn {

/// Opens the backend with the framework in `folder`.
Result<std::shared_ptr<const Backend>> open_pytorch_in(const std::string& folder);

/// The backend with the framework of this build. Aborts the test program when it cannot be opened.
std::shared_ptr<const Backend> open_pytorch();

/// A test that needs the framework, and is skipped with the reason where it is not.
class WithPyTorch : public ::testing::Test {
 protected:
  void SetUp() override;
};

/// The path and the bytes of a model.
std::filesystem::path torch_model(const std::string& name);
std::string torch_model_bytes(const std::string& name);

/// Loads a model as a file that the operator named, or bytes as a guest gives them.
Result<std::shared_ptr<const Graph>> load_named(const std::string& name, std::uint32_t threads = 0);
Result<std::shared_ptr<const Graph>> load_from_guest(std::string_view bytes);

/// A tensor with bytes of its own.
struct OwnTensor {
  ElementType type = ElementType::F32;
  Shape shape;
  std::vector<std::byte> bytes;

  TensorView view() const { return {type, shape, bytes}; }
};

Shape shape_of(std::initializer_list<std::int64_t> dimensions);
OwnTensor floats(std::initializer_list<std::int64_t> dimensions, const std::vector<float>& values);
OwnTensor number(std::int64_t value);
OwnTensor number(double value);

/// The elements of a view as T, whatever its type.
template <class T>
std::vector<T> values_of(const TensorView& view) {
  const auto* first = reinterpret_cast<const T*>(view.bytes.data());
  return std::vector<T>(first, first + view.bytes.size() / sizeof(T));
}

/// One context of a model.
class TorchContextOf {
 public:
  /// Aborts the test program when the model cannot be loaded.
  explicit TorchContextOf(const std::string& model) : graph_(load_named(model).value()) { renew(); }

  /// A fresh context of the same model.
  void renew() { context_ = graph_->create_context().value(); }

  /// The outputs; views belong to the context.
  Result<std::vector<TensorView>> operator()(const std::vector<OwnTensor>& inputs,
                                             const std::vector<MutableBytes>& places = {});

  /// All values of one output, as f32; empty with a failed expectation when computing fails.
  std::vector<float> floats_of(const std::vector<OwnTensor>& inputs, std::size_t output = 0);

  /// The error of a computation that must fail.
  Error failure(const std::vector<OwnTensor>& inputs);

  ExecutionContext& context() { return *context_; }
  const Graph& graph() const { return *graph_; }

 private:
  std::shared_ptr<const Graph> graph_;
  std::unique_ptr<ExecutionContext> context_;
};

/// "x:f32[n]" for each port.
std::vector<std::string> port_texts(std::span<const Port> ports);

}  // namespace wasinn

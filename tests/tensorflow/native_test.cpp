// SPDX-License-Identifier: Apache-2.0
// The same bits and no more allocations than TensorFlow called directly in the same process.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include <wasinn/plugin.hpp>

#include "library.h"
#include "plugin/allocation_counter.h"
#include "session.h"
#include "status.h"
#include "tests/tensorflow/tf_models.h"

namespace wasinn {
namespace {

class TfNative : public TensorFlowTest {};

tf::Library open_directly() {
  const std::string folder = tensorflow_folder();
  const char* const folders[] = {folder.c_str(), nullptr};
  wasinn_plugin_host host{};
  host.struct_size = sizeof host;
  host.framework_folders = folders;
  return tf::open_library(sdk::Host(host));
}

/// A SavedModel with one input and one output, run by the framework alone.
class NativeModel {
 public:
  NativeModel(const std::string& name, const char* output, const OwnTensor& input)
      : functions_(open_directly().functions),
        session_(tf::OpenSession::from_folder(functions_, model_path(name), {"serve"}, 2)),
        status_(functions_),
        input_{functions_.GraphOperationByName(session_.graph(), ("serving_default_" + first_input(name)).c_str()), 0},
        output_{functions_.GraphOperationByName(session_.graph(), output), 0},
        tensor_(functions_.NewTensor(tf::kFloat, input.shape.dimensions().data(),
                                     static_cast<int>(input.shape.dimensions().size()), input.bytes.get(), input.size,
                                     [](void*, std::size_t, void*) {}, nullptr),
                {functions_.DeleteTensor}) {}

  void run() {
    result_.reset();
    tf::Tensor* given = tensor_.get();
    tf::Tensor* result = nullptr;
    functions_.SessionRun(session_.get(), nullptr, &input_, &given, 1, &output_, &result, 1, nullptr, 0, nullptr,
                          status_.get());
    result_ = tf::Owned<tf::Tensor>(result, {functions_.DeleteTensor});
  }

  std::vector<std::byte> output() const {
    const auto* data = static_cast<const std::byte*>(functions_.TensorData(result_.get()));
    return {data, data + functions_.TensorByteSize(result_.get())};
  }

 private:
  static std::string first_input(const std::string& name) { return name == "digits" ? "image" : "x"; }

  tf::Functions functions_;
  tf::OpenSession session_;
  tf::CallStatus status_;
  tf::Output input_;
  tf::Output output_;
  tf::Owned<tf::Tensor> tensor_;
  tf::Owned<tf::Tensor> result_;
};

OwnTensor picture(int seed) {
  std::vector<float> pixels(64);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<float>((i * 13 + static_cast<std::size_t>(seed) * 7) % 17) / 16;
  }
  return floats({1, 1, 8, 8}, pixels);
}

TEST_F(TfNative, GivesTheSameBits) {
  Ready model("digits");
  for (int seed = 0; seed < 10; ++seed) {
    const OwnTensor input = picture(seed);
    NativeModel native("digits", "StatefulPartitionedCall", input);
    native.run();
    EXPECT_EQ(values_of<std::byte>(compute(*model.context, {input}).value()[0]), native.output());
  }
}

std::size_t allocations_of(const std::function<void()>& work) {
  for (int i = 0; i < 20; ++i) work();
  const std::size_t before = allocation_count();
  for (int i = 0; i < 50; ++i) work();
  return allocation_count() - before;
}

TEST_F(TfNative, AllocatesNoMoreThanTheFrameworkAlone) {
  Ready model("matmul");
  const OwnTensor input = floats({4, 8}, std::vector<float>(32, 1));
  NativeModel native("matmul", "StatefulPartitionedCall", input);
  const TensorView view = input.view();
  bool succeeded = true;
  const std::size_t through_wasinn =
      allocations_of([&] { succeeded = succeeded && model.context->compute({&view, 1}).has_value(); });
  const std::size_t directly = allocations_of([&] { native.run(); });
  EXPECT_TRUE(succeeded);
  EXPECT_LE(through_wasinn, directly);
}

}  // namespace
}  // namespace wasinn

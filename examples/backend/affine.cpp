// SPDX-License-Identifier: Apache-2.0
// A complete backend: its models are the text "affine SCALE OFFSET", and compute y = SCALE * x + OFFSET.
#include <atomic>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <wasinn/plugin.hpp>

namespace {

namespace sdk = wasinn::sdk;

struct Numbers {
  float scale;
  float offset;
};

// One f32 tensor of any rank and size.
sdk::Port port(const std::string& name) {
  sdk::Port made;
  made.name = name;
  made.type = WASINN_TYPE_F32;
  made.rank_known = false;
  return made;
}

class AffineContext : public sdk::Context {
 public:
  explicit AffineContext(Numbers numbers) : numbers_(numbers) {}

  void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override {
    if (cancelled_) throw sdk::Failure(WASINN_TIMEOUT, "affine was cancelled");
    const wasinn_tensor& x = inputs[0];
    const auto* from = reinterpret_cast<const float*>(x.data);
    result_.resize(static_cast<std::size_t>(x.byte_size) / sizeof(float));  // keeps its memory from call to call
    for (std::size_t i = 0; i < result_.size(); ++i) result_[i] = numbers_.scale * from[i] + numbers_.offset;
    outputs[0] = x;  // type, rank and dimensions are the input's
    outputs[0].data = reinterpret_cast<std::uint8_t*>(result_.data());
  }

  void cancel() noexcept override { cancelled_ = true; }
  void clear_cancel() noexcept override { cancelled_ = false; }

 private:
  const Numbers numbers_;
  std::vector<float> result_;
  std::atomic<bool> cancelled_ = false;
};

class AffineGraph : public sdk::Graph {
 public:
  explicit AffineGraph(Numbers numbers)
      : Graph(sdk::GraphDescription({port("x")}, {port("y")}, {{"producer", "affine"}}, "cpu", WASINN_TARGET_CPU)),
        numbers_(numbers) {}

  std::unique_ptr<sdk::Context> create_context() const override { return std::make_unique<AffineContext>(numbers_); }

 private:
  const Numbers numbers_;
};

class AffineBackend : public sdk::Backend {
 public:
  explicit AffineBackend(const sdk::Host& host)
      : Backend({"1.0", 1u << WASINN_ENCODING_ONNX, 1u << WASINN_TARGET_CPU, WASINN_TARGET_CPU, {"cpu"},
                 WASINN_BACKEND_OWN_FORMAT}) {
    host.refuse_unknown_options({});
  }

  std::unique_ptr<sdk::Graph> load(const sdk::LoadRequest& request) const override {
    if (request.parts().size() != 1) throw sdk::Failure(WASINN_INVALID_ARGUMENT, "an affine model has 1 part");
    const wasinn_model_part& part = request.parts()[0];
    std::istringstream text(std::string(reinterpret_cast<const char*>(part.data), part.byte_size));
    std::string word;
    Numbers numbers{};
    if (!(text >> word >> numbers.scale >> numbers.offset) || word != "affine") {
      throw sdk::Failure(WASINN_INVALID_ENCODING, "a model is the text 'affine SCALE OFFSET'");
    }
    return std::make_unique<AffineGraph>(numbers);
  }
};

}  // namespace

WASINN_PLUGIN(AffineBackend)

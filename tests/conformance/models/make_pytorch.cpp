// SPDX-License-Identifier: Apache-2.0
// Makes the conformance models in TorchScript; README.md of this folder says what each does.
//
//   make_pytorch OUTDIR DIGITS
//
// DIGITS is the trained classifier, models/digits.onnx of this repository. TorchScript says nothing of types and shapes,
// so each model has them in the file wasinn.json inside it.
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <torch/csrc/jit/api/module.h>
#include <torch/script.h>

#include "format/protobuf.h"

namespace {

using torch::jit::Module;
using wasinn::ByteView;
using wasinn::ProtobufReader;

std::string port(const std::string& name, const std::string& type, const std::string& shape) {
  return R"({"name": ")" + name + R"(", "type": ")" + type + R"(", "shape": [)" + shape + "]}";
}

void save(const Module& module, const std::string& path, const std::string& inputs, const std::string& outputs) {
  const torch::jit::ExtraFilesMap files{
      {"wasinn.json", R"({"inputs": [)" + inputs + R"(], "outputs": [)" + outputs + "]}\n"}};
  module.save(path, files);
}

Module module_with(const std::string& code) {
  Module module("Conformance");
  module.define(code);
  return module;
}

void make_identities(const std::string& folder) {
  for (const char* type : {"f16", "bf16", "f32", "f64", "u8", "i32", "i64", "int8"}) {
    save(module_with("def forward(self, x: Tensor):\n  return x.clone()\n"), folder + "/identity_" + type + ".pt",
         port("x", type, "2, 3"), port("y", type, "2, 3"));
  }
}

void make_small(const std::string& folder) {
  save(module_with("def forward(self, a: Tensor, b: Tensor):\n  return a + b, a * b\n"), folder + "/pair.pt",
       port("a", "f32", "2, 3") + ", " + port("b", "f32", "2, 3"),
       port("sum", "f32", "2, 3") + ", " + port("product", "f32", "2, 3"));
  save(module_with("def forward(self, x: Tensor):\n  return x * 2.0\n"), folder + "/batch.pt",
       port("x", "f32", R"("batch", 4)"), port("y", "f32", R"("batch", 4)"));
  save(module_with("def forward(self, x: Tensor):\n  return x.repeat([1048576])\n"), folder + "/large.pt",
       port("x", "f32", "1"), port("y", "f32", "1048576"));
  Module matmul("Conformance");
  const at::Tensor places = torch::arange(8).unsqueeze(1) * 5 + torch::arange(5);
  matmul.register_parameter("W", (places % 7 - 3).to(torch::kFloat), false);
  matmul.define("def forward(self, x: Tensor):\n  return torch.matmul(x, self.W)\n");
  save(matmul, folder + "/matmul.pt", port("x", "f32", "4, 8"), port("y", "f32", "4, 5"));
}

// The field of a message with that number, from the first on.
template <class Visit>
void for_each_field(ByteView message, std::uint32_t number, Visit visit) {
  ProtobufReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == number) visit(*field);
  }
}

at::Tensor weights_of(ByteView tensor_proto) {
  std::vector<std::int64_t> shape;
  for_each_field(tensor_proto, 1, [&](const auto& field) {
    if (field.kind == wasinn::ProtobufField::Kind::Varint) return shape.push_back(static_cast<std::int64_t>(field.value));
    for (const std::byte size : field.bytes) shape.push_back(0), shape.back() = std::to_integer<std::int64_t>(size);
  });
  at::Tensor weights;
  for_each_field(tensor_proto, 9, [&](const auto& field) {
    weights = torch::empty({static_cast<std::int64_t>(field.bytes.size() / sizeof(float))});
    std::memcpy(weights.data_ptr(), field.bytes.data(), field.bytes.size());
  });
  return weights.reshape(shape);
}

// The initializers of an ONNX model, by name.
std::map<std::string, at::Tensor> read_weights(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string model{std::istreambuf_iterator<char>(file), {}};
  std::map<std::string, at::Tensor> weights;
  for_each_field(wasinn::bytes_of(model), 7, [&](const auto& graph) {
    for_each_field(graph.bytes, 5, [&](const auto& initializer) {
      for_each_field(initializer.bytes, 8, [&](const auto& name) {
        weights[std::string(wasinn::text_of(name.bytes))] = weights_of(initializer.bytes);
      });
    });
  });
  return weights;
}

void make_digits(const std::string& folder, const std::string& onnx) {
  const auto weights = read_weights(onnx);
  Module digits("Digits");
  for (const auto& [name, attribute] : {std::pair("conv1.weight", "conv1_weight"), {"conv1.bias", "conv1_bias"},
                                        {"conv2.weight", "conv2_weight"}, {"conv2.bias", "conv2_bias"},
                                        {"dense.weight", "dense_weight"}, {"dense.bias", "dense_bias"}}) {
    digits.register_parameter(attribute, weights.at(name), false);
  }
  digits.define(R"(
def forward(self, image: Tensor):
  x = torch.relu(torch.conv2d(image, self.conv1_weight, self.conv1_bias, [1, 1], [1, 1]))
  x = torch.max_pool2d(x, [2, 2], [2, 2])
  x = torch.relu(torch.conv2d(x, self.conv2_weight, self.conv2_bias, [1, 1], [1, 1]))
  x = torch.matmul(torch.flatten(x, 1), self.dense_weight) + self.dense_bias
  return torch.softmax(x, 1)
)");
  save(digits, folder + "/digits.pt", port("image", "f32", R"("batch", 1, 8, 8)"),
       port("probabilities", "f32", R"("batch", 10)"));
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return std::fputs("make_pytorch OUTDIR DIGITS\n", stderr), 64;
  try {
    make_identities(words[1]);
    make_small(words[1]);
    make_digits(words[1], words[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_pytorch: %s\n", error.what());
    return 1;
  }
  return 0;
}

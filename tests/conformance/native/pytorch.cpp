// SPDX-License-Identifier: Apache-2.0
// Runs a TorchScript model once with PyTorch called directly: the yardstick for the backend pytorch.
//
//   conformance_pytorch FRAMEWORK_FOLDER MODEL OUTDIR NAME=TYPE:2x3:FILE...
//
// NAME is that of the argument; nothing stands for the shape of a scalar. Writes OUTDIR/<index>.bin for each output and
// prints a line `index name type 2x3`, with - for the name. Two threads. The program is linked to PyTorch, so that
// FRAMEWORK_FOLDER is there for the common command line only.
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <torch/script.h>

namespace {

struct ElementType {
  const char* name;
  at::ScalarType scalar;
};

constexpr ElementType kTypes[] = {{"f16", at::kHalf}, {"f32", at::kFloat}, {"f64", at::kDouble}, {"bf16", at::kBFloat16},
                                  {"u8", at::kByte},  {"i32", at::kInt},   {"i64", at::kLong},   {"int8", at::kChar}};

template <class Same>
const ElementType& type_that(Same same) {
  for (const ElementType& type : kTypes) {
    if (same(type)) return type;
  }
  throw std::runtime_error("a type that this program does not know");
}

std::vector<std::int64_t> read_shape(const std::string& text) {
  std::vector<std::int64_t> shape;
  for (std::size_t at = 0; at < text.size(); at = text.find('x', at), at += at < text.size()) {
    shape.push_back(std::stoll(text.substr(at)));
  }
  return shape;
}

// NAME=TYPE:2x3:FILE
at::Tensor read_input(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::size_t first = text.find(':', equals);
  const std::size_t second = text.find(':', first + 1);
  if (second == text.npos) throw std::runtime_error("'" + text + "' is no NAME=TYPE:2x3:FILE");
  const std::string type = text.substr(equals + 1, first - equals - 1);
  at::Tensor tensor = torch::empty(read_shape(text.substr(first + 1, second - first - 1)),
                                   type_that([&](const ElementType& known) { return type == known.name; }).scalar);
  std::ifstream file(text.substr(second + 1), std::ios::binary);
  const bool read = file && file.read(static_cast<char*>(tensor.data_ptr()), static_cast<std::streamsize>(tensor.nbytes()));
  if (!read) throw std::runtime_error("cannot read " + text.substr(second + 1));
  return tensor;
}

// The tensors of a result, in order.
std::vector<at::Tensor> outputs_of(const c10::IValue& result) {
  if (result.isTensor()) return {result.toTensor().contiguous()};
  if (result.isTensorList()) return result.toTensorVector();
  std::vector<at::Tensor> outputs;
  for (const c10::IValue& element : result.toTupleRef().elements()) {
    for (const at::Tensor& tensor : outputs_of(element)) outputs.push_back(tensor);
  }
  return outputs;
}

void write(const at::Tensor& tensor, const std::string& folder, std::size_t index) {
  std::ofstream file(folder + "/" + std::to_string(index) + ".bin", std::ios::binary);
  file.write(static_cast<const char*>(tensor.data_ptr()), static_cast<std::streamsize>(tensor.nbytes()));
  std::string shape;
  for (const std::int64_t size : tensor.sizes()) shape += (shape.empty() ? "" : "x") + std::to_string(size);
  const ElementType& type = type_that([&](const ElementType& known) { return known.scalar == tensor.scalar_type(); });
  std::printf("%zu - %s %s\n", index, type.name, shape.c_str());
}

void run(int count, char** words) {
  at::set_num_threads(2);
  torch::jit::Module module = torch::jit::load(words[2], c10::Device(c10::kCPU));
  module.eval();
  torch::jit::Kwargs inputs;
  for (int i = 4; i < count; ++i) {
    const std::string input = words[i];
    inputs[input.substr(0, input.find('='))] = read_input(input);
  }
  const c10::InferenceMode inference;
  const std::vector<at::Tensor> outputs = outputs_of(module.forward({}, inputs));
  for (std::size_t i = 0; i < outputs.size(); ++i) write(outputs[i], words[3], i);
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) return std::fputs("conformance_pytorch FRAMEWORK_FOLDER MODEL OUTDIR NAME=TYPE:2x3:FILE...\n", stderr), 64;
  try {
    run(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conformance_pytorch: %s\n", error.what());
    return 1;
  }
  return 0;
}

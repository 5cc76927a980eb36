// SPDX-License-Identifier: Apache-2.0
// From the framework's tensors to ports.
#include "ports.h"

#include <map>
#include <string>

#include <wasinn/owned.hpp>

namespace lite {

using wasinn::sdk::Owned;
namespace {

using wasinn::sdk::Dimension;
using wasinn::sdk::Port;

constexpr const char* kUsualSignature = "serving_default";

// Names by tensor, from the signature that servers use, or else from the first that the model has.
using Names = std::map<const Tensor*, std::string>;

const char* signature_of(const Functions& f, const Interpreter* interpreter) {
  const std::int32_t count = f.InterpreterGetSignatureCount(interpreter);
  for (std::int32_t i = 0; i < count; ++i) {
    const char* key = f.InterpreterGetSignatureKey(interpreter, i);
    if (std::string_view(key) == kUsualSignature) return key;
  }
  return count == 0 ? nullptr : f.InterpreterGetSignatureKey(interpreter, 0);
}

// One side of a signature.
struct Side {
  std::size_t (*count)(const SignatureRunner*);
  const char* (*name)(const SignatureRunner*, std::int32_t);
  const Tensor* (*tensor)(const SignatureRunner*, const char*);
};

Names signature_names(const Functions& f, const Interpreter* interpreter, const Side& side) {
  const char* key = signature_of(f, interpreter);
  if (key == nullptr) return {};
  const Owned<SignatureRunner> runner(f.InterpreterGetSignatureRunner(interpreter, key), {f.SignatureRunnerDelete});
  if (!runner) return {};
  Names names;
  for (std::size_t i = 0; i < side.count(runner.get()); ++i) {
    const char* name = side.name(runner.get(), static_cast<std::int32_t>(i));
    names.emplace(side.tensor(runner.get(), name), name);
  }
  return names;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

void read_type(const Functions& f, const Tensor* tensor, Port& port) {
  const int type = f.TensorType(tensor);
  port.type = wasinn_element_type(type);
  if (type == kInt8) port.type_name = "int8";
  if (port.type == WASINN_TYPE_FOREIGN) port.type_name = lower_case(f.TypeGetName(type));
}

// The size that the model gives to an axis: -1 in the signature of its shape is any.
std::int64_t axis_size(const Functions& f, const Tensor* tensor, std::int32_t axis, bool has_signature) {
  std::int32_t size = -1;
  if (!has_signature) return f.TensorDim(tensor, axis);
  return f.OpaqueTensorGetDimSignature(tensor, axis, &size) == kOk ? size : -1;
}

void read_shape(const Functions& f, const Tensor* tensor, Port& port) {
  const std::int32_t rank = f.TensorNumDims(tensor);
  port.rank_known = rank >= 0 && rank <= static_cast<std::int32_t>(WASINN_MAX_RANK);
  if (!port.rank_known) {
    port.type_name = std::string(wasinn::sdk::element_type_name(port.type)) + " of rank " + std::to_string(rank);
    port.type = WASINN_TYPE_FOREIGN;
    return;
  }
  std::int32_t signature_rank = -1;
  f.OpaqueTensorGetNumDimsSignature(tensor, &signature_rank);
  for (std::int32_t axis = 0; axis < rank; ++axis) {
    port.dimensions.push_back({axis_size(f, tensor, axis, signature_rank == rank), ""});
  }
}

void read_quantization(const Functions& f, const Tensor* tensor, Port& port) {
  const Quantization quantization = f.OpaqueTensorGetQuantization(tensor);
  if (quantization.kind != kAffine || quantization.parameters == nullptr) return;
  const auto& affine = *static_cast<const AffineQuantization*>(quantization.parameters);
  if (affine.scale == nullptr || affine.zero_point == nullptr || affine.scale->size != affine.zero_point->size) return;
  port.quantization.axis = static_cast<std::uint32_t>(affine.axis);
  for (int i = 0; i < affine.scale->size; ++i) {
    port.quantization.scales.push_back(affine.scale->data[i]);
    port.quantization.zero_points.push_back(affine.zero_point->data[i]);
  }
}

Port read_port(const Functions& f, const Tensor* tensor, const Names& names) {
  Port port;
  const auto named = names.find(tensor);
  const char* own_name = f.TensorName(tensor);
  port.name = named != names.end() ? named->second : own_name == nullptr ? "" : own_name;
  read_type(f, tensor, port);
  read_shape(f, tensor, port);
  read_quantization(f, tensor, port);
  return port;
}

}  // namespace

std::vector<Port> read_inputs(const Functions& functions, const Interpreter* interpreter) {
  const Names names = signature_names(functions, interpreter,
                                      {functions.SignatureRunnerGetInputCount, functions.SignatureRunnerGetInputName,
                                       functions.SignatureRunnerGetInputTensor});
  std::vector<Port> ports;
  for (std::int32_t i = 0; i < functions.InterpreterGetInputTensorCount(interpreter); ++i) {
    ports.push_back(read_port(functions, functions.InterpreterGetInputTensor(interpreter, i), names));
  }
  return ports;
}

std::vector<Port> read_outputs(const Functions& functions, const Interpreter* interpreter) {
  const Names names = signature_names(functions, interpreter,
                                      {functions.SignatureRunnerGetOutputCount, functions.SignatureRunnerGetOutputName,
                                       functions.SignatureRunnerGetOutputTensor});
  std::vector<Port> ports;
  for (std::int32_t i = 0; i < functions.InterpreterGetOutputTensorCount(interpreter); ++i) {
    ports.push_back(read_port(functions, functions.InterpreterGetOutputTensor(interpreter, i), names));
  }
  return ports;
}

std::uint32_t wasinn_element_type(int type) noexcept {
  switch (type) {
    case kFloat16: return WASINN_TYPE_F16;
    case kFloat32: return WASINN_TYPE_F32;
    case kFloat64: return WASINN_TYPE_F64;
    case kBFloat16: return WASINN_TYPE_BF16;
    case kUInt8:
    case kInt8: return WASINN_TYPE_U8;
    case kInt32: return WASINN_TYPE_I32;
    case kInt64: return WASINN_TYPE_I64;
    default: return WASINN_TYPE_FOREIGN;
  }
}

}  // namespace lite

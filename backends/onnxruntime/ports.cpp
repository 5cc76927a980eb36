// SPDX-License-Identifier: Apache-2.0
// From the framework's type descriptions to ports.
#include "ports.h"

#include <iterator>
#include <string>

#include <wasinn/owned.hpp>

#include "status.h"

namespace ort {

using wasinn::sdk::Owned;
namespace {

using wasinn::sdk::Dimension;
using wasinn::sdk::Port;

// By WASINN_TYPE_.
constexpr int kOnnxTypes[] = {kFloat16, kFloat, kDouble, kBfloat16, kUint8, kInt32, kInt64};

// ONNX's names by its numbers.
constexpr const char* kTypeNames[] = {
    "undefined", "float",        "uint8",          "int8",       "uint16",         "int16", "int32", "int64",
    "string",    "bool",         "float16",        "double",     "uint32",         "uint64", "complex64", "complex128",
    "bfloat16",  "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4",  "float4e2m1"};

std::string type_name(int onnx_type) {
  const auto index = static_cast<std::size_t>(onnx_type);
  return index < std::size(kTypeNames) ? kTypeNames[index] : "type " + std::to_string(onnx_type);
}

// Reads type descriptions.
class TypeReader {
 public:
  explicit TypeReader(const Functions& functions) : functions_(functions) {}

  void read(const TypeInfo* type, Port& port) const {
    const TensorInfo* tensor = nullptr;
    if (kind_of(type) == kTensor) check(functions_.CastTypeInfoToTensorInfo(type, &tensor));
    if (tensor != nullptr) {
      read_tensor(tensor, port);
    } else {
      port.type_name = name_of(type);
      port.rank_known = false;
    }
  }

  // "float", "sequence(map(int64,float))".
  std::string name_of(const TypeInfo* type) const {
    switch (kind_of(type)) {
      case kTensor:
      case kSparseTensor: return element_name(type);
      case kSequence: return "sequence(" + sequence_element(type) + ")";
      case kMap: return "map(" + map_parts(type) + ")";
      case kOptional: return "optional(" + optional_content(type) + ")";
      case kOpaque: return "opaque";
      default: return "unknown";
    }
  }

 private:
  void check(Status* status) const { ort::check(functions_, status); }

  int kind_of(const TypeInfo* type) const {
    int kind = kUnknownKind;
    check(functions_.GetOnnxTypeFromTypeInfo(type, &kind));
    return kind;
  }

  std::string element_name(const TypeInfo* type) const {
    if (kind_of(type) == kSparseTensor) return "sparse_tensor";
    const TensorInfo* tensor = nullptr;
    check(functions_.CastTypeInfoToTensorInfo(type, &tensor));
    return tensor == nullptr ? "tensor" : type_name(element_type_of(tensor));
  }

  std::string owned_name(TypeInfo* type) const {
    const Owned<TypeInfo> owned(type, {functions_.ReleaseTypeInfo});
    return name_of(type);
  }

  std::string sequence_element(const TypeInfo* type) const {
    const SequenceTypeInfo* sequence = nullptr;
    TypeInfo* element = nullptr;
    check(functions_.CastTypeInfoToSequenceTypeInfo(type, &sequence));
    check(functions_.GetSequenceElementType(sequence, &element));
    return owned_name(element);
  }

  std::string map_parts(const TypeInfo* type) const {
    const MapTypeInfo* map = nullptr;
    TypeInfo* value = nullptr;
    int key = 0;
    check(functions_.CastTypeInfoToMapTypeInfo(type, &map));
    check(functions_.GetMapKeyType(map, &key));
    check(functions_.GetMapValueType(map, &value));
    return type_name(key) + "," + owned_name(value);
  }

  std::string optional_content(const TypeInfo* type) const {
    const OptionalTypeInfo* optional = nullptr;
    TypeInfo* content = nullptr;
    check(functions_.CastTypeInfoToOptionalTypeInfo(type, &optional));
    check(functions_.GetOptionalContainedTypeInfo(optional, &content));
    return owned_name(content);
  }

  int element_type_of(const TensorInfo* tensor) const {
    int onnx_type = 0;
    check(functions_.GetTensorElementType(tensor, &onnx_type));
    return onnx_type;
  }

  void read_tensor(const TensorInfo* tensor, Port& port) const {
    const int onnx_type = element_type_of(tensor);
    port.type = wasinn_element_type(onnx_type);
    if (port.type == WASINN_TYPE_FOREIGN) port.type_name = type_name(onnx_type);
    std::size_t rank = 0;
    check(functions_.GetDimensionsCount(tensor, &rank));
    port.rank_known = functions_.TensorTypeAndShape_HasShape(tensor);
    if (rank > WASINN_MAX_RANK) {
      port.type = WASINN_TYPE_FOREIGN;
      port.type_name = type_name(onnx_type) + " of rank " + std::to_string(rank);
      port.rank_known = false;
    } else {
      port.dimensions = dimensions_of(tensor, rank);
    }
  }

  std::vector<Dimension> dimensions_of(const TensorInfo* tensor, std::size_t rank) const {
    std::vector<std::int64_t> sizes(rank);
    std::vector<const char*> names(rank);
    check(functions_.GetDimensions(tensor, sizes.data(), rank));
    check(functions_.GetSymbolicDimensions(tensor, names.data(), rank));
    std::vector<Dimension> dimensions;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      const bool known = sizes[axis] >= 0;
      dimensions.push_back({known ? sizes[axis] : -1, known || names[axis] == nullptr ? "" : names[axis]});
    }
    return dimensions;
  }

  const Functions& functions_;
};

using GetCount = Status* (*)(const Session*, std::size_t*);
using GetName = Status* (*)(const Session*, std::size_t, Allocator*, char**);
using GetType = Status* (*)(const Session*, std::size_t, TypeInfo**);

std::string read_name(const Functions& functions, const Session* session, std::size_t index, GetName get_name) {
  Allocator* allocator = nullptr;
  check(functions, functions.GetAllocatorWithDefaultOptions(&allocator));
  char* raw = nullptr;
  check(functions, get_name(session, index, allocator, &raw));
  std::string name = raw;
  check(functions, functions.AllocatorFree(allocator, raw));
  return name;
}

std::vector<Port> read_ports(const Functions& functions, const Session* session, GetCount get_count, GetName get_name,
                             GetType get_type) {
  std::size_t count = 0;
  check(functions, get_count(session, &count));
  std::vector<Port> ports(count);
  for (std::size_t index = 0; index < count; ++index) {
    ports[index].name = read_name(functions, session, index, get_name);
    TypeInfo* type = nullptr;
    check(functions, get_type(session, index, &type));
    const Owned<TypeInfo> owned(type, {functions.ReleaseTypeInfo});
    TypeReader(functions).read(type, ports[index]);
  }
  return ports;
}

}  // namespace

std::vector<Port> read_inputs(const Functions& functions, const Session* session) {
  return read_ports(functions, session, functions.SessionGetInputCount, functions.SessionGetInputName,
                    functions.SessionGetInputTypeInfo);
}

std::vector<Port> read_outputs(const Functions& functions, const Session* session) {
  return read_ports(functions, session, functions.SessionGetOutputCount, functions.SessionGetOutputName,
                    functions.SessionGetOutputTypeInfo);
}

int onnx_element_type(std::uint32_t type) { return kOnnxTypes[type]; }

std::uint32_t wasinn_element_type(int onnx_type) {
  for (std::uint32_t type = 0; type < std::size(kOnnxTypes); ++type) {
    if (kOnnxTypes[type] == onnx_type) return type;
  }
  return WASINN_TYPE_FOREIGN;
}

}  // namespace ort

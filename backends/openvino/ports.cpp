// SPDX-License-Identifier: Apache-2.0
// From the framework's ports to those of the plug-in boundary.
#include "ports.h"

#include <iterator>
#include <string>

#include <wasinn/owned.hpp>

namespace openvino {

using wasinn::sdk::Owned;
namespace {

using wasinn::sdk::Dimension;
using wasinn::sdk::Port;

// OpenVINO's names by its numbers.
constexpr const char* kTypeNames[] = {"dynamic", "boolean", "bf16", "f16", "f32",    "f64",    "i4",
                                      "int8",    "i16",     "i32",  "i64", "u1",     "u2",     "u3",
                                      "u4",      "u6",      "u8",   "u16", "u32",    "u64",    "nf4",
                                      "f8e4m3",  "f8e5m2",  "string", "f4e2m1", "f8e8m0"};

std::string type_name(int element_type) {
  const auto index = static_cast<std::size_t>(element_type);
  return index < std::size(kTypeNames) ? kTypeNames[index] : "type " + std::to_string(element_type);
}

std::uint32_t wasinn_type(int element_type) {
  switch (element_type) {
    case kF16: return WASINN_TYPE_F16;
    case kF32: return WASINN_TYPE_F32;
    case kF64: return WASINN_TYPE_F64;
    case kBf16: return WASINN_TYPE_BF16;
    case kU8:
    case kI8: return WASINN_TYPE_U8;
    case kI32: return WASINN_TYPE_I32;
    case kI64: return WASINN_TYPE_I64;
    default: return WASINN_TYPE_FOREIGN;
  }
}

/// Reads one port.
class PortReader {
 public:
  PortReader(const Functions& functions, const ConstPort* port, Call& call)
      : functions_(functions), port_(port), call_(call) {}

  PortFacts read() const {
    PortFacts facts;
    call_.check(functions_.port_get_element_type(port_, &facts.element_type));
    facts.port.name = name();
    facts.port.type = wasinn_type(facts.element_type);
    const bool plain = facts.port.type != WASINN_TYPE_FOREIGN && facts.element_type != kI8;
    if (!plain) facts.port.type_name = type_name(facts.element_type);
    read_shape(facts);
    return facts;
  }

 private:
  std::string name() const {
    char* raw = nullptr;
    if (functions_.port_get_any_name(port_, &raw) != kOk) {
      // That is how the framework says that a port has no name.
      call_.reason();
      return "";
    }
    std::string text = raw;
    functions_.free(raw);
    return text;
  }

  void read_shape(PortFacts& facts) const {
    PartialShape raw{};
    call_.check(functions_.port_get_partial_shape(port_, &raw));
    const Owned<PartialShape> shape(&raw, {functions_.partial_shape_free});
    facts.port.rank_known = raw.rank.min == raw.rank.max;
    if (!facts.port.rank_known) facts.least_shape = {0};
    if (!facts.port.rank_known) return;
    if (raw.rank.max > WASINN_MAX_RANK) {
      facts.port.type_name = type_name(facts.element_type) + " of rank " + std::to_string(raw.rank.max);
      facts.port.type = WASINN_TYPE_FOREIGN;
      facts.port.rank_known = false;
      return;
    }
    for (std::int64_t axis = 0; axis < raw.rank.max; ++axis) {
      const DimensionRange& range = raw.dims[axis];
      facts.port.dimensions.push_back({range.min == range.max ? range.max : -1, ""});
      facts.least_shape.push_back(range.min);
    }
  }

  const Functions& functions_;
  const ConstPort* port_;
  Call& call_;
};

using GetCount = int (*)(const CompiledModel*, std::size_t*);
using GetPort = int (*)(const CompiledModel*, std::size_t, ConstPort**);

std::vector<PortFacts> read_ports(const Functions& functions, const CompiledModel* compiled, Call& call,
                                  GetCount get_count, GetPort get_port) {
  std::size_t count = 0;
  call.check(get_count(compiled, &count));
  std::vector<PortFacts> ports;
  for (std::size_t index = 0; index < count; ++index) {
    ConstPort* raw = nullptr;
    call.check(get_port(compiled, index, &raw));
    const Owned<ConstPort> port(raw, {functions.output_const_port_free});
    ports.push_back(PortReader(functions, raw, call).read());
  }
  return ports;
}

}  // namespace

std::vector<PortFacts> read_inputs(const Functions& functions, const CompiledModel* compiled, Call& call) {
  return read_ports(functions, compiled, call, functions.compiled_model_inputs_size,
                    functions.compiled_model_input_by_index);
}

std::vector<PortFacts> read_outputs(const Functions& functions, const CompiledModel* compiled, Call& call) {
  return read_ports(functions, compiled, call, functions.compiled_model_outputs_size,
                    functions.compiled_model_output_by_index);
}

}  // namespace openvino

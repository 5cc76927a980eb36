// SPDX-License-Identifier: Apache-2.0
// The rules of `wasinn_nn_ext`, written down a second time.
#include <algorithm>
#include <array>

#include "tests/fuzz/abi_model.h"
#include "tests/fuzz/abi_model_parts.h"

namespace wasinn::fuzz {
namespace {

constexpr std::uint32_t kLastTypeOfInfer = 6;  // bf16

constexpr std::array<std::string_view, 10> kFunctions = {
    "supports",       "last_error",   "port_count",     "port_name", "port_type", "port_dimensions",
    "metadata_count", "metadata_key", "metadata_value", "infer"};

/// What a text that is written with its size does.
Expected sized(std::span<const std::uint32_t> where, std::vector<std::byte> bytes) {
  const auto size = bytes_of_number(static_cast<std::uint32_t>(bytes.size()));
  if (bytes.size() > where[1]) return {bit(kLarge), {{where[2], size}}, bit(kLarge), {}};
  return {bit(kOk), {{where[0], std::move(bytes)}, {where[2], size}}, bit(kOk), {}};
}

Expected number(std::uint32_t where, std::size_t value) {
  return {bit(kOk), {{where, bytes_of_number(static_cast<std::uint32_t>(value))}}, bit(kOk), {}};
}

std::vector<std::byte> copy_of(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> dimensions_of(const Port& port) {
  std::vector<std::byte> bytes;
  for (const PortDimension& dimension : port.dimensions) {
    const auto more = std::as_bytes(std::span(&dimension.size, 1));
    bytes.insert(bytes.end(), more.begin(), more.end());
  }
  return bytes;
}

std::uint32_t type_number(const Port& port) {
  constexpr std::uint32_t kNumbers[] = {0, 1, 2, 6, 3, 4, 5};
  return port.type ? kNumbers[static_cast<std::size_t>(*port.type)] : 255;
}

bool sized_inside(ByteView memory, std::span<const std::uint32_t> where) {
  return inside(memory, where[2], 4) && (where[1] == 0 || inside(memory, where[0], where[1]));
}

bool overlap(const auto& a, const auto& b) {
  return a.size > 0 && b.size > 0 && a.begin < b.begin + b.size && b.begin < a.begin + a.size;
}

}  // namespace

Expected AbiModel::ask(std::string_view name, Arguments a, ByteView memory) const {
  if (name == "supports") {
    const bool read = inside(memory, a[0], a[1]) && a[1] <= limits_.name_bytes;
    const std::string_view text = read ? text_of(memory.subspan(a[0], a[1])) : std::string_view();
    return only(std::find(kFunctions.begin(), kFunctions.end(), text) != kFunctions.end() ? 1 : 0);
  }
  if (name == "last_error") {
    return sized_inside(memory, a) ? sized(a, copy_of(last_error_)) : only(kArgument);
  }
  if (name == "metadata_count") {
    return inside(memory, a[1], 4) && graphs_.contains(a[0]) ? number(a[1], 1) : only(kArgument);
  }
  if (!sized_inside(memory, a.subspan(2)) || !graphs_.contains(a[0]) || a[1] > 0) return only(kArgument);
  return sized(a.subspan(2), copy_of(name == "metadata_key" ? "producer" : "echo"));
}

Expected AbiModel::ask_port(std::string_view name, Arguments a, ByteView memory) const {
  const auto graph = graphs_.find(a[0]);
  if (graph == graphs_.end() || a[1] > 1) return only(kArgument);
  const std::vector<Port>& ports = a[1] == 0 ? graph->second.ports->inputs : graph->second.ports->outputs;
  if (name == "port_count") return inside(memory, a[2], 4) ? number(a[2], ports.size()) : only(kArgument);
  if (a[2] >= ports.size()) return only(kArgument);
  const Port& port = ports[a[2]];
  if (name == "port_type") return inside(memory, a[3], 4) ? number(a[3], type_number(port)) : only(kArgument);
  if (!sized_inside(memory, a.subspan(3))) return only(kArgument);
  if (name == "port_name") return sized(a.subspan(3), copy_of(port.name));
  return port.rank_known ? sized(a.subspan(3), dimensions_of(port)) : only(kUnsupported);
}

/// A place in memory.
struct AbiModel::Range {
  std::uint64_t begin;
  std::uint64_t size;
};

/// One row of the list of outputs.
struct AbiModel::OutputRow {
  Range buffer;
  std::uint32_t written_at;
};

/// The arguments of one call of `infer` that were found right.
struct AbiModel::Inference {
  std::vector<TensorRead> inputs;
  std::vector<bool> lent;  // by input
  std::vector<OutputRow> outputs;
  bool shared = false;
};

Expected AbiModel::infer(Arguments a, ByteView memory, bool shared) {
  const auto found = contexts_.find(a[0]);
  if (found == contexts_.end()) return only(kArgument);
  ContextState& context = found->second;
  if (a[4] > outputs_of(a[0]).size() || a[2] != context.inputs.size()) return only(kArgument);
  if (a[4] > 0 && !inside(memory, a[3], std::uint64_t{12} * a[4])) return only(kArgument);
  if (a[2] > 0 && !inside(memory, a[1], std::uint64_t{20} * a[2])) return only(kArgument);
  Inference inference;
  inference.shared = shared;
  for (std::uint32_t i = 0; i < a[4]; ++i) {
    const std::uint32_t row = a[3] + 12 * i;
    const Range buffer{u32_at(memory, row), u32_at(memory, row + 4)};
    if (buffer.size > 0 && !inside(memory, buffer.begin, buffer.size)) return only(kArgument);
    inference.outputs.push_back({buffer, row + 8});
  }
  for (std::uint32_t i = 0; i < a[2]; ++i) {
    inference.inputs.push_back(read_tensor(inputs_of(a[0]), i, a[1] + 20 * i, memory, kLastTypeOfInfer));
    if (inference.inputs.back().answer != kOk) return only(inference.inputs.back().answer);
  }
  return infer_with(context, std::move(inference));
}

/// Copies of inputs come first. False when one finds no room; those that were made before it stay.
bool AbiModel::stage(Inference& inference, std::vector<CopyState>& copies, Session::Usage& used) const {
  for (std::size_t i = 0; i < inference.inputs.size(); ++i) {
    const TensorRead& input = inference.inputs[i];
    const std::uint64_t size = input.data.size();
    inference.lent.push_back(size == 0 || (!inference.shared && input.pointer % byte_size(input.type) == 0));
    if (inference.lent.back() || (copies[i].charged && size <= copies[i].room)) continue;
    if (used.tensors >= limits_.tensors || used.tensor_bytes + size > limits_.tensor_bytes) return false;
    used.tensors += copies[i].charged ? 0 : 1;
    used.tensor_bytes += size - copies[i].room;
    copies[i] = {true, size};
  }
  return true;
}

bool AbiModel::lends_output(const Inference& inference, std::size_t index, const Port& port) {
  const Range& buffer = inference.outputs[index].buffer;
  if (inference.shared || !port.type || buffer.begin % byte_size(*port.type) != 0) return false;
  for (std::size_t i = 0; i < inference.inputs.size(); ++i) {
    const Range input{inference.inputs[i].pointer, inference.inputs[i].data.size()};
    if (inference.lent[i] && overlap(buffer, input)) return false;
  }
  for (std::size_t i = 0; i < inference.outputs.size(); ++i) {
    if (i != index && overlap(buffer, inference.outputs[i].buffer)) return false;
  }
  return true;
}

Expected AbiModel::infer_with(ContextState& context, Inference inference) const {
  Session::Usage used = usage();
  std::vector<CopyState> copies = context.copies;
  const bool room = stage(inference, copies, used);
  const auto keep = [&context, copies](std::uint32_t) {
    context.copies = copies;
    context.outputs.reset();
  };
  if (!room) return {bit(kLarge), {}, 0, keep};
  if (inference.inputs.size() > limits_.inputs) return {bit(kArgument), {}, 0, keep};
  Expected expected = run_into(context, inference, used);
  expected.commit = [keep, then = expected.commit](std::uint32_t answer) {
    keep(answer);
    then(answer);
  };
  return expected;
}

/// Each output is the input of its number; those of foreign types come last and have no bytes.
Expected AbiModel::run_into(ContextState& context, const Inference& inference, const Session::Usage& used) const {
  const auto& ports = context.graph.ports->outputs;
  Expected expected{context.graph.compute_allowed, {}, 0, {}};
  std::vector<std::pair<std::uint32_t, std::vector<std::byte>>> sizes;
  std::uint64_t charged = 0;
  bool fits = true;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const ByteView bytes = i < inference.inputs.size() ? inference.inputs[i].data : ByteView();
    const bool asked = i < inference.outputs.size();
    const bool in_buffer = asked && bytes.size() <= inference.outputs[i].buffer.size;
    if (!in_buffer || !lends_output(inference, i, ports[i])) charged += bytes.size();
    if (!asked) continue;
    fits = fits && in_buffer;
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const auto where = static_cast<std::uint32_t>(inference.outputs[i].buffer.begin);
    if (in_buffer && size > 0) {
      expected.writes.emplace_back(where, std::vector<std::byte>(bytes.begin(), bytes.end()));
      expected.unsaid.emplace_back(where, size);
    }
    sizes.emplace_back(inference.outputs[i].written_at, bytes_of_number(size));
  }
  const std::uint64_t others = used.tensor_bytes - context.output_room;
  const bool quota = charged != context.output_room && others + charged > limits_.tensor_bytes;
  if ((quota || !fits) && (expected.allowed & bit(kOk)) != 0) {
    expected.allowed = (expected.allowed & ~bit(kOk)) | bit(kLarge);
  }
  if (quota || !fits) expected.writes.clear();
  expected.writes.insert(expected.writes.end(), sizes.begin(), sizes.end());
  expected.writes_at = quota ? 0 : bit(fits ? kOk : kLarge);
  expected.unsaid_at = ~bit(kOk);
  expected.commit = [&context, charged, quota](std::uint32_t answer) {
    if (answer == kOk || answer == kLarge) context.output_room = quota ? 0 : charged;
  };
  return expected;
}

}  // namespace wasinn::fuzz

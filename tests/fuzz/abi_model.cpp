// SPDX-License-Identifier: Apache-2.0
// The rules of the core-module ABI, written down a second time.
#include "tests/fuzz/abi_model.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/guest_options.h"
#include "tests/fuzz/abi_model_parts.h"

namespace wasinn::fuzz {
namespace {

constexpr std::uint32_t kRankTooHigh = 17;

const KnownModel* known_model(ByteView bytes) {
  const auto models = known_models();
  const auto found = std::find_if(models.begin(), models.end(), [&](const auto& m) { return m.text == text_of(bytes); });
  return found == models.end() ? nullptr : &*found;
}

const KnownName* known_name(std::string_view name) {
  const auto names = known_names();
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.name == name; });
  return found == names.end() ? nullptr : &*found;
}

/// Bytes for a number of elements; nothing over 2^62, which nothing here can have.
std::optional<std::uint64_t> size_of(std::span<const std::uint32_t> dimensions, std::uint64_t element) {
  if (std::find(dimensions.begin(), dimensions.end(), 0U) != dimensions.end()) return 0;
  std::uint64_t size = element;
  for (const std::uint32_t dimension : dimensions) {
    if (size > (std::uint64_t{1} << 62) / dimension) return std::nullopt;
    size *= dimension;
  }
  return size;
}

struct TypeMeaning {
  ElementType now;
  ElementType before;
};

constexpr std::array kTypes = {TypeMeaning{ElementType::F16, ElementType::F16}, TypeMeaning{ElementType::F32, ElementType::F32},
                               TypeMeaning{ElementType::F64, ElementType::U8},  TypeMeaning{ElementType::U8, ElementType::I32},
                               TypeMeaning{ElementType::I32, ElementType::I32}, TypeMeaning{ElementType::I64, ElementType::I64},
                               TypeMeaning{ElementType::Bf16, ElementType::Bf16}};
constexpr std::uint32_t kLastType = 5;

bool fits_port(const Port& port, ElementType type, std::span<const std::uint32_t> dimensions) {
  if (port.type != type) return false;
  if (!port.rank_known) return true;
  if (port.dimensions.size() != dimensions.size()) return false;
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    if (port.dimensions[i].known() && port.dimensions[i].size != std::int64_t{dimensions[i]}) return false;
  }
  return true;
}

/// The type that a guest means with a number, for that many bytes.
ElementType meant(std::uint8_t number, const Port& port, std::span<const std::uint32_t> dimensions, std::uint64_t length) {
  const TypeMeaning& meaning = kTypes[number];
  const bool old = size_of(dimensions, byte_size(meaning.now)) != length &&
                   size_of(dimensions, byte_size(meaning.before)) == length && port.type == meaning.before;
  return old ? meaning.before : meaning.now;
}

}  // namespace

/// Model bytes that stay charged as long as a graph or one of its contexts lives.
struct AbiModel::Charge {
  Charge(std::uint64_t& counter, std::uint64_t charged) : used(counter), amount(charged) { used += amount; }
  ~Charge() { used -= amount; }
  Charge(const Charge&) = delete;
  Charge& operator=(const Charge&) = delete;

  std::uint64_t& used;
  std::uint64_t amount;
};

std::span<const KnownModel> known_models() noexcept {
  static constexpr std::array kModels = {
      KnownModel{"echo u8[4]", kOk, kOk},
      KnownModel{"echo f32[2] i32[?]", kOk, kOk},
      KnownModel{"echo u8[...]", kOk, kOk},
      KnownModel{"echo f64[?,2] i64[] f16[1]", kOk, kOk},
      KnownModel{"echo", kOk, kOk},
      KnownModel{"echo u8[?] >string[?]", kOk, kOk},
      KnownModel{"echo bf16[2]", kOk, kOk},
      KnownModel{"echo u8[1] u8[1] u8[1] u8[1]", kOk, kArgument},  // one input more than the limit
      KnownModel{"echo u8[?] fail=no", kOk, kRuntime},
      KnownModel{"echo u8[?] throw", kOk, kRuntime},
      KnownModel{"echo u8[?] oom", kOk, kRuntime},
      KnownModel{"echo u8[1] fail_load", kRuntime, kOk},
      KnownModel{"echo string[?]", kUnsupported, kOk},
      KnownModel{"echo u8[", kEncoding, kOk},
  };
  return kModels;
}

std::span<const KnownName> known_names() noexcept {
  static constexpr std::array kNames = {
      KnownName{"good", "echo u8[4]", false},
      KnownName{"two", "echo f32[2] i32[?]", false},
      KnownName{"fails", "echo u8[?] fail=no", false},
      KnownName{"broken", "echo u8[", false},
      KnownName{"missing", "", true},
  };
  return kNames;
}

Expected AbiModel::expect(std::string_view name, Arguments a, ByteView memory, bool shared) {
  if (name == "load") return load(a, memory);
  if (name == "load_by_name") return load_by_name(a.first(2), {}, a[2], memory);
  if (name == "load_by_name_with_config") return load_by_name(a.first(2), a.subspan(2, 2), a[4], memory);
  if (name == "init_execution_context") return init(a, memory);
  if (name == "set_input") return set_input(a, memory);
  if (name == "compute") return compute(a);
  if (name == "get_output") return get_output(a, memory);
  if (name == "unload") return unload(a);
  if (name == "finalize_execution_context") return finalize(a);
  if (name == "infer") return infer(a, memory, shared);
  if (name.starts_with("port_")) return ask_port(name, a, memory);
  if (name == "supports" || name == "last_error" || name.starts_with("metadata_")) return ask(name, a, memory);
  return stream(a);
}

Expected AbiModel::load(Arguments a, ByteView memory) {
  if (!inside(memory, a[4], 4)) return only(kArgument);
  if (a[2] > 6) return only(kEncoding);
  if (a[3] > 3 || a[1] == 0 || a[1] > limits_.graph_parts) return only(kArgument);
  if (!inside(memory, a[0], std::uint64_t{8} * a[1])) return only(kArgument);
  std::vector<ByteView> parts;
  for (std::uint64_t i = 0; i < a[1]; ++i) {
    const std::uint64_t pointer = u32_at(memory, a[0] + 8 * i);
    const std::uint64_t length = u32_at(memory, a[0] + 8 * i + 4);
    if (!inside(memory, pointer, length)) return only(kArgument);
    parts.push_back(memory.subspan(pointer, length));
  }
  return load_parts(parts, a[2], a[3], a[4]);
}

Expected AbiModel::load_parts(const std::vector<ByteView>& parts, std::uint32_t encoding, std::uint32_t target,
                              std::uint32_t out) {
  std::uint64_t total = 0;
  for (const ByteView part : parts) total += part.size();
  if (parts[0].empty()) return only(kArgument);
  if (total > limits_.graph_bytes || graphs_.size() >= limits_.graphs) return only(kLarge);
  if (model_bytes_ + total > limits_.model_bytes) return only(kLarge);
  const KnownModel* known = known_model(parts[0]);
  const bool sniffed = encoding == 5 || encoding == 6;
  constexpr std::uint32_t kAnyLoad = bit(kOk) | bit(kArgument) | bit(kEncoding) | bit(kRuntime) | bit(kUnsupported);
  constexpr std::uint32_t kAnyCompute = bit(kOk) | bit(kRuntime) | bit(kUnsupported);
  if (sniffed && known == nullptr) return publish_graph(kAnyLoad, out, total, kAnyCompute);
  if (encoding == 5) return only(kEncoding);  // none of the known models shows what it is
  if (encoding == 2 || encoding == 3) return only(kUnsupported);
  if (target == 1 || target == 2) return only(kUnsupported);
  if (parts.size() != 1) return only(kArgument);
  if (known == nullptr) return publish_graph(kAnyLoad & ~bit(kArgument), out, total, kAnyCompute);
  if (known->load != kOk) return only(known->load);
  return publish_graph(bit(kOk), out, total, bit(known->compute));
}

Expected AbiModel::load_by_name(Arguments name, Arguments config, std::uint32_t out, ByteView memory) {
  if (!inside(memory, out, 4) || !inside(memory, name[0], name[1])) return only(kArgument);
  if (name[1] > limits_.name_bytes) return only(kArgument);
  GuestOptions options;
  if (!config.empty()) {
    if (!inside(memory, config[0], config[1])) return only(kArgument);
    const auto parsed = parse_guest_options(text_of(memory.subspan(config[0], config[1])), limits_);
    if (!parsed) return only(kArgument);
    options = *parsed;
  }
  const std::string_view text = text_of(memory.subspan(name[0], name[1]));
  if (!is_utf8(text) || text.find('\0') != text.npos) return only(kArgument);
  const KnownName* known = known_name(text);
  if (known == nullptr) return only(kName);
  if (graphs_.size() >= limits_.graphs) return only(kLarge);
  if (known->missing) return only(kRuntime);
  if (options.target == ExecutionTarget::Gpu || options.target == ExecutionTarget::Tpu) return only(kUnsupported);
  const KnownModel* model = known_model(bytes_of(known->text));
  if (model->load != kOk) return only(kRuntime);
  return publish_graph(bit(kOk), out, 0, bit(model->compute));
}

Expected AbiModel::publish_graph(std::uint32_t allowed, std::uint32_t out, std::uint64_t bytes,
                                 std::uint32_t compute_allowed) {
  const std::uint32_t handle = last_handle_ + 1;
  const auto commit = [this, handle, bytes, compute_allowed](std::uint32_t answer) {
    if (answer != kOk) return;
    last_handle_ = handle;
    graphs_[handle] = {std::make_shared<const GraphPorts>(lookup_(handle)), std::make_shared<Charge>(model_bytes_, bytes), compute_allowed};
  };
  return {allowed, {{out, bytes_of_number(handle)}}, bit(kOk), commit};
}

Expected AbiModel::init(Arguments a, ByteView memory) {
  if (!inside(memory, a[1], 4)) return only(kArgument);
  const auto graph = graphs_.find(a[0]);
  if (graph == graphs_.end()) return only(kArgument);
  if (contexts_.size() >= limits_.contexts) return only(kLarge);
  const std::uint32_t handle = last_handle_ + 1;
  const auto commit = [this, handle, state = graph->second](std::uint32_t) {
    last_handle_ = handle;
    const std::size_t inputs = state.ports->inputs.size();
    contexts_[handle] = {state, std::vector<InputState>(inputs), std::vector<CopyState>(inputs), std::nullopt, 0};
  };
  return {bit(kOk), {{a[1], bytes_of_number(handle)}}, bit(kOk), commit};
}

AbiModel::TensorRead AbiModel::read_tensor(std::span<const Port> ports, std::uint32_t index, std::uint32_t pointer,
                                           ByteView memory, std::uint32_t most_type) const {
  const TensorRead wrong{kArgument};
  if (!inside(memory, pointer, 20)) return wrong;
  const std::uint32_t rank = u32_at(memory, pointer + 4);
  const auto type = std::to_integer<std::uint8_t>(memory[pointer + 8]);
  const std::uint32_t data = u32_at(memory, pointer + 12);
  const std::uint32_t length = u32_at(memory, pointer + 16);
  if (length > 0 && !inside(memory, data, length)) return wrong;
  const std::uint32_t sizes = u32_at(memory, pointer);
  if (type > most_type || rank >= kRankTooHigh) return wrong;
  if (rank > 0 && !inside(memory, sizes, std::uint64_t{4} * rank)) return wrong;
  std::vector<std::uint32_t> dimensions;
  for (std::uint64_t i = 0; i < rank; ++i) dimensions.push_back(u32_at(memory, sizes + 4 * i));
  const bool negative = std::any_of(dimensions.begin(), dimensions.end(), [](auto d) { return d > 0x7FFFFFFF; });
  if (negative || index >= ports.size()) return wrong;
  const ElementType element = meant(type, ports[index], dimensions, length);
  if (size_of(dimensions, byte_size(element)) != length) return wrong;
  if (!fits_port(ports[index], element, dimensions)) return wrong;
  if (length > limits_.tensor_size) return {kLarge};
  return {kOk, element, data, length == 0 ? ByteView() : memory.subspan(data, length)};
}

Expected AbiModel::set_input(Arguments a, ByteView memory) {
  const auto context = contexts_.find(a[0]);
  if (context == contexts_.end()) return only(kArgument);
  const TensorRead tensor = read_tensor(inputs_of(a[0]), a[1], a[2], memory, kLastType);
  if (tensor.answer != kOk) return only(tensor.answer);
  return keep_input(context->second, a[1], tensor.data);
}

Expected AbiModel::keep_input(ContextState& context, std::size_t index, ByteView data) {
  InputState& input = context.inputs[index];
  const bool makes_room = !input.set || data.size() > input.room;
  const Session::Usage used = usage();
  // The old tensor is there until the new one has its place.
  if (makes_room && (used.tensors >= limits_.tensors || used.tensor_bytes + data.size() > limits_.tensor_bytes)) {
    return only(kLarge);
  }
  const auto commit = [&input, makes_room, kept = std::vector<std::byte>(data.begin(), data.end())](std::uint32_t) {
    input.set = true;
    input.room = makes_room ? kept.size() : input.room;
    input.bytes = kept;
  };
  return {bit(kOk), {}, 0, commit};
}

Expected AbiModel::compute(Arguments a) {
  const auto found = contexts_.find(a[0]);
  if (found == contexts_.end()) return only(kArgument);
  ContextState& context = found->second;
  const bool missing = std::any_of(context.inputs.begin(), context.inputs.end(), [](const auto& i) { return !i.set; });
  if (missing) return only(kArgument);
  Expected expected = context.inputs.size() > limits_.inputs ? only(kArgument) : run(context);
  // Whatever comes of it, what was computed before is gone.
  expected.commit = [&context, then = expected.commit](std::uint32_t answer) {
    context.outputs.reset();
    if (then) then(answer);
  };
  return expected;
}

Expected AbiModel::run(ContextState& context) const {
  std::uint64_t size = 0;
  std::vector<std::vector<std::byte>> outputs;
  for (const InputState& input : context.inputs) {
    size += input.bytes.size();
    outputs.push_back(input.bytes);
  }
  const std::uint64_t others = usage().tensor_bytes - context.output_room;
  const bool too_large = size != context.output_room && others + size > limits_.tensor_bytes;
  std::uint32_t allowed = context.graph.compute_allowed;
  if (too_large && (allowed & bit(kOk)) != 0) allowed = (allowed & ~bit(kOk)) | bit(kLarge);
  const auto commit = [&context, size, outputs](std::uint32_t answer) {
    if (answer == kOk) context.outputs = outputs;
    if (answer == kOk || answer == kLarge) context.output_room = answer == kOk ? size : 0;
  };
  return {allowed, {}, 0, commit};
}

Expected AbiModel::get_output(Arguments a, ByteView memory) {
  if (!inside(memory, a[4], 4) || (a[3] > 0 && !inside(memory, a[2], a[3]))) return only(kArgument);
  const auto context = contexts_.find(a[0]);
  if (context == contexts_.end()) return only(kArgument);
  const auto& ports = context->second.graph.ports->outputs;
  if (a[1] >= ports.size()) return only(kArgument);
  if (!ports[a[1]].type) return only(kUnsupported);
  if (!context->second.outputs) return only(kRuntime);
  const std::vector<std::byte>& output = (*context->second.outputs)[a[1]];
  const auto size = bytes_of_number(static_cast<std::uint32_t>(output.size()));
  if (output.size() > a[3]) return {bit(kLarge), {{a[4], size}}, bit(kLarge), {}};
  return {bit(kOk), {{a[2], output}, {a[4], size}}, bit(kOk), {}};
}

Expected AbiModel::stream(Arguments a) const { return only(contexts_.contains(a[0]) ? kUnsupported : kArgument); }

Expected AbiModel::unload(Arguments a) {
  if (!graphs_.contains(a[0])) return only(kArgument);
  return {bit(kOk), {}, 0, [this, handle = a[0]](std::uint32_t) { graphs_.erase(handle); }};
}

Expected AbiModel::finalize(Arguments a) {
  if (!contexts_.contains(a[0])) return only(kArgument);
  return {bit(kOk), {}, 0, [this, handle = a[0]](std::uint32_t) { contexts_.erase(handle); }};
}

Session::Usage AbiModel::usage() const {
  Session::Usage used{graphs_.size(), contexts_.size(), 0, model_bytes_, 0};
  for (const auto& [handle, context] : contexts_) {
    used.tensor_bytes += context.output_room;
    for (const InputState& input : context.inputs) {
      used.tensors += input.set ? 1 : 0;
      used.tensor_bytes += input.room;
    }
    for (const CopyState& copy : context.copies) {
      used.tensors += copy.charged ? 1 : 0;
      used.tensor_bytes += copy.room;
    }
  }
  return used;
}

std::vector<std::uint32_t> AbiModel::graphs() const {
  std::vector<std::uint32_t> handles;
  for (const auto& [handle, state] : graphs_) handles.push_back(handle);
  return handles;
}

std::vector<std::uint32_t> AbiModel::contexts() const {
  std::vector<std::uint32_t> handles;
  for (const auto& [handle, state] : contexts_) handles.push_back(handle);
  return handles;
}

std::span<const Port> AbiModel::inputs_of(std::uint32_t context) const {
  return contexts_.at(context).graph.ports->inputs;
}

std::span<const Port> AbiModel::outputs_of(std::uint32_t context) const {
  return contexts_.at(context).graph.ports->outputs;
}

}  // namespace wasinn::fuzz

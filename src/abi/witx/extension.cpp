// SPDX-License-Identifier: Apache-2.0
// The functions of `wasinn_nn_ext`: decode, check, call, encode. Out-pointers are checked before anything happens.
#include "abi/witx/extension.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "abi/left_out.h"
#include "abi/witx/borrowed.h"
#include "abi/witx/decode.h"
#include "abi/witx/guest.h"
#include "abi/witx/numbers.h"
#include "abi/witx/wall.h"

namespace wasinn::witx {
namespace {

constexpr std::uint32_t kInputs = 0;
constexpr std::uint32_t kOutputs = 1;

Result<void> check_allowed(Guest& guest) {
  if (guest.session().host().policy().extensions) return {};
  return fail(ErrorCode::UnsupportedOperation,
              "the operator turned the functions of wasinn_nn_ext off; work without them when supports answers 0");
}

/// A function that the operator may turn off.
template <Serve serve>
Result<void> allowed(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_TRY(check_allowed(guest));
  return serve(guest, memory, a);
}

// Inspection.

Result<std::span<const Port>> ports(Guest& guest, std::uint32_t handle, std::uint32_t direction) {
  WASINN_ASSIGN(const GuestGraph* graph, guest.graph(handle));
  if (direction == kInputs) return graph->graph().inputs();
  if (direction == kOutputs) return graph->graph().outputs();
  return fail(ErrorCode::InvalidArgument, std::to_string(direction) + " is no direction; inputs are 0, outputs 1");
}

Result<const Port*> port(Guest& guest, Arguments a) {
  WASINN_ASSIGN(const std::span<const Port> all, ports(guest, a[0], a[1]));
  if (a[2] < all.size()) return &all[a[2]];
  return fail(ErrorCode::InvalidArgument, "the graph has " + std::to_string(all.size()) +
                                              (a[1] == kInputs ? " inputs" : " outputs") + ", and number " +
                                              std::to_string(a[2]) + " was asked for");
}

Result<void> port_count(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const OutU32 count_out, OutU32::at(memory, a[2]));
  WASINN_ASSIGN(const std::span<const Port> all, ports(guest, a[0], a[1]));
  count_out.write(static_cast<std::uint32_t>(all.size()));
  return {};
}

Result<void> port_name(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const SizedBuffer to, SizedBuffer::at(memory, a[3], a[4], a[5]));
  WASINN_ASSIGN(const Port* found, port(guest, a));
  return to.write(bytes_of(found->name), "name");
}

Result<void> port_type(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const OutU32 type_out, OutU32::at(memory, a[3]));
  WASINN_ASSIGN(const Port* found, port(guest, a));
  type_out.write(found->any_type ? kAnyNumber : number_of(found->type));
  return {};
}

Result<void> port_dimensions(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const SizedBuffer to, SizedBuffer::at(memory, a[3], a[4], a[5]));
  WASINN_ASSIGN(const Port* found, port(guest, a));
  if (!found->rank_known) {
    return fail(ErrorCode::UnsupportedOperation, "the model does not say how many dimensions it has");
  }
  std::vector<std::int64_t> sizes;
  for (const PortDimension& dimension : found->dimensions) sizes.push_back(dimension.size);
  return to.write(std::as_bytes(std::span(sizes)), "list of dimensions");
}

Result<void> metadata_count(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const OutU32 count_out, OutU32::at(memory, a[1]));
  WASINN_ASSIGN(const GuestGraph* graph, guest.graph(a[0]));
  count_out.write(static_cast<std::uint32_t>(graph->graph().info().metadata.size()));
  return {};
}

template <auto part>
Result<void> metadata(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const SizedBuffer to, SizedBuffer::at(memory, a[2], a[3], a[4]));
  WASINN_ASSIGN(const GuestGraph* graph, guest.graph(a[0]));
  const auto& rows = graph->graph().info().metadata;
  if (a[1] < rows.size()) return to.write(bytes_of(rows[a[1]].*part), "text");
  return fail(ErrorCode::InvalidArgument, "the graph has " + std::to_string(rows.size()) +
                                              " lines of metadata, and number " + std::to_string(a[1]) +
                                              " was asked for");
}

using Line = std::pair<std::string, std::string>;

// Inference in one call.

/// The outputs of one call as they stand in guest memory: {u32 buffer, u32 buffer_max, u32 written} each.
class OutputRows {
 public:
  static Result<OutputRows> at(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t count,
                               const Context& context) {
    if (count > context.outputs().size()) {
      return fail(ErrorCode::InvalidArgument, context.graph_text() + " has " +
                                                  std::to_string(context.outputs().size()) + " outputs, and " +
                                                  std::to_string(count) + " were asked for");
    }
    const auto rows = memory.range(count == 0 ? 0 : pointer, std::uint64_t{count} * kRowBytes);
    if (!rows) return fail(ErrorCode::InvalidArgument, "the list of outputs lies outside the guest's memory");
    return OutputRows(*rows);
  }

  /// Reads the buffers, each once. Errors: InvalidArgument.
  Result<void> read(const GuestMemory& memory, std::span<OutputBuffer> outputs) const {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const std::uint32_t pointer = u32_at(rows_, i * kRowBytes + kBuffer);
      const std::uint32_t capacity = u32_at(rows_, i * kRowBytes + kCapacity);
      WASINN_ASSIGN(outputs[i].bytes, decode_buffer(memory, pointer, capacity));
    }
    return {};
  }

  /// Tells all sizes.
  void write_sizes(std::span<const OutputBuffer> outputs) const noexcept {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const auto size = static_cast<std::uint32_t>(outputs[i].size);
      std::memcpy(rows_.data() + i * kRowBytes + kWritten, &size, sizeof size);
    }
  }

 private:
  static constexpr std::size_t kRowBytes = 12;
  static constexpr std::size_t kBuffer = 0;
  static constexpr std::size_t kCapacity = 4;
  static constexpr std::size_t kWritten = 8;

  explicit OutputRows(MutableBytes rows) : rows_(rows) {}

  MutableBytes rows_;
};

/// The last inputs may be missing where all of them may be left out.
Result<void> check_input_count(std::uint32_t count, const Context& context) {
  const std::span<const Port> ports = context.inputs();
  const auto optional = [](const Port& port) { return port.optional; };
  if (count <= ports.size() && std::ranges::all_of(ports.subspan(count), optional)) return {};
  return fail(ErrorCode::InvalidArgument, context.graph_text() + " takes " + std::to_string(ports.size()) +
                                              " inputs, and " + std::to_string(count) + " were given");
}

/// Reads the tensors of the first `count` inputs; the others are left out. Errors: as of set_input, and InvalidArgument
/// when there are too few or too many.
Result<void> read_inputs(const GuestMemory& memory, std::uint32_t pointer, std::uint32_t count, const Context& context,
                         std::span<TensorView> inputs) {
  WASINN_TRY(check_input_count(count, context));
  if (count > 0 && !memory.range(pointer, std::uint64_t{count} * kTensorBytes)) {
    return fail(ErrorCode::InvalidArgument, "the list of inputs lies outside the guest's memory");
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    WASINN_ASSIGN(const GuestTensor& tensor, read_tensor(memory, pointer + i * kTensorBytes));
    WASINN_ASSIGN(inputs[i], accept_tensor(tensor, context, i, TypeNumbers::Extended));
  }
  for (std::size_t i = count; i < inputs.size(); ++i) inputs[i] = left_out(context.inputs()[i]);
  return {};
}

/// Whether all sizes are numbers of 32 bits.
bool can_be_told(std::span<const OutputBuffer> outputs) {
  return std::none_of(outputs.begin(), outputs.end(),
                      [](const auto& o) { return o.size > std::numeric_limits<std::uint32_t>::max(); });
}

tl::unexpected<Error> too_small(std::span<const OutputBuffer> outputs) {
  const auto found = std::find_if(outputs.begin(), outputs.end(), [](const auto& o) { return !o.fits(); });
  return fail(ErrorCode::TooLarge, "output " + std::to_string(found - outputs.begin()) + " has " +
                                       std::to_string(found->size) + " bytes, and the guest's buffer " +
                                       std::to_string(found->bytes.size()));
}

Result<void> infer(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(StagedContext * context, guest.context(a[0]));
  BorrowedTensors& tensors = context->borrowed();
  WASINN_ASSIGN(const OutputRows rows, OutputRows::at(memory, a[3], a[4], context->context()));
  const std::span<OutputBuffer> outputs = tensors.outputs(a[4]);
  WASINN_TRY(rows.read(memory, outputs));
  WASINN_TRY(read_inputs(memory, a[1], a[2], context->context(), tensors.inputs()));
  WASINN_TRY(context->infer(guest.session(), outputs.size(), memory.shared()));
  if (can_be_told(outputs)) rows.write_sizes(outputs);
  if (std::all_of(outputs.begin(), outputs.end(), [](const auto& o) { return o.fits(); })) [[likely]] return {};
  return too_small(outputs);
}

// The two functions that behave otherwise.

Result<void> read_supports(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_TRY(check_allowed(guest));
  WASINN_ASSIGN(const std::string name, decode_text(memory, a[0], a[1], guest.session().limits().name_bytes, "name"));
  const auto all = extension_functions();
  if (std::any_of(all.begin(), all.end(), [&](const Function& row) { return row.name == name; })) return {};
  return fail(ErrorCode::NotFound, "");
}

/// 1 or 0: no question is a failure, and a host that answers 0 to everything has no extension.
std::uint32_t supports(Guest& guest, const GuestMemory& memory, Arguments arguments) noexcept {
  return memory.present() && guarded(read_supports, guest, memory, arguments) ? 1 : 0;
}

Result<void> read_last_error(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_TRY(check_allowed(guest));
  WASINN_ASSIGN(const SizedBuffer to, SizedBuffer::at(memory, a[0], a[1], a[2]));
  return to.write(bytes_of(guest.last_error()), "text");
}

/// Its own failures are neither told nor remembered, so that asking for the size does not hide what is asked for.
std::uint32_t last_error(Guest& guest, const GuestMemory& memory, Arguments arguments) noexcept {
  if (!memory.present()) return static_cast<std::uint32_t>(Errno::MissingMemory);
  const Result<void> served = guarded(read_last_error, guest, memory, arguments);
  return static_cast<std::uint32_t>(served ? Errno::Success : errno_of(served.error().code));
}

}  // namespace

std::span<const Function> extension_functions() noexcept {
  static constexpr std::array kFunctions = {
      Function{"supports", 2, supports},
      Function{"last_error", 3, last_error},
      entry<"port_count", allowed<port_count>>(3),
      entry<"port_name", allowed<port_name>>(6),
      entry<"port_type", allowed<port_type>>(4),
      entry<"port_dimensions", allowed<port_dimensions>>(6),
      entry<"metadata_count", allowed<metadata_count>>(2),
      entry<"metadata_key", allowed<metadata<&Line::first>>>(5),
      entry<"metadata_value", allowed<metadata<&Line::second>>>(5),
      entry<"infer", allowed<infer>>(5),
  };
  return kFunctions;
}

}  // namespace wasinn::witx

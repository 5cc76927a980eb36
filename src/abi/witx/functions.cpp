// SPDX-License-Identifier: Apache-2.0
// The functions of `wasi_ephemeral_nn`: decode, check, call, encode. Out-pointers are checked before anything happens.
#include "abi/witx/functions.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "abi/witx/decode.h"
#include "abi/witx/guest.h"
#include "abi/witx/wall.h"

namespace wasinn::witx {
namespace {

Result<void> load(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const OutU32 graph_out, OutU32::at(memory, a[4]));
  const auto encoding = encoding_of(a[2]);
  if (!encoding) return fail(ErrorCode::InvalidEncoding, std::to_string(a[2]) + " is the number of no encoding");
  WASINN_ASSIGN(const ExecutionTarget target, decode_target(a[3]));
  WASINN_ASSIGN(const ModelBytes model, decode_model(memory, a[0], a[1], guest.session().limits()));
  WASINN_ASSIGN(GuestGraph graph, guest.session().load(model.parts, *encoding, target));
  WASINN_ASSIGN(const std::uint32_t handle, guest.add_graph(std::move(graph)));
  graph_out.write(handle);
  return {};
}

Result<void> load_by_name(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const OutU32 graph_out, OutU32::at(memory, a[2]));
  WASINN_ASSIGN(const std::string name, decode_text(memory, a[0], a[1], guest.session().limits().name_bytes, "name"));
  WASINN_ASSIGN(GuestGraph graph, guest.session().load_by_name(name));
  WASINN_ASSIGN(const std::uint32_t handle, guest.add_graph(std::move(graph)));
  graph_out.write(handle);
  return {};
}

Result<void> load_by_name_with_config(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const OutU32 graph_out, OutU32::at(memory, a[4]));
  Session& session = guest.session();
  WASINN_ASSIGN(const std::string name, decode_text(memory, a[0], a[1], session.limits().name_bytes, "name"));
  WASINN_ASSIGN(const std::string config, decode_text(memory, a[2], a[3], session.limits().config_bytes, "options"));
  WASINN_ASSIGN(const GuestOptions options, session.parse_options(config));
  WASINN_ASSIGN(GuestGraph graph, session.load_by_name(name, options));
  WASINN_ASSIGN(const std::uint32_t handle, guest.add_graph(std::move(graph)));
  graph_out.write(handle);
  return {};
}

Result<void> init_execution_context(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const OutU32 context_out, OutU32::at(memory, a[1]));
  WASINN_ASSIGN(GuestGraph * graph, guest.graph(a[0]));
  WASINN_ASSIGN(auto context, guest.session().create_context(*graph));
  WASINN_ASSIGN(const std::uint32_t handle, guest.add_context(StagedContext(std::move(context))));
  context_out.write(handle);
  return {};
}

Result<void> set_input(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(StagedContext * context, guest.context(a[0]));
  if (context->set_again(memory, a[1], a[2])) return {};
  WASINN_ASSIGN(const GuestTensor& given, read_tensor(memory, a[2]));
  WASINN_ASSIGN(const TensorView& tensor, accept_tensor(given, context->context(), a[1]));
  return context->set_input(guest.session(), a[1], tensor, given.form);
}

Result<void> compute(Guest& guest, const GuestMemory&, Arguments a) {
  WASINN_ASSIGN(StagedContext * context, guest.context(a[0]));
  return context->compute();
}

constexpr std::uint64_t kMostBytes = std::numeric_limits<std::uint32_t>::max();  // that a guest can address

/// Where an output goes, and where its size is told.
struct OutputPlace {
  OutU32 written_out;
  MutableBytes buffer;
};

Result<OutputPlace> decode_place(const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(const OutU32 written_out, OutU32::at(memory, a[4]));
  WASINN_ASSIGN(const MutableBytes buffer, decode_buffer(memory, a[2], a[3]));
  return OutputPlace{written_out, buffer};
}

/// A buffer of no bytes becomes one of all that are there where the operator's policy says that it is meant so.
Result<MutableBytes> meant_buffer(Guest& guest, const GuestMemory& memory, Arguments a, const OutputPlace& place,
                                  ByteView found) {
  if (a[3] != 0 || !guest.session().host().policy().unsized_buffers) return place.buffer;
  return decode_buffer(memory, a[2], static_cast<std::uint32_t>(std::min<std::size_t>(found.size(), kMostBytes)));
}

/// Copies output `index` and tells its size, also when the guest's buffer is too small for it.
Result<void> give_output(StagedContext& context, std::uint32_t index, ByteView found, const OutputPlace& place) {
  const std::uint64_t size = context.copy(found, place.buffer);
  if (size > kMostBytes) {
    return fail(ErrorCode::TooLarge, "output " + std::to_string(index) + " has " + std::to_string(size) +
                                         " bytes, more than a guest can address");
  }
  place.written_out.write(static_cast<std::uint32_t>(size));
  if (size <= place.buffer.size()) return {};
  return fail(ErrorCode::TooLarge, "output " + std::to_string(index) + " has " + std::to_string(size) +
                                       " bytes, and the guest's buffer " + std::to_string(place.buffer.size()));
}

Result<void> get_output(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(OutputPlace place, decode_place(memory, a));
  WASINN_ASSIGN(StagedContext * context, guest.context(a[0]));
  WASINN_ASSIGN(const ByteView found, context->output(a[1]));
  WASINN_ASSIGN(place.buffer, meant_buffer(guest, memory, a, place, found));
  return give_output(*context, a[1], found, place);
}

/// A context whose graph streams; all three functions for that begin with it.
Result<StagedContext*> streaming_context(Guest& guest, std::uint32_t handle) {
  WASINN_ASSIGN(StagedContext * context, guest.context(handle));
  WASINN_TRY(context->check_streams());
  return context;
}

Result<void> compute_single(Guest& guest, const GuestMemory&, Arguments a) {
  WASINN_ASSIGN(StagedContext * context, streaming_context(guest, a[0]));
  return context->step();
}

Result<void> get_output_single(Guest& guest, const GuestMemory& memory, Arguments a) {
  WASINN_ASSIGN(StagedContext * context, streaming_context(guest, a[0]));
  WASINN_ASSIGN(OutputPlace place, decode_place(memory, a));
  WASINN_ASSIGN(const ByteView found, context->piece(a[1]));
  WASINN_ASSIGN(place.buffer, meant_buffer(guest, memory, a, place, found));
  return give_output(*context, a[1], found, place);
}

Result<void> fini_single(Guest& guest, const GuestMemory&, Arguments a) {
  WASINN_ASSIGN(StagedContext * context, streaming_context(guest, a[0]));
  context->finish();
  return {};
}

Result<void> unload(Guest& guest, const GuestMemory&, Arguments a) { return guest.remove_graph(a[0]); }

Result<void> finalize_execution_context(Guest& guest, const GuestMemory&, Arguments a) {
  return guest.remove_context(a[0]);
}

}  // namespace

std::span<const Function> functions() noexcept {
  static constexpr std::array kFunctions = {
      entry<"load", load>(5),
      entry<"load_by_name", load_by_name>(3),
      entry<"load_by_name_with_config", load_by_name_with_config>(5),
      entry<"init_execution_context", init_execution_context>(2),
      entry<"set_input", set_input>(3),
      entry<"compute", compute>(1),
      entry<"get_output", get_output>(5),
      entry<"compute_single", compute_single>(1),
      entry<"get_output_single", get_output_single>(5),
      entry<"fini_single", fini_single>(1),
      entry<"unload", unload>(1),
      entry<"finalize_execution_context", finalize_execution_context>(1),
  };
  return kFunctions;
}

}  // namespace wasinn::witx

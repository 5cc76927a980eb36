// SPDX-License-Identifier: Apache-2.0
// AbiModel: a second, small implementation of the rules of what core modules import, to compare the real one with.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/port.h"
#include "base/bytes.h"
#include "host/session.h"
#include "policy/limits.h"

namespace wasinn::fuzz {

/// What loading or computing a model that the model knows gives, as an errno.
struct KnownModel {
  std::string_view text;
  std::uint32_t load;
  std::uint32_t compute;
};

/// The models that sequences load most of the time. Static.
std::span<const KnownModel> known_models() noexcept;

/// A graph that the host has under a name.
struct KnownName {
  std::string_view name;
  std::string_view text;  ///< content of its file
  bool missing;           ///< there is no file
};

std::span<const KnownName> known_names() noexcept;

/// The ports of a graph, copied, so that the model keeps nothing alive.
struct GraphPorts {
  std::vector<Port> inputs;
  std::vector<Port> outputs;
};

/// What a call may answer and do. A plain value.
struct Expected {
  std::uint32_t allowed = 0;  ///< bit e: errno e may come back
  std::vector<std::pair<std::uint32_t, std::vector<std::byte>>> writes;  ///< to guest memory, on `writes_at`
  std::uint32_t writes_at = 1;                                           ///< bit e: the errnos with which it writes
  std::function<void(std::uint32_t answer)> commit;                      ///< what changes with an answer; may be empty
  std::vector<std::pair<std::uint32_t, std::uint32_t>> unsaid = {};  ///< places and sizes that may hold anything, on
  std::uint32_t unsaid_at = 0;                                       ///< bit e: these errnos
};

/// The state of one guest as the rules say it must be. Knows which handles live, which inputs are set with which
/// bytes, what was computed, and what is charged.
class AbiModel {
 public:
  /// Reads the ports of the graph that the host published under a handle.
  using PortLookup = std::function<GraphPorts(std::uint32_t handle)>;

  AbiModel(const Limits& limits, PortLookup lookup) : limits_(limits), lookup_(std::move(lookup)) {}

  /// What function `name` must answer to these arguments with this memory, which other threads may write to when it is
  /// `shared`. Nothing changes before `commit`, which is valid until the next call.
  Expected expect(std::string_view name, std::span<const std::uint32_t> arguments, ByteView memory, bool shared);

  /// The text of the last failed call, which only the real one knows.
  void remember(std::string text) { last_error_ = std::move(text); }
  const std::string& last_error() const noexcept { return last_error_; }

  /// What must be in use now.
  Session::Usage usage() const;

  std::vector<std::uint32_t> graphs() const;
  std::vector<std::uint32_t> contexts() const;
  std::uint32_t last_handle() const noexcept { return last_handle_; }

  /// The ports of the graph of a context that lives.
  std::span<const Port> inputs_of(std::uint32_t context) const;
  std::span<const Port> outputs_of(std::uint32_t context) const;

 private:
  struct Charge;
  struct GraphState {
    std::shared_ptr<const GraphPorts> ports;
    std::shared_ptr<Charge> bytes;
    std::uint32_t compute_allowed = 1;
  };
  struct InputState {
    bool set = false;
    std::uint64_t room = 0;
    std::vector<std::byte> bytes;
  };
  struct CopyState {
    bool charged = false;
    std::uint64_t room = 0;
  };
  struct ContextState {
    GraphState graph;
    std::vector<InputState> inputs;
    std::vector<CopyState> copies;  // of the inputs that infer could not lend
    std::optional<std::vector<std::vector<std::byte>>> outputs;
    std::uint64_t output_room = 0;
  };
  struct TensorRead;
  struct Range;
  struct OutputRow;
  struct Inference;
  using Arguments = std::span<const std::uint32_t>;

  Expected load(Arguments a, ByteView memory);
  Expected load_parts(const std::vector<ByteView>& parts, std::uint32_t encoding, std::uint32_t target,
                      std::uint32_t out);
  Expected load_by_name(Arguments name, Arguments config, std::uint32_t out, ByteView memory);
  Expected init(Arguments a, ByteView memory);
  Expected set_input(Arguments a, ByteView memory);
  TensorRead read_tensor(std::span<const Port> ports, std::uint32_t index, std::uint32_t pointer, ByteView memory,
                         std::uint32_t most_type) const;
  Expected keep_input(ContextState& context, std::size_t index, ByteView data);
  Expected compute(Arguments a);
  Expected run(ContextState& context) const;
  Expected get_output(Arguments a, ByteView memory);
  Expected ask(std::string_view name, Arguments a, ByteView memory) const;
  Expected ask_port(std::string_view name, Arguments a, ByteView memory) const;
  Expected infer(Arguments a, ByteView memory, bool shared);
  Expected infer_with(ContextState& context, Inference inference) const;
  bool stage(Inference& inference, std::vector<CopyState>& copies, Session::Usage& used) const;
  static bool lends_output(const Inference& inference, std::size_t index, const Port& port);
  Expected run_into(ContextState& context, const Inference& inference, const Session::Usage& used) const;
  Expected stream(Arguments a) const;
  Expected unload(Arguments a);
  Expected finalize(Arguments a);
  Expected publish_graph(std::uint32_t allowed, std::uint32_t out, std::uint64_t bytes, std::uint32_t compute_allowed);

  Limits limits_;
  PortLookup lookup_;
  std::uint32_t last_handle_ = 0;
  std::uint64_t model_bytes_ = 0;
  std::string last_error_;
  std::map<std::uint32_t, GraphState> graphs_;
  std::map<std::uint32_t, ContextState> contexts_;
};

}  // namespace wasinn::fuzz

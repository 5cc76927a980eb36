// SPDX-License-Identifier: Apache-2.0
// GuestState: what the host functions find behind one running guest's store.
#pragma once

#include <wasmtime.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "abi/guest_memory.h"
#include "abi/witx/guest.h"

namespace wasinn::engine {

/// One guest while it runs: the data of its store, which holds one instance only. One thread at a time.
class GuestState {
 public:
  explicit GuestState(std::shared_ptr<Session> session) : nn_(std::move(session)) {}

  /// The state of the guest whose store is `context`.
  static GuestState& of(const wasmtime_context_t* context) noexcept {
    return *static_cast<GuestState*>(wasmtime_context_get_data(context));
  }

  /// The guest's side of wasi-nn.
  witx::Guest& nn() noexcept { return nn_; }

  /// The guest's memory as it is now, for the call that `caller` makes. Its handle is looked up in the first call,
  /// which may be made by a start function, before the instance is complete.
  GuestMemory memory(wasmtime_caller_t* caller, wasmtime_context_t* context) noexcept {
    if (!looked_up_) look_up(caller);
    if (!memory_) return GuestMemory();
    auto* data = reinterpret_cast<std::byte*>(wasmtime_memory_data(context, &*memory_));
    return GuestMemory(MutableBytes(data, wasmtime_memory_data_size(context, &*memory_)));
  }

  /// The guest ended itself.
  void exit(std::uint32_t code) noexcept { exit_code_ = code; }

  /// What the guest ended itself with; nothing if it did not.
  std::optional<std::uint32_t> exit_code() const noexcept { return exit_code_; }

 private:
  void look_up(wasmtime_caller_t* caller) noexcept;

  witx::Guest nn_;
  std::optional<wasmtime_memory_t> memory_;
  bool looked_up_ = false;
  std::optional<std::uint32_t> exit_code_;
};

}  // namespace wasinn::engine

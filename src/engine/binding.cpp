// SPDX-License-Identifier: Apache-2.0
// Defines WASI and the tables of wasi-nn functions on a linker.
#include "engine/binding.h"

#include <wasmtime.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/witx/functions.h"
#include "engine/failure.h"
#include "engine/guest_state.h"

namespace wasinn::engine {
namespace {

wasm_functype_t* function_type(std::size_t parameters, std::size_t results) {
  std::vector<wasm_valtype_t*> types(parameters + results);
  for (wasm_valtype_t*& type : types) type = wasm_valtype_new(WASM_I32);
  wasm_valtype_vec_t taken;
  wasm_valtype_vec_t given;
  wasm_valtype_vec_new(&taken, parameters, types.data());
  wasm_valtype_vec_new(&given, results, types.data() + parameters);
  return wasm_functype_new(&taken, &given);
}

/// Serves one call. The table's functions let no exception out.
std::uint32_t serve(const witx::Function& function, witx::Guest& guest, const GuestMemory& memory,
                    const wasmtime_val_raw_t* values) noexcept {
  std::array<std::uint32_t, witx::kMostParameters> arguments;
  for (std::size_t i = 0; i < function.parameter_count; ++i) arguments[i] = static_cast<std::uint32_t>(values[i].i32);
  return function.call(guest, memory, arguments.data());
}

/// Serves one call of a wasi-nn function, which `function` is.
wasm_trap_t* call_nn(void* function, wasmtime_caller_t* caller, wasmtime_val_raw_t* values, std::size_t) noexcept {
  const auto& called = *static_cast<const witx::Function*>(function);
  wasmtime_context_t* const context = wasmtime_caller_context(caller);
  GuestState& guest = GuestState::of(context);
  values[0].i32 = static_cast<std::int32_t>(serve(called, guest.nn(), guest.memory(caller, context), values));
  return nullptr;
}

/// One function on a linker of somebody else's.
struct ForeignCall {
  const witx::Function* function;
  GuestFinder find;
};

void delete_call(void* call) noexcept { delete static_cast<ForeignCall*>(call); }

/// The memory that the calling instance exports, be it shared or not.
GuestMemory memory_of(wasmtime_caller_t* caller, wasmtime_context_t* context) noexcept {
  constexpr std::string_view kName = "memory";
  wasmtime_extern_t item;
  if (!wasmtime_caller_export_get(caller, kName.data(), kName.size(), &item)) return {};
  GuestMemory memory;
  if (item.kind == WASMTIME_EXTERN_MEMORY) {
    auto* const data = reinterpret_cast<std::byte*>(wasmtime_memory_data(context, &item.of.memory));
    memory = GuestMemory({data, wasmtime_memory_data_size(context, &item.of.memory)});
  } else if (item.kind == WASMTIME_EXTERN_SHAREDMEMORY) {
    auto* const data = reinterpret_cast<std::byte*>(wasmtime_sharedmemory_data(item.of.sharedmemory));
    memory = GuestMemory({data, wasmtime_sharedmemory_data_size(item.of.sharedmemory)}, true);
  }
  wasmtime_extern_delete(&item);
  return memory;
}

/// Serves one call from a store of somebody else's.
wasm_trap_t* call_foreign(void* call, wasmtime_caller_t* caller, wasmtime_val_raw_t* values, std::size_t) noexcept {
  constexpr std::string_view kNobody = "the store that calls wasi-nn has no guest of wasinn's";
  const auto& [function, find] = *static_cast<const ForeignCall*>(call);
  wasmtime_context_t* const context = wasmtime_caller_context(caller);
  witx::Guest* const guest = find(context);
  if (guest == nullptr) return wasmtime_trap_new(kNobody.data(), kNobody.size());
  values[0].i32 = static_cast<std::int32_t>(serve(*function, *guest, memory_of(caller, context), values));
  return nullptr;
}

/// Ends the guest. Wasmtime's own function accepts codes below 126 only, and needs a memory that it does not use.
wasm_trap_t* exit_process(void*, wasmtime_caller_t* caller, wasmtime_val_raw_t* values, std::size_t) noexcept {
  constexpr std::string_view kMessage = "the guest called proc_exit";
  GuestState::of(wasmtime_caller_context(caller)).exit(static_cast<std::uint32_t>(values[0].i32));
  return wasmtime_trap_new(kMessage.data(), kMessage.size());
}

Result<void> check(wasmtime_error_t* error) {
  if (error == nullptr) return {};
  return fail(ErrorCode::RuntimeError, failure_of(Owned<wasmtime_error>(error)).summary);
}

Result<void> define(wasmtime_linker_t* linker, std::string_view module, std::string_view name, wasm_functype_t* type,
                    wasmtime_func_unchecked_callback_t callback, void* data, void (*end)(void*) = nullptr) {
  wasmtime_error_t* const error = wasmtime_linker_define_func_unchecked(
      linker, module.data(), module.size(), name.data(), name.size(), type, callback, data, end);
  wasm_functype_delete(type);
  return check(error);
}

Result<void> define_wasi(wasmtime_linker_t* linker) {
  WASINN_TRY(check(wasmtime_linker_define_wasi(linker)));
  wasmtime_linker_allow_shadowing(linker, true);
  WASINN_TRY(define(linker, "wasi_snapshot_preview1", "proc_exit", function_type(1, 0), exit_process, nullptr));
  wasmtime_linker_allow_shadowing(linker, false);
  return {};
}

Result<void> define_module(wasmtime_linker_t* linker, const witx::ImportModule& module) {
  for (const witx::Function& function : module.functions) {
    if (function.parameter_count > witx::kMostParameters) {
      return fail(ErrorCode::RuntimeError, std::string(function.name) + " has more parameters than a call can carry");
    }
    // The callback only reads the table's entry; the C API has no pointer to const.
    void* const data = const_cast<witx::Function*>(&function);
    WASINN_TRY(define(linker, module.name, function.name, function_type(function.parameter_count, 1), call_nn,
                      data));
  }
  return {};
}

}  // namespace

Result<Owned<wasmtime_linker>> make_linker(wasm_engine_t* engine) {
  Owned<wasmtime_linker> linker(wasmtime_linker_new(engine));
  WASINN_TRY(define_wasi(linker.get()));
  for (const witx::ImportModule& module : witx::import_modules()) WASINN_TRY(define_module(linker.get(), module));
  return linker;
}

Result<void> define_core_nn(wasmtime_linker* linker, const GuestFinder& find) {
  for (const witx::ImportModule& module : witx::import_modules()) {
    for (const witx::Function& function : module.functions) {
      auto defined = define(linker, module.name, function.name, function_type(function.parameter_count, 1),
                            call_foreign, new ForeignCall{&function, find}, delete_call);
      if (!defined) return fail(ErrorCode::InvalidArgument, std::move(defined).error().message);
    }
  }
  return {};
}

}  // namespace wasinn::engine

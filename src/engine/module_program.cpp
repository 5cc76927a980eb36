// SPDX-License-Identifier: Apache-2.0
// Runs core modules: `_start`, or one function that was asked for.
#include "engine/module_program.h"

#include <wasinn_engine.h>
#include <wasmtime.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/guest_state.h"
#include "engine/machine_code.h"
#include "engine/module_exports.h"
#include "engine/module_linking.h"
#include "engine/value_text.h"

namespace wasinn::engine {
namespace {

constexpr std::string_view kInitialize = "_initialize";
constexpr InstanceBounds kBounds{.instances = 1, .tables = 16};

/// Calls the C API, which reports by an error or by a trap.
template <class Call>
std::optional<Failure> failure_in(Call call) {
  wasm_trap_t* trap = nullptr;
  if (wasmtime_error_t* error = call(&trap)) return failure_of(Owned<wasmtime_error>(error));
  if (trap != nullptr) return failure_of(Owned<wasm_trap_t>(trap));
  return std::nullopt;
}

std::optional<Failure> call(wasmtime_context_t* context, const wasmtime_instance_t& instance, std::string_view name,
                            std::vector<wasmtime_val_t>& results) {
  wasmtime_extern_t item;
  if (!wasmtime_instance_export_get(context, &instance, name.data(), name.size(), &item)) {
    return Failure{"the instance has lost its " + std::string(name), {}, {}};
  }
  auto failure = failure_in([&](wasm_trap_t** trap) {
    return wasmtime_func_call(context, &item.of.func, nullptr, 0, results.data(), results.size(), trap);
  });
  wasmtime_extern_delete(&item);
  return failure;
}

/// A reactor wants this called before anything else.
std::optional<Failure> initialize(wasmtime_context_t* context, const wasmtime_instance_t& instance) {
  wasmtime_extern_t item;
  if (!wasmtime_instance_export_get(context, &instance, kInitialize.data(), kInitialize.size(), &item)) return {};
  const bool callable = item.kind == WASMTIME_EXTERN_FUNC;
  wasmtime_extern_delete(&item);
  std::vector<wasmtime_val_t> no_results;
  return callable ? call(context, instance, kInitialize, no_results) : std::nullopt;
}

class ModuleExecution final : public Execution {
 public:
  /// Calls `function`, or `_start` where that is empty.
  ModuleExecution(const wasmtime_instance_pre_t* linked, std::shared_ptr<Session> session, std::string function,
                  std::size_t result_count)
      : linked_(linked), guest_(std::move(session)), function_(std::move(function)), results_(result_count) {}

  void* store_data() noexcept override { return &guest_; }
  InstanceBounds bounds() const noexcept override { return kBounds; }

  tl::expected<Outcome, Failure> execute(wasmtime_context_t* context) override {
    wasinn_context_set_call_bytes(context, most_call_bytes(guest_.nn().session().limits()));
    std::optional<Failure> failure = instantiate_and_call(context);
    if (guest_.exit_code()) return Outcome{*guest_.exit_code()};
    if (failure) return tl::unexpected(std::move(*failure));
    Outcome outcome;
    for (const wasmtime_val_t& value : results_) {
      if (!outcome.result.empty()) outcome.result += '\n';
      outcome.result += value_text(value);
    }
    return outcome;
  }

 private:
  std::optional<Failure> instantiate_and_call(wasmtime_context_t* context) {
    wasmtime_instance_t instance;
    auto failure = failure_in([&](wasm_trap_t** trap) {
      return wasmtime_instance_pre_instantiate(linked_, context, &instance, trap);
    });
    if (failure) return failure;
    if (function_.empty()) return call(context, instance, "_start", results_);
    if (function_ != kInitialize) failure = initialize(context, instance);
    return failure ? failure : call(context, instance, function_, results_);
  }

  const wasmtime_instance_pre_t* linked_;
  GuestState guest_;
  std::string function_;
  std::vector<wasmtime_val_t> results_;
};

class ModuleProgram final : public Program {
 public:
  ModuleProgram(std::string name, wasm_engine_t* engine, const wasmtime_linker_t* linker,
                Owned<wasmtime_module> module)
      : Program(std::move(name), engine),
        module_(std::move(module)),
        command_(check_command(module_.get(), this->name())),
        linked_(link_module(engine, linker, module_.get(), this->name())) {}

  Result<std::vector<std::byte>> serialize() const override {
    wasm_byte_vec_t code;
    return take_machine_code(wasmtime_module_serialize(module_.get(), &code), code, name());
  }

  Result<void> check(const std::string& function) const override {
    WASINN_TRY(results_of(function));
    if (!linked_) return fail(linked_.error());
    return {};
  }

  Result<std::unique_ptr<Execution>> prepare(std::shared_ptr<Session> session,
                                             const std::string& function) const override {
    WASINN_ASSIGN(const std::size_t result_count, results_of(function));
    if (!linked_) return fail(linked_.error());
    return std::make_unique<ModuleExecution>(linked_->get(), std::move(session), function, result_count);
  }

 private:
  /// How many results `function`, or `_start`, has.
  Result<std::size_t> results_of(const std::string& function) const {
    if (!function.empty()) return result_count(module_.get(), function, name());
    if (!command_) return fail(command_.error());
    return 0;
  }

  Owned<wasmtime_module> module_;
  Result<void> command_;
  Result<Owned<wasmtime_instance_pre>> linked_;
};

}  // namespace

std::shared_ptr<const Program> make_program(std::string name, wasm_engine_t* engine, const wasmtime_linker* linker,
                                            Owned<wasmtime_module> module) {
  return std::make_shared<const ModuleProgram>(std::move(name), engine, linker, std::move(module));
}

}  // namespace wasinn::engine

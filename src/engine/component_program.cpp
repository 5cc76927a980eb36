// SPDX-License-Identifier: Apache-2.0
// Runs components: `run` of wasi:cli/run, or one function that was asked for.
#include "engine/component_program.h"

#include <wasinn_engine.h>
#include <wasmtime.h>

#include <optional>
#include <utility>

#include "engine/component_exports.h"
#include "engine/component_linking.h"
#include "engine/component_nn.h"
#include "engine/component_state.h"
#include "engine/machine_code.h"
#include "engine/value_text.h"

namespace wasinn::engine {
namespace {

// Files, streams and polls; each costs the host some hundred bytes.
constexpr std::size_t kMostWasiResources = 65'536;

constexpr InstanceBounds kBounds{.instances = 1000, .tables = 64};

/// A value that a function returned, deleted at the end.
class ReturnedValue {
 public:
  ReturnedValue() = default;
  ReturnedValue(const ReturnedValue&) = delete;
  ReturnedValue& operator=(const ReturnedValue&) = delete;
  ~ReturnedValue() { wasmtime_component_val_delete(&value); }

  bool is_error() const { return value.kind == WASMTIME_COMPONENT_RESULT && !value.of.result.is_ok; }

  wasmtime_component_val_t value{};
};

std::optional<Failure> failure_in(wasmtime_error_t* error) {
  if (error == nullptr) return std::nullopt;
  return failure_of(Owned<wasmtime_error>(error));
}

class ComponentExecution final : public Execution {
 public:
  /// Calls `function`; what it returns is told if `tells_result`. The other arguments outlive this object.
  ComponentExecution(const wasinn_component_pre_t* linked, const wasmtime_component_t* component,
                     const ComponentFunction& function, bool tells_result, std::shared_ptr<Session> session)
      : linked_(linked),
        component_(component),
        function_(function),
        tells_result_(tells_result),
        state_(std::move(session)) {}

  void* store_data() noexcept override { return &state_; }
  InstanceBounds bounds() const noexcept override { return kBounds; }

  tl::expected<Outcome, Failure> execute(wasmtime_context_t* context) override {
    wasinn_context_set_wasi_resources(context, kMostWasiResources);
    // A value that is told is held several times over by the host: it stays under the engine's own limit.
    if (!tells_result_) wasinn_context_set_call_bytes(context, most_call_bytes(state_.nn().session().limits()));
    ReturnedValue returned;
    if (auto failure = instantiate_and_call(context, returned.value)) {
      if (failure->exit_code) return Outcome{*failure->exit_code};
      return tl::unexpected(std::move(*failure));
    }
    Outcome outcome{returned.is_error() ? 1U : 0U};
    if (tells_result_ && function_.has_result) outcome.result = value_text(returned.value);
    return outcome;
  }

 private:
  std::optional<Failure> instantiate_and_call(wasmtime_context_t* context, wasmtime_component_val_t& result) const {
    wasmtime_component_instance_t instance;
    auto failure = failure_in(wasinn_component_pre_instantiate(linked_, context, &instance));
    if (failure) return failure;
    wasmtime_component_func_t called;
    const Owned<wasmtime_component_export_index_t> index = find();
    if (!index || !wasmtime_component_instance_get_func(&instance, context, index.get(), &called)) {
      return Failure{"the instance has lost its " + function_.full_name(), {}, {}};
    }
    const std::size_t results = function_.has_result ? 1 : 0;
    return failure_in(wasmtime_component_func_call(&called, context, nullptr, 0, &result, results));
  }

  /// Where the component has the function.
  Owned<wasmtime_component_export_index_t> find() const {
    Owned<wasmtime_component_export_index_t> interface;
    if (!function_.interface.empty()) interface = find_in(nullptr, function_.interface);
    return find_in(interface.get(), function_.name);
  }

  Owned<wasmtime_component_export_index_t> find_in(const wasmtime_component_export_index_t* interface,
                                                   const std::string& name) const {
    return Owned<wasmtime_component_export_index_t>(
        wasmtime_component_get_export_index(component_, interface, name.data(), name.size()));
  }

  const wasinn_component_pre_t* linked_;
  const wasmtime_component_t* component_;
  const ComponentFunction& function_;
  bool tells_result_;
  ComponentState state_;
};

class ComponentProgram final : public Program {
 public:
  ComponentProgram(std::string name, wasm_engine_t* engine, const wasmtime_component_linker_t* linker,
                   Owned<wasmtime_component_t> component)
      : Program(std::move(name), engine),
        component_(std::move(component)),
        functions_(functions_of(component_.get(), engine)),
        linked_(link_component(linker, component_.get(), this->name())) {}

  Result<std::vector<std::byte>> serialize() const override {
    wasm_byte_vec_t code;
    return take_machine_code(wasmtime_component_serialize(component_.get(), &code), code, name());
  }

  Result<void> check(const std::string& function) const override {
    WASINN_TRY(find(function));
    if (!linked_) return fail(linked_.error());
    return {};
  }

  Result<std::unique_ptr<Execution>> prepare(std::shared_ptr<Session> session,
                                             const std::string& function) const override {
    WASINN_ASSIGN(const ComponentFunction* const called, find(function));
    if (!linked_) return fail(linked_.error());
    return std::make_unique<ComponentExecution>(linked_->get(), component_.get(), *called, !function.empty(),
                                                std::move(session));
  }

 private:
  Result<const ComponentFunction*> find(const std::string& function) const {
    return function.empty() ? find_command(functions_, name()) : find_function(functions_, function, name());
  }

  Owned<wasmtime_component_t> component_;
  std::vector<ComponentFunction> functions_;
  Result<Owned<wasinn_component_pre>> linked_;
};

}  // namespace

std::shared_ptr<const Program> make_program(std::string name, wasm_engine_t* engine,
                                            const wasmtime_component_linker_t* linker,
                                            Owned<wasmtime_component_t> component) {
  return std::make_shared<const ComponentProgram>(std::move(name), engine, linker, std::move(component));
}

}  // namespace wasinn::engine

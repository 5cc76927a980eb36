// SPDX-License-Identifier: Apache-2.0
// Lists a component's functions and finds the one to call.
#include "engine/component_exports.h"

#include <wasmtime.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "engine/callable_names.h"

namespace wasinn::engine {
namespace {

constexpr std::size_t kMostExports = 4000;

ComponentFunction describe(std::string interface, std::string_view name, const wasmtime_component_func_type_t* type) {
  ComponentFunction function{std::move(interface), std::string(name)};
  function.parameter_count = wasmtime_component_func_type_param_count(type);
  wasmtime_component_valtype_t result;
  function.has_result = wasmtime_component_func_type_result(type, &result);
  if (!function.has_result) return function;
  function.returns_result = result.kind == WASMTIME_COMPONENT_VALTYPE_RESULT;
  wasmtime_component_valtype_delete(&result);
  return function;
}

/// Collects functions. The C API counts from the first export for each that it is asked for, so the work grows with the
/// square of their number: a bound keeps a hostile component from holding the host up.
class Listing {
 public:
  explicit Listing(const wasm_engine_t* engine) : engine_(engine) {}

  void add(const wasmtime_component_type_t* component) {
    const std::size_t count = wasmtime_component_type_export_count(component, engine_);
    for_each(component, count, wasmtime_component_type_export_nth, [this](std::string_view name, const auto& item) {
      if (item.kind == WASMTIME_COMPONENT_ITEM_COMPONENT_INSTANCE) add(name, item.of.component_instance);
      add_function({}, name, item);
    });
  }

  std::vector<ComponentFunction> take() { return std::move(functions_); }

 private:
  void add(std::string_view interface, const wasmtime_component_instance_type_t* type) {
    const std::size_t count = wasmtime_component_instance_type_export_count(type, engine_);
    for_each(type, count, wasmtime_component_instance_type_export_nth,
             [&](std::string_view name, const auto& item) { add_function(interface, name, item); });
  }

  void add_function(std::string_view interface, std::string_view name, const wasmtime_component_item_t& item) {
    if (item.kind != WASMTIME_COMPONENT_ITEM_COMPONENT_FUNC) return;
    functions_.push_back(describe(std::string(interface), name, item.of.component_func));
  }

  /// Calls `visit` for each of the exports of `type`, as long as the bound allows.
  template <class Type, class Nth, class Visit>
  void for_each(const Type* type, std::size_t count, Nth nth, Visit visit) {
    for (std::size_t i = 0; i < count && seen_ < kMostExports; ++i, ++seen_) {
      const char* name = nullptr;
      std::size_t size = 0;
      wasmtime_component_item_t item;
      if (!nth(type, engine_, i, &name, &size, &item)) continue;
      visit(std::string_view(name, size), item);
      wasmtime_component_item_delete(&item);
    }
  }

  const wasm_engine_t* engine_;
  std::vector<ComponentFunction> functions_;
  std::size_t seen_ = 0;
};

constexpr std::string_view kRun = "wasi:cli/run";

std::string_view without_version(std::string_view interface) { return interface.substr(0, interface.find('@')); }

/// Releases only: drafts such as 0.2.0-rc-2023-11-10 import what no host serves any more.
bool is_served_run(std::string_view interface) {
  constexpr std::string_view kServed = "wasi:cli/run@0.2.";
  if (!interface.starts_with(kServed)) return false;
  const std::string_view patch = interface.substr(kServed.size());
  return std::all_of(patch.begin(), patch.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::vector<std::string> callable_among(const std::vector<ComponentFunction>& functions) {
  std::vector<std::string> names;
  for (const ComponentFunction& function : functions) {
    if (function.parameter_count == 0) names.push_back(function.full_name());
  }
  return names;
}

bool is_called(const ComponentFunction& function, std::string_view wanted) {
  return function.name == wanted || std::string(without_version(function.interface)) + "#" + function.name == wanted;
}

/// The functions that `wanted` may mean: only one if that is a full name.
std::vector<const ComponentFunction*> functions_called(const std::vector<ComponentFunction>& functions,
                                                       std::string_view wanted) {
  std::vector<const ComponentFunction*> found;
  for (const ComponentFunction& function : functions) {
    if (function.full_name() == wanted) return {&function};
    if (is_called(function, wanted)) found.push_back(&function);
  }
  return found;
}

tl::unexpected<Error> unsupported(std::string text) { return fail(ErrorCode::UnsupportedOperation, std::move(text)); }

/// What may help somebody whose component is no command of ours.
std::string instead_of_command(const std::vector<ComponentFunction>& functions) {
  for (const ComponentFunction& function : functions) {
    if (without_version(function.interface) == kRun) {
      return "it exports " + printable(function.interface) + ", and wasinn runs commands of WASI 0.2";
    }
    if (function.interface.starts_with("wasi:http/")) {
      return "it is an HTTP service, and wasinn runs commands: give it a main function";
    }
  }
  const std::vector<std::string> callable = callable_among(functions);
  if (callable.empty()) return "build it as a command, with a main function";
  return callable_text(callable);
}

}  // namespace

std::vector<ComponentFunction> functions_of(const wasmtime_component_t* component, const wasm_engine_t* engine) {
  const Owned<wasmtime_component_type_t> type(wasmtime_component_type(component));
  Listing listing(engine);
  listing.add(type.get());
  return listing.take();
}

Result<const ComponentFunction*> find_command(const std::vector<ComponentFunction>& functions,
                                              const std::string& name) {
  for (const ComponentFunction& function : functions) {
    if (!is_served_run(function.interface) || function.name != "run") continue;
    if (function.parameter_count == 0 && function.returns_result) return &function;
    return unsupported(name + " exports a " + printable(function.full_name()) +
                       " that is not a function without parameters that returns a result; a command's run is");
  }
  return unsupported(name + " exports no wasi:cli/run, so there is nothing to run; " + instead_of_command(functions));
}

Result<const ComponentFunction*> find_function(const std::vector<ComponentFunction>& functions,
                                               const std::string& wanted, const std::string& name) {
  const std::vector<const ComponentFunction*> found = functions_called(functions, wanted);
  const std::string asked = "'" + printable(wanted) + "'";
  const std::string instead = "; " + callable_text(callable_among(functions));
  if (found.empty()) return unsupported(name + " exports no function " + asked + instead);
  if (found.size() > 1) {
    return unsupported(name + " has " + std::to_string(found.size()) + " functions " + asked +
                       "; write one in full: " + printable(found[0]->full_name()) + ", " +
                       printable(found[1]->full_name()));
  }
  if (found.front()->parameter_count != 0) {
    return unsupported(name + " cannot be asked for " + asked + ", which takes arguments" + instead);
  }
  return found.front();
}

}  // namespace wasinn::engine

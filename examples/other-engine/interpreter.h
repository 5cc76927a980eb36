// SPDX-License-Identifier: Apache-2.0
// A guest on wasmi, behind the WebAssembly C API; any engine that has these calls would do.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <wasm.h>

using Memory = std::span<std::uint8_t>;
using Values = std::span<const wasm_val_t>;

/// One function that the host offers.
struct HostFunction {
  std::string parameters{};  // one letter each: i is i32, l is i64
  bool returns = true;       // one i32, or nothing
  /// Gets the guest's memory as it is now, and as many values as there are parameters. Never throws. The guest ends when it
  /// answers nothing.
  std::function<std::optional<std::uint32_t>(Memory memory, Values arguments)> call{};
};

/// What a guest imports by module and name; without a `call` when nobody serves it.
using FindFunction = std::function<HostFunction(std::string_view module, std::string_view name)>;

/// An object of the C API, given back when it goes out of scope.
template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

/// A list of the C API, given back when it goes out of scope.
template <class List, void (*release)(List*)>
struct OwnedList : List {
  OwnedList() : List{} {}
  OwnedList(const OwnedList&) = delete;
  OwnedList& operator=(const OwnedList&) = delete;
  ~OwnedList() { release(this); }
};

/// One guest in one instance. One thread at a time.
class Interpreter {
 public:
  /// Compiles and links a guest in binary form. Throws std::runtime_error.
  Interpreter(const std::vector<char>& wasm, const FindFunction& find);

  /// Calls the exported function of that name, which takes and returns nothing. Returns why the guest ended before it
  /// returned, or "". Throws std::runtime_error when there is no such function.
  std::string call(std::string_view name);

 private:
  /// What the engine hands to serve() when the guest calls a function of the host.
  struct Link {
    Interpreter& interpreter;
    HostFunction function;
  };

  static wasm_trap_t* serve(void* link, const wasm_val_vec_t* arguments, wasm_val_vec_t* results) noexcept;

  Owned<wasm_func_t> import(const wasm_importtype_t* type, const FindFunction& find);
  void instantiate(const FindFunction& find);
  wasm_extern_t* exported(std::string_view name) const;
  Memory memory() const noexcept;

  Owned<wasm_engine_t> engine_;
  Owned<wasm_store_t> store_;
  Owned<wasm_module_t> module_;
  std::deque<Link> links_;  // at addresses that stay
  std::vector<Owned<wasm_func_t>> functions_;
  Owned<wasm_instance_t> instance_;
  OwnedList<wasm_extern_vec_t, wasm_extern_vec_delete> exports_;
  wasm_memory_t* memory_ = nullptr;
};

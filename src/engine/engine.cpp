// SPDX-License-Identifier: Apache-2.0
// Makes engines and turns files and bytes into programs.
#include "engine/engine.h"

#include <wasmtime.h>

#include <utility>

#include "engine/binding.h"
#include "engine/compile_cache.h"
#include "engine/component_linking.h"
#include "engine/component_program.h"
#include "engine/failure.h"
#include "engine/guest_file.h"
#include "engine/instance_pool.h"
#include "engine/module_program.h"

namespace wasinn::engine {
namespace {

constexpr const char* kWhatRuns =
    "a guest is a core module or a component (.wasm, .wat), or what `wasinn compile` made of one (.cwasm)";

Result<void> use_compile_cache(wasm_config_t* config, const std::filesystem::path& directory) {
  WASINN_ASSIGN(const std::filesystem::path file, prepare_compile_cache(directory));
  if (wasmtime_error_t* error = wasmtime_config_cache_config_load(config, file.c_str())) {
    return fail(ErrorCode::RuntimeError, failure_of(Owned<wasmtime_error>(error)).summary);
  }
  return {};
}

wasm_config_t* make_config(const EngineOptions& options) {
  wasm_config_t* config = wasm_config_new();
  wasmtime_config_epoch_interruption_set(config, true);
  if (options.pooled_guests != 0) pool_instances(config, options.pooled_guests);
  if (options.compile_cache.empty()) return config;
  const Result<void> cached = use_compile_cache(config, options.compile_cache);
  if (!cached && options.log) {
    options.log(LogLevel::Warning, "guests are compiled anew each time: " + cached.error().message);
  }
  return config;
}

tl::unexpected<Error> not_a_guest(const std::string& name, ByteView bytes, GuestKind kind) {
  switch (kind) {
    case GuestKind::OtherVersion:
      return fail(ErrorCode::InvalidArgument,
                  name + " begins like WebAssembly, but is cut off or of an unknown version; " + kWhatRuns);
    case GuestKind::PrecompiledModule:
    case GuestKind::PrecompiledComponent:
      return fail(ErrorCode::Security, name + " is machine code, which is only accepted from a file");
    default:
      return fail(ErrorCode::InvalidArgument,
                  name + " is not WebAssembly: it " + appearance(bytes) + "; " + kWhatRuns);
  }
}

/// What is wrong with a text, in the manner of compilers: "guest.wat:2:4: unknown operator". The engine's own words
/// draw the place over several lines.
std::string text_error(const std::string& name, const Failure& failure) {
  constexpr std::string_view kPlace = "--> <anon>:";
  const std::string& details = failure.details;
  const std::size_t place = details.find(kPlace);
  if (place == std::string::npos) return name + ": " + failure.summary;
  const std::size_t begin = place + kPlace.size();
  const std::string where = details.substr(begin, details.find('\n', begin) - begin);
  return name + ":" + where + ": " + details.substr(0, details.find('\n'));
}

/// What `compile` of the C API makes of `bytes`.
template <class T, class Compile>
Result<T*> compiled(Compile compile, wasm_engine_t* engine, ByteView bytes, const std::string& name) {
  T* made = nullptr;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  wasmtime_error_t* const error = compile(engine, data, bytes.size(), &made);
  if (error == nullptr) return made;
  return fail(ErrorCode::InvalidArgument,
              name + " is not valid WebAssembly: " + failure_of(Owned<wasmtime_error>(error)).summary);
}

/// The machine code that `load` of the C API finds in a file. Nearly all failures are files of another version.
template <class T, class Load>
Result<T*> loaded(Load load, wasm_engine_t* engine, const std::string& path) {
  T* made = nullptr;
  wasmtime_error_t* const error = load(engine, path.c_str(), &made);
  if (error == nullptr) return made;
  return fail(ErrorCode::UnsupportedOperation,
              path + " was compiled for another version or machine, or is damaged (" +
                  failure_of(Owned<wasmtime_error>(error)).summary +
                  "); compile it again: wasinn compile GUEST -o " + path);
}

}  // namespace

Engine::Engine(Owned<wasm_engine_t> engine, Owned<wasmtime_linker> module_linker)
    : engine_(std::move(engine)), module_linker_(std::move(module_linker)) {}

Result<std::unique_ptr<Engine>> Engine::create(const EngineOptions& options) {
  Owned<wasm_engine_t> engine(wasm_engine_new_with_config(make_config(options)));
  if (!engine) return fail(ErrorCode::RuntimeError, "the WebAssembly engine does not start");
  WASINN_ASSIGN(Owned<wasmtime_linker> module_linker, make_linker(engine.get()));
  return std::unique_ptr<Engine>(new Engine(std::move(engine), std::move(module_linker)));
}

Result<std::shared_ptr<const Program>> Engine::load(const std::filesystem::path& path) const {
  WASINN_ASSIGN(const std::string content, read_guest_file(path));
  const ByteView bytes = bytes_of(content);
  switch (guest_kind(bytes)) {
    case GuestKind::PrecompiledModule:
      return load_module(path.string());
    case GuestKind::PrecompiledComponent:
      return load_component(path.string());
    default:
      return compile(bytes, path.string());
  }
}

Result<std::shared_ptr<const Program>> Engine::compile(ByteView bytes, std::string name) const {
  const GuestKind kind = guest_kind(bytes);
  switch (kind) {
    case GuestKind::CoreModule:
      return compile_module(bytes, std::move(name));
    case GuestKind::Component:
      return compile_component(bytes, std::move(name));
    case GuestKind::Text:
      return compile_text(bytes, std::move(name));
    default:
      return not_a_guest(name, bytes, kind);
  }
}

void Engine::interrupt_guests() const noexcept { wasmtime_engine_increment_epoch(engine_.get()); }

Result<std::shared_ptr<const Program>> Engine::compile_text(ByteView bytes, std::string name) const {
  const std::string_view text = text_of(bytes);
  wasm_byte_vec_t binary;
  if (wasmtime_error_t* error = wasmtime_wat2wasm(text.data(), text.size(), &binary)) {
    return fail(ErrorCode::InvalidArgument, text_error(name, failure_of(Owned<wasmtime_error>(error))));
  }
  const std::string guest(binary.data, binary.size);
  wasm_byte_vec_delete(&binary);
  return compile(bytes_of(guest), std::move(name));
}

Result<std::shared_ptr<const Program>> Engine::compile_module(ByteView bytes, std::string name) const {
  WASINN_ASSIGN(auto* const module, compiled<wasmtime_module_t>(wasmtime_module_new, engine_.get(), bytes, name));
  return program_of(module, std::move(name));
}

Result<std::shared_ptr<const Program>> Engine::compile_component(ByteView bytes, std::string name) const {
  WASINN_ASSIGN(auto* const component,
                compiled<wasmtime_component_t>(wasmtime_component_new, engine_.get(), bytes, name));
  return program_of(component, std::move(name));
}

Result<std::shared_ptr<const Program>> Engine::load_module(const std::string& path) const {
  WASINN_ASSIGN(auto* const module, loaded<wasmtime_module_t>(wasmtime_module_deserialize_file, engine_.get(), path));
  return program_of(module, path);
}

Result<std::shared_ptr<const Program>> Engine::load_component(const std::string& path) const {
  WASINN_ASSIGN(auto* const component,
                loaded<wasmtime_component_t>(wasmtime_component_deserialize_file, engine_.get(), path));
  return program_of(component, path);
}

std::shared_ptr<const Program> Engine::program_of(wasmtime_module* module, std::string name) const {
  return make_program(std::move(name), engine_.get(), module_linker_.get(), Owned<wasmtime_module>(module));
}

Result<std::shared_ptr<const Program>> Engine::program_of(wasmtime_component_t* component, std::string name) const {
  Owned<wasmtime_component_t> owned(component);
  WASINN_ASSIGN(const wasmtime_component_linker_t* const linker, component_linker());
  return make_program(std::move(name), engine_.get(), linker, std::move(owned));
}

Result<const wasmtime_component_linker_t*> Engine::component_linker() const {
  const std::lock_guard lock(component_linker_mutex_);
  if (!component_linker_) {
    WASINN_ASSIGN(component_linker_, make_component_linker(engine_.get()));
  }
  return component_linker_.get();
}

}  // namespace wasinn::engine

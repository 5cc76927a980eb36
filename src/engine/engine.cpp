// SPDX-License-Identifier: Apache-2.0
// Makes engines and turns files and bytes into programs.
#include "engine/engine.h"

#include <wasmtime.h>

#include <utility>

#include "engine/binding.h"
#include "engine/compile_cache.h"
#include "engine/failure.h"
#include "engine/guest_file.h"
#include "engine/linking.h"

namespace wasinn::engine {
namespace {

constexpr const char* kWhatRuns = "a guest is a core module (.wasm, .wat), or what `wasinn compile` made of one (.cwasm)";

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
  if (options.compile_cache.empty()) return config;
  const Result<void> cached = use_compile_cache(config, options.compile_cache);
  if (!cached && options.log) {
    options.log(LogLevel::Warning, "guests are compiled anew each time: " + cached.error().message);
  }
  return config;
}

tl::unexpected<Error> not_a_guest(const std::string& name, ByteView bytes, GuestKind kind) {
  switch (kind) {
    case GuestKind::Component:
    case GuestKind::PrecompiledComponent:
      return fail(ErrorCode::UnsupportedOperation,
                  name + " is a component, and components are not served yet; build the guest as a core module "
                         "(target wasm32-wasip1) that imports wasi_ephemeral_nn");
    case GuestKind::OtherVersion:
      return fail(ErrorCode::InvalidArgument,
                  name + " begins like WebAssembly, but is cut off or of an unknown version; " + kWhatRuns);
    case GuestKind::PrecompiledModule:
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

/// A failure to use machine code: nearly always a file of another version.
tl::unexpected<Error> not_for_this_engine(const std::string& name, const std::string& reason) {
  return fail(ErrorCode::UnsupportedOperation,
              name + " was compiled for another version or machine, or is damaged (" + reason +
                  "); compile it again: wasinn compile GUEST -o " + name);
}

}  // namespace

Engine::Engine(Owned<wasm_engine_t> engine, Owned<wasmtime_linker> linker)
    : engine_(std::move(engine)), linker_(std::move(linker)) {}

Result<std::unique_ptr<Engine>> Engine::create(const EngineOptions& options) {
  Owned<wasm_engine_t> engine(wasm_engine_new_with_config(make_config(options)));
  if (!engine) return fail(ErrorCode::RuntimeError, "the WebAssembly engine does not start");
  WASINN_ASSIGN(Owned<wasmtime_linker> linker, make_linker(engine.get()));
  return std::unique_ptr<Engine>(new Engine(std::move(engine), std::move(linker)));
}

Result<std::shared_ptr<const Program>> Engine::load(const std::filesystem::path& path) const {
  WASINN_ASSIGN(const std::string content, read_guest_file(path));
  const ByteView bytes = bytes_of(content);
  if (guest_kind(bytes) == GuestKind::PrecompiledModule) return load_precompiled(path);
  return compile(bytes, path.string());
}

Result<std::shared_ptr<const Program>> Engine::compile(ByteView bytes, std::string name) const {
  const GuestKind kind = guest_kind(bytes);
  if (kind == GuestKind::CoreModule) return compile_module(bytes, std::move(name));
  if (kind == GuestKind::Text) return compile_text(bytes, std::move(name));
  return not_a_guest(name, bytes, kind);
}

Result<std::shared_ptr<const Program>> Engine::compile_text(ByteView bytes, std::string name) const {
  const std::string_view text = text_of(bytes);
  wasm_byte_vec_t binary;
  if (wasmtime_error_t* error = wasmtime_wat2wasm(text.data(), text.size(), &binary)) {
    return fail(ErrorCode::InvalidArgument, text_error(name, failure_of(Owned<wasmtime_error>(error))));
  }
  const std::string module(binary.data, binary.size);
  wasm_byte_vec_delete(&binary);
  return compile(bytes_of(module), std::move(name));
}

Result<std::shared_ptr<const Program>> Engine::compile_module(ByteView bytes, std::string name) const {
  wasmtime_module_t* module = nullptr;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  if (wasmtime_error_t* error = wasmtime_module_new(engine_.get(), data, bytes.size(), &module)) {
    return fail(ErrorCode::InvalidArgument,
                name + " is not valid WebAssembly: " + failure_of(Owned<wasmtime_error>(error)).summary);
  }
  return link(std::move(name), module);
}

Result<std::shared_ptr<const Program>> Engine::load_precompiled(const std::filesystem::path& path) const {
  wasmtime_module_t* module = nullptr;
  if (wasmtime_error_t* error = wasmtime_module_deserialize_file(engine_.get(), path.c_str(), &module)) {
    return not_for_this_engine(path.string(), failure_of(Owned<wasmtime_error>(error)).summary);
  }
  return link(path.string(), module);
}

std::shared_ptr<const Program> Engine::link(std::string name, wasmtime_module* module) const {
  Owned<wasmtime_module> owned(module);
  auto linked = link_command(engine_.get(), linker_.get(), module, name);
  return std::make_shared<const Program>(std::move(name), Owned<wasm_engine_t>(wasmtime_engine_clone(engine_.get())),
                                         std::move(owned), std::move(linked));
}

}  // namespace wasinn::engine

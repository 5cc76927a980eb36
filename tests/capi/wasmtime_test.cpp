// SPDX-License-Identifier: Apache-2.0
// A program that has an engine, stores and linkers of its own, made with Wasmtime's C API, and adds wasi-nn to them.
#include <wasinn/wasmtime.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "tests/capi/digits.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::capi {
namespace {

using testing::HasSubstr;

using EnginePtr = std::unique_ptr<wasm_engine_t, End<wasm_engine_t, wasm_engine_delete>>;
using StorePtr = std::unique_ptr<wasmtime_store_t, End<wasmtime_store_t, wasmtime_store_delete>>;
using LinkerPtr = std::unique_ptr<wasmtime_linker_t, End<wasmtime_linker_t, wasmtime_linker_delete>>;
using ModulePtr = std::unique_ptr<wasmtime_module_t, End<wasmtime_module_t, wasmtime_module_delete>>;
using ComponentPtr = std::unique_ptr<wasmtime_component_t, End<wasmtime_component_t, wasmtime_component_delete>>;
using ComponentLinkerPtr =
    std::unique_ptr<wasmtime_component_linker_t, End<wasmtime_component_linker_t, wasmtime_component_linker_delete>>;
using ComponentGuestPtr =
    std::unique_ptr<wasinn_component_guest, End<wasinn_component_guest, wasinn_component_guest_delete>>;

/// What the embedding program keeps behind its stores. The guest comes first.
template <class Guest>
struct StoreData {
  Guest* guest = nullptr;
  int own = 7;
};

std::string text_of(wasmtime_error_t* error) {
  if (error == nullptr) return "";
  wasm_name_t message;
  wasmtime_error_message(error, &message);
  std::string text(message.data, message.size);
  wasm_byte_vec_delete(&message);
  wasmtime_error_delete(error);
  return text;
}

std::string text_of(wasm_trap_t* trap) {
  if (trap == nullptr) return "";
  wasm_message_t message;
  wasm_trap_message(trap, &message);
  std::string text(message.data, message.size);
  wasm_byte_vec_delete(&message);
  wasm_trap_delete(trap);
  return text;
}

std::string bytes_of_guest(const std::string& name) {
  std::ifstream file(guest_path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class OwnEngine : public testing::Test {
 protected:
  OwnEngine() {
    const demo::Pixels pixels = picture();
    folder_.write("pixels", {reinterpret_cast<const char*>(pixels.data()), sizeof pixels});
  }

  CoreGuestPtr core_guest() {
    wasinn_core_guest* guest = nullptr;
    EXPECT_EQ(wasinn_core_guest_new(session_.get(), 0, &guest, failure_.slot()), WASINN_OK) << failure_.message();
    return CoreGuestPtr(guest);
  }

  ComponentGuestPtr component_guest() {
    wasinn_component_guest* guest = nullptr;
    EXPECT_EQ(wasinn_component_guest_new(session_.get(), &guest, failure_.slot()), WASINN_OK) << failure_.message();
    return ComponentGuestPtr(guest);
  }

  StorePtr store(void* data) const { return StorePtr(wasmtime_store_new(engine_.get(), data, nullptr)); }

  /// A store whose guest is asked for the digit and writes to `printed_`.
  StorePtr store_of_job(void* data) {
    StorePtr made = store(data);
    wasi_config_t* const wasi = wasi_config_new();
    const char* arguments[] = {"jobs", "digits", "/data/pixels"};
    wasi_config_set_argv(wasi, 3, arguments);
    EXPECT_TRUE(wasi_config_preopen_dir(wasi, folder_.path().c_str(), "/data", false));
    wasi_config_set_stdout_custom(
        wasi,
        [](void* text, const unsigned char* bytes, std::size_t size) {
          static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), size);
          return static_cast<std::ptrdiff_t>(size);
        },
        &printed_, nullptr);
    EXPECT_EQ(text_of(wasmtime_context_set_wasi(wasmtime_store_context(made.get()), wasi)), "");
    return made;
  }

  LinkerPtr linker(wasinn_find_guest_fn find = nullptr, void* data = nullptr) {
    LinkerPtr made(wasmtime_linker_new(engine_.get()));
    EXPECT_EQ(text_of(wasmtime_linker_define_wasi(made.get())), "");
    EXPECT_EQ(wasinn_wasmtime_define_core(made.get(), find, data, failure_.slot()), WASINN_OK) << failure_.message();
    return made;
  }

  ModulePtr module(const std::string& bytes) const {
    wasmtime_module_t* made = nullptr;
    EXPECT_EQ(text_of(wasmtime_module_new(engine_.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                          bytes.size(), &made)),
              "");
    return ModulePtr(made);
  }

  ModulePtr module_of_text(const std::string& text) const {
    wasm_byte_vec_t binary;
    EXPECT_EQ(text_of(wasmtime_wat2wasm(text.data(), text.size(), &binary)), "");
    const std::string bytes(binary.data, binary.size);
    wasm_byte_vec_delete(&binary);
    return module(bytes);
  }

  /// Calls the function of that name of a fresh instance; gives what went wrong.
  static std::string call(const LinkerPtr& linker, const StorePtr& store, const ModulePtr& module, const char* name) {
    wasmtime_context_t* const context = wasmtime_store_context(store.get());
    wasmtime_instance_t instance;
    wasm_trap_t* trap = nullptr;
    std::string wrong = text_of(wasmtime_linker_instantiate(linker.get(), context, module.get(), &instance, &trap));
    if (wrong.empty()) wrong = text_of(trap);
    if (!wrong.empty()) return wrong;
    wasmtime_extern_t item;
    EXPECT_TRUE(wasmtime_instance_export_get(context, &instance, name, std::strlen(name), &item));
    trap = nullptr;
    wrong = text_of(wasmtime_func_call(context, &item.of.func, nullptr, 0, nullptr, 0, &trap));
    wasmtime_extern_delete(&item);
    return wrong.empty() ? text_of(trap) : wrong;
  }

  const HostPtr host_ = digits_host();
  const SessionPtr session_ = make_session(host_);
  const TemporaryFolder folder_;
  const EnginePtr engine_ = EnginePtr(wasm_engine_new());
  std::string printed_;
  Failure failure_;
};

TEST_F(OwnEngine, RunsACoreModuleThatClassifies) {
  const CoreGuestPtr guest = core_guest();
  StoreData<wasinn_core_guest> data{guest.get()};
  const StorePtr store = store_of_job(&data);
  EXPECT_EQ(call(linker(), store, module(bytes_of_guest("jobs_c_core")), "_start"), "");
  EXPECT_EQ(answer_in(printed_), native_answer());
}

/// For programs whose stores have data of another kind.
wasinn_core_guest* only_guest(void* guest, wasmtime_context_t* store) {
  EXPECT_EQ(wasmtime_context_get_data(store), nullptr);
  return static_cast<wasinn_core_guest*>(guest);
}

TEST_F(OwnEngine, AsksTheProgramForTheGuest) {
  const CoreGuestPtr guest = core_guest();
  const StorePtr store = store_of_job(nullptr);
  EXPECT_EQ(call(linker(only_guest, guest.get()), store, module(bytes_of_guest("jobs_c_core")), "_start"), "");
  EXPECT_EQ(answer_in(printed_), native_answer());
}

TEST_F(OwnEngine, StopsACoreModuleThatHasNoGuestBehindIt) {
  const ModulePtr module = module_of_text(R"((module
    (import "wasi_ephemeral_nn" "compute" (func $compute (param i32) (result i32)))
    (memory (export "memory") 1) (func (export "f") (drop (call $compute (i32.const 1))))))");
  EXPECT_THAT(call(linker(), store(nullptr), module, "f"), HasSubstr("has no guest of wasinn's"));
}

TEST_F(OwnEngine, AnswersAModuleWithoutMemory) {
  const CoreGuestPtr guest = core_guest();
  StoreData<wasinn_core_guest> data{guest.get()};
  const ModulePtr module = module_of_text(R"((module
    (import "wasi_ephemeral_nn" "load_by_name" (func $load (param i32 i32 i32) (result i32)))
    (func (export "f")
      (if (i32.ne (call $load (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 3)) (then unreachable)))))");
  EXPECT_EQ(call(linker(), store(&data), module, "f"), "");
}

TEST_F(OwnEngine, RefusesASecondDefinition) {
  const LinkerPtr linker = this->linker();
  EXPECT_EQ(wasinn_wasmtime_define_core(linker.get(), nullptr, nullptr, failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
  EXPECT_THAT(failure_.message(), HasSubstr("defined twice"));
  EXPECT_EQ(wasinn_wasmtime_define_core(nullptr, nullptr, nullptr, failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
  EXPECT_EQ(failure_.message(), "wasinn_wasmtime_define_core: linker is NULL");
  EXPECT_EQ(wasinn_wasmtime_define_component(nullptr, failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
  wasinn_component_guest* guest = nullptr;
  EXPECT_EQ(wasinn_component_guest_new(nullptr, &guest, failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
  wasinn_component_guest_delete(nullptr);
}

TEST_F(OwnEngine, RunsAComponentThatClassifies) {
  const std::string bytes = bytes_of_guest("jobs_c_component");
  wasmtime_component_t* compiled = nullptr;
  ASSERT_EQ(text_of(wasmtime_component_new(engine_.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                           bytes.size(), &compiled)),
            "");
  const ComponentPtr component(compiled);
  const ComponentLinkerPtr linker(wasmtime_component_linker_new(engine_.get()));
  ASSERT_EQ(text_of(wasmtime_component_linker_add_wasip2(linker.get())), "");
  WASINN_ASSERT_OK(wasinn_wasmtime_define_component(linker.get(), failure_.slot()), failure_);
  EXPECT_EQ(wasinn_wasmtime_define_component(linker.get(), failure_.slot()),
            static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));

  const ComponentGuestPtr guest = component_guest();
  StoreData<wasinn_component_guest> data{guest.get()};
  const StorePtr store = store_of_job(&data);
  wasmtime_context_t* const context = wasmtime_store_context(store.get());
  wasmtime_component_instance_t instance;
  ASSERT_EQ(text_of(wasmtime_component_linker_instantiate(linker.get(), context, component.get(), &instance)), "");
  const auto index_of = [&](const wasmtime_component_export_index_t* in, const std::string& name) {
    return wasmtime_component_instance_get_export_index(&instance, context, in, name.data(), name.size());
  };
  wasmtime_component_export_index_t* const interface = index_of(nullptr, "wasi:cli/run@0.2.0");
  wasmtime_component_export_index_t* const index = index_of(interface, "run");
  ASSERT_NE(index, nullptr);
  wasmtime_component_func_t run;
  ASSERT_TRUE(wasmtime_component_instance_get_func(&instance, context, index, &run));
  wasmtime_component_export_index_delete(index);
  wasmtime_component_export_index_delete(interface);
  wasmtime_component_val_t result{};
  EXPECT_EQ(text_of(wasmtime_component_func_call(&run, context, nullptr, 0, &result, 1)), "");
  wasmtime_component_val_delete(&result);
  EXPECT_EQ(answer_in(printed_), native_answer());
  EXPECT_EQ(data.own, 7);
}

}  // namespace
}  // namespace wasinn::capi

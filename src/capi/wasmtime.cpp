// SPDX-License-Identifier: Apache-2.0
// wasi-nn on linkers of the embedding program.
#include <wasinn/wasmtime.h>

#include <memory>
#include <utility>

#include "capi/core_guest.h"
#include "capi/session.h"
#include "capi/wall.h"
#include "engine/binding.h"
#include "engine/component_nn.h"
#include "engine/component_state.h"

namespace wasinn::capi {
namespace {

wasinn_core_guest* in_store_data(void*, wasmtime_context_t* store) {
  void* const data = wasmtime_context_get_data(store);
  return data == nullptr ? nullptr : *static_cast<wasinn_core_guest**>(data);
}

engine::GuestFinder finder(wasinn_find_guest_fn find, void* data) {
  return [find = find == nullptr ? in_store_data : find, data](wasmtime_context_t* store) -> witx::Guest* {
    wasinn_core_guest* const guest = find(data, store);
    return guest == nullptr ? nullptr : &guest->nn;
  };
}

/// The session, which keeps its host alive.
std::shared_ptr<Session> whole_session(const SessionHold& hold) {
  const auto whole = std::make_shared<const SessionHold>(hold);
  return {whole, whole->session.get()};
}

}  // namespace
}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_wasmtime_define_core(wasmtime_linker_t* linker, wasinn_find_guest_fn find, void* data,
                                          wasinn_error* error) {
  return answer(__func__, error, {{"linker", linker}},
                [&] { return engine::define_core_nn(linker, capi::finder(find, data)); });
}

// The typed link finds a ComponentState in the store's data, so that is what the C API calls a component's guest.
wasinn_status wasinn_component_guest_new(wasinn_session* session, wasinn_component_guest** guest,
                                         wasinn_error* error) {
  return answer(__func__, error, {{"session", session}, {"guest", guest}}, [&]() -> Result<void> {
    *guest = reinterpret_cast<wasinn_component_guest*>(new engine::ComponentState(capi::whole_session(session->hold)));
    return {};
  });
}

void wasinn_component_guest_delete(wasinn_component_guest* guest) {
  delete reinterpret_cast<engine::ComponentState*>(guest);
}

wasinn_status wasinn_wasmtime_define_component(wasmtime_component_linker_t* linker, wasinn_error* error) {
  return answer(__func__, error, {{"linker", linker}}, [&] { return engine::define_foreign_component_nn(linker); });
}

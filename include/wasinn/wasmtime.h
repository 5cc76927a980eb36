/* SPDX-License-Identifier: Apache-2.0 */
/* wasi-nn on linkers of a program that runs guests with Wasmtime's C API itself. */
#ifndef WASINN_WASMTIME_H
#define WASINN_WASMTIME_H

#include <wasmtime.h>

#include "wasinn/wasinn.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The engine, linker and stores must be of the Wasmtime that is inside the library: build wasinn with
 * WASINN_EXPORT_WASMTIME, so that the library shows the Wasmtime C API, and link no other. On another Wasmtime,
 * wasinn_core_imports serves core modules. The conventions of wasinn.h hold. To bound a guest's time and memory is the
 * program's task, on its stores; the bounds of a session hold for wasi-nn, and Wasmtime's own bound of 128 MiB for what
 * a component passes in one call.
 */

/* The guest that a call comes from, for the store that makes it: wasmtime_context_get_data(store) and the like. NULL:
 * the call is a trap. Called on the guest's thread for each call; several at once for several stores. */
typedef wasinn_core_guest* (*wasinn_find_guest_fn)(void* data, wasmtime_context_t* store);

/* Defines all that core modules import for wasi-nn on `linker`. find NULL: the data of each store points to a struct
 * that begins with its wasinn_core_guest*. The memory is that which the calling instance exports as "memory"; whether
 * it is shared shows by itself. Guests outlive the stores that they are found for. WASINN_INVALID_ARGUMENT: a name is
 * defined already; what came before it is defined then. */
wasinn_status wasinn_wasmtime_define_core(wasmtime_linker_t* linker, wasinn_find_guest_fn find, void* data,
                                          wasinn_error* error);

/* What stands behind the imports of one component: its resources, on a session. As a session it belongs to one thread
 * at a time. */
typedef struct wasinn_component_guest wasinn_component_guest;
wasinn_status wasinn_component_guest_new(wasinn_session* session, wasinn_component_guest** guest, wasinn_error* error);
void wasinn_component_guest_delete(wasinn_component_guest* guest);

/* Defines all that components import for wasi-nn on `linker`: wasi:nn in its three versions and wasinn:nn-ext. The data
 * of each store that instances are made in points to a struct that begins with its wasinn_component_guest*, which
 * outlives the store. Once for a linker. WASINN_INVALID_ARGUMENT: a name is defined already; what came before it is
 * defined then. */
wasinn_status wasinn_wasmtime_define_component(wasmtime_component_linker_t* linker, wasinn_error* error);

#ifdef __cplusplus
}
#endif

#endif /* WASINN_WASMTIME_H */

/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary between wasinn and a backend plug-in: one C table behind one exported symbol. */
#ifndef WASINN_PLUGIN_H
#define WASINN_PLUGIN_H

#include <stdint.h>

#include "wasinn/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Versions. A plug-in is asked for a table of major version WASINN_PLUGIN_MAJOR. Within a major version the
 * structs below that begin with struct_size only grow at their end: it is the number of bytes that the struct's maker
 * knew; fields past it are absent and read as zero. Whoever fills a struct that the other side made writes no more than
 * its struct_size and sets it to what was written. Elements of an array of such structs lie struct_size bytes apart.
 * Structs without struct_size never change. Reserved fields are zero.
 *
 * Conventions, used throughout:
 *  1. Functions that can fail return a wasinn_status. On anything but WASINN_OK they fill *error (when error is not
 *     NULL) and leave all other results untouched.
 *  2. Texts are UTF-8, NUL-terminated, and belong to whoever handed them out. Unless said otherwise a text or array
 *     that a plug-in returns lives as long as the object it was asked of.
 *  3. Pointers given to a plug-in are valid during the call only.
 *  4. No function lets an exception or a longjmp through. sdk/wasinn/plugin.hpp has the guard for C++.
 *  5. A plug-in never ends the process, never changes signal handlers or the working directory, and writes neither
 *     to stdout nor to stderr: it has wasinn_plugin_host.log.
 *  6. backend and graph functions may be called from several threads at once. A context belongs to one thread at a
 *     time, but for context_cancel.
 *  7. The library is never unloaded.
 *  8. Tensor data that the host gives, inputs and memory for outputs alike, begins at a multiple of the size of one
 *     element. More is usual (64 bytes, in buffers of the host's own) and never promised: it may be a guest's memory.
 */
#define WASINN_PLUGIN_MAJOR 1u
#define WASINN_PLUGIN_MINOR 2u

/* Name of the one symbol that a plug-in exports, of type wasinn_plugin_entry_fn. */
#define WASINN_PLUGIN_ENTRY "wasinn_plugin_entry"

/* Services of the host. Lives longer than anything that the plug-in makes. */
typedef struct wasinn_plugin_host {
  uint64_t struct_size;
  void* private_data;
  /* One log line without a newline. Any thread; level is WASINN_LOG_x. */
  void (*log)(void* private_data, uint32_t level, const char* text);
  /* Folders where the plug-in should look for its framework's libraries, in order; NULL-terminated. */
  const char* const* framework_folders;
  /* Threads that all graphs of this backend should share for their computations; 0: the plug-in decides. */
  uint32_t shared_threads;
  uint32_t reserved;
  /* Since 1.2: what the operator decided for this backend. A plug-in refuses keys and values that it does not know with
   * WASINN_INVALID_ARGUMENT, naming those that it does. */
  const wasinn_property* options;
  uint64_t option_count;
} wasinn_plugin_host;

typedef struct wasinn_backend wasinn_backend; /* a framework, opened */

/* Bits of wasinn_backend_info.flags. */
enum {
  /* Models are in a format of the backend's own, whatever encoding they are loaded as. The host then neither sniffs
   * nor checks their bytes: the backend must take any bytes safely. */
  WASINN_BACKEND_OWN_FORMAT = 1u << 0,
  /* Since 1.2: reads wasinn_load_request.options. Without it the host ignores such options, with a line in the log. */
  WASINN_BACKEND_READS_OPTIONS = 1u << 1
};

/* What a backend says of itself. */
typedef struct wasinn_backend_info {
  uint64_t struct_size;
  const char* framework_version; /* "1.32.0" */
  uint32_t encodings;            /* mask */
  uint32_t targets;              /* mask; what can be used on this machine */
  uint32_t auto_target;          /* the target that serves "auto" best, one of targets */
  uint32_t flags;                /* WASINN_BACKEND_x */
  const char* const* devices;    /* device_count names, for people */
  uint64_t device_count;
} wasinn_backend_info;

/* One part of a model. */
typedef struct wasinn_model_part {
  const uint8_t* data; /* the whole part */
  uint64_t byte_size;
  const char* path; /* NULL: the bytes came from memory, and nothing in them may be taken for a file name.
                       Otherwise the operator's file, and files beside it that the model names may be read. */
} wasinn_model_part;

/* Lets the host stop a load. set_canceller tells it what to call, from any thread and perhaps at once; the call must
 * not block. set_canceller(cancellation, NULL, NULL) takes it back and waits for a call that is running: a load does
 * this before it returns. */
typedef struct wasinn_cancellation {
  uint64_t struct_size;
  void* private_data;
  void (*set_canceller)(struct wasinn_cancellation* cancellation, void (*canceller)(void* argument), void* argument);
} wasinn_cancellation;

/* A model to load. */
typedef struct wasinn_load_request {
  uint64_t struct_size;
  const wasinn_model_part* parts;
  uint64_t part_count;
  wasinn_cancellation* cancellation; /* never NULL */
  uint32_t encoding;                 /* WASINN_ENCODING_x, one of the backend's */
  uint32_t target;                   /* WASINN_TARGET_x, one of the backend's */
  uint32_t threads;                  /* for one computation; 0: share the backend's pool */
  uint32_t reserved;
  /* Since 1.2: a JSON object of options that come with the model, checked for size and depth, or NULL. They may be a
   * guest's: a plug-in checks types and ranges, takes none of them for a file, and logs keys that it does not know. */
  const char* options;
  /* Since 1.2: tells people who wait how much of the load is done, from 0 to 1. NULL: nobody asks. Called on the thread of
   * the load, as often as the framework tells. */
  void (*progress)(void* progress_data, double share);
  void* progress_data;
} wasinn_load_request;

/* The functions of a plug-in. Every one of version 1.0 must be set; those that came later may be NULL or absent. */
typedef struct wasinn_plugin {
  uint64_t struct_size;
  uint32_t major;
  uint32_t minor;

  /* Finds and opens the framework. WASINN_NOT_FOUND when it is not installed; the message says what was looked for
   * and where. */
  wasinn_status (*backend_open)(const wasinn_plugin_host* host, wasinn_backend** backend, wasinn_error* error);
  /* Gives the backend back after all of its graphs. */
  void (*backend_close)(wasinn_backend* backend);
  void (*backend_describe)(const wasinn_backend* backend, wasinn_backend_info* info);

  /* Loads a model. */
  wasinn_status (*graph_load)(wasinn_backend* backend, const wasinn_load_request* request, wasinn_graph** graph,
                              wasinn_error* error);
  /* Gives the graph back after all of its contexts. */
  void (*graph_release)(wasinn_graph* graph);
  void (*graph_describe)(const wasinn_graph* graph, wasinn_graph_info* info);

  wasinn_status (*context_create)(wasinn_graph* graph, wasinn_context** context, wasinn_error* error);
  void (*context_release)(wasinn_context* context);
  /* Runs the graph once. inputs: one per input port, each with the port's type, rank and fixed sizes. outputs: one per
   * output port, filled in by the plug-in with memory of the context that stays valid and unchanged until the next
   * context_compute or context_release; an output of a foreign type gets data NULL and byte_size 0. */
  wasinn_status (*context_compute)(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                   wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error);
  /* cancel 1: the computation that runs now, or else the next one, ends early with an error. Any thread; must not
   * block. cancel 0: takes that back; called while nothing runs. */
  void (*context_cancel)(wasinn_context* context, uint32_t cancel);

  /* Since 1.1; without it the host calls context_compute and copies. As context_compute, with memory of the caller's
   * for the outputs: outputs[i] comes with data and byte_size, the bytes that may be written there (NULL and 0: none),
   * which overlap neither an input nor other such memory. An output that fits is written there, with data left as it
   * is; one that does not, or that the framework cannot write there, gets memory of the context, as in
   * context_compute. byte_size becomes the output's own in both cases. The caller's memory is used during the call
   * only; when the call fails, what is in it does not count. */
  wasinn_status (*context_compute_into)(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                        wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error);

  /* Since 1.2, these are for graphs with WASINN_GRAPH_STREAMS. The first and the third are watched and can be
   * cancelled as context_compute.
   *
   * As context_compute, for the next piece of the outputs alone. The first call after context_create, context_finish
   * or another computation begins anew with `inputs`; the following ones go on, whatever they are given. Once there is
   * nothing more, WASINN_END_OF_SEQUENCE. */
  wasinn_status (*context_step)(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error);
  /* Ends what context_step began. */
  void (*context_finish)(wasinn_context* context);
  /* What is known of the outputs before anything is computed; the others get data NULL and byte_size 0. */
  wasinn_status (*context_preview)(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                   wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error);
  /* Output 0 of each context_compute whose options ask for that (stream-stdout) also goes to `show`, piece by piece as it
   * comes, on the thread of the computation. show NULL: nobody looks any more. May be absent. */
  void (*context_show)(wasinn_context* context, void (*show)(void* argument, const uint8_t* bytes, uint64_t byte_size),
                       void* argument);
  /* Fills *counts. May be absent. */
  void (*context_count)(const wasinn_context* context, wasinn_text_counts* counts);
} wasinn_plugin;

/* Fills *table, whose struct_size says how many bytes the host knows, for major version host_major. A plug-in that
 * cannot serve host_major returns WASINN_UNSUPPORTED_OPERATION. Called once, before anything else. */
typedef wasinn_status (*wasinn_plugin_entry_fn)(uint32_t host_major, uint32_t host_minor, wasinn_plugin* table);

#ifdef __cplusplus
}
#endif

#endif /* WASINN_PLUGIN_H */

/* SPDX-License-Identifier: Apache-2.0 */
/* wasinn for programs that embed it: hosts, guests, and inference with and without WebAssembly. */
#ifndef WASINN_WASINN_H
#define WASINN_WASINN_H

#include <stddef.h>
#include <stdint.h>

#include "wasinn/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Conventions, used throughout:
 *  1. Functions that can fail return a wasinn_status. On anything but WASINN_OK they fill *error (when error is not
 *     NULL), leave all other results untouched, and change nothing else. The caller ends every error with
 *     wasinn_error_clear.
 *  2. Objects are made by functions with `new`, `load` or `compile` in their name and ended by `delete`, which takes
 *     NULL. An object keeps alive what it was made from: the order of deletion does not matter.
 *  3. Texts are UTF-8 and NUL-terminated. Those that are given are copied if they are needed after the call; those that
 *     are handed out live as long as the object they were asked of, unless said otherwise. NULL is an error where no
 *     word of it is said: WASINN_INVALID_ARGUMENT.
 *  4. Structs that begin with struct_size are zeroed by the caller, who sets struct_size to sizeof. They grow at their
 *     end; fields that a caller does not know are zero, which always means the default, and fields that are set and
 *     that the library does not know are WASINN_UNSUPPORTED_OPERATION. Whoever fills such a struct writes no more than
 *     its struct_size. Elements of an array of such structs lie the struct_size of the first apart.
 *  5. Configurations belong to one thread at a time. Hosts and guests may be used from any thread. Sessions, graphs,
 *     contexts and core guests belong to one thread at a time, and may move between threads; objects of different
 *     sessions do not meet.
 *  6. No exception leaves a function, and none may leave a callback. Callbacks must not delete what they are called
 *     from.
 *  7. Sizes are bytes; times are milliseconds where a name ends in _ms and nanoseconds where it ends in _ns.
 */

/* The version of the library: "0.1.0". Static. */
const char* wasinn_version(void);

/* The name of a status in the spelling of the standard: "invalid-argument". Static; "unknown" for other numbers. */
const char* wasinn_status_name(wasinn_status status);

/* Gives the text of an error back and zeroes it. NULL and zeroed errors are fine. */
void wasinn_error_clear(wasinn_error* error);

/* ---- configuration ----------------------------------------------------------------------------------------------- */

/* The operator's decisions: limits, policy, graphs by name, backends, threads, what every guest gets. */
typedef struct wasinn_config wasinn_config;

/* The defaults. NULL: no memory. */
wasinn_config* wasinn_config_new(void);
void wasinn_config_delete(wasinn_config* config);

/* Reads a configuration file (docs/configuration.md) over what is there. Relative paths in it are taken from its
 * folder. WASINN_NOT_FOUND; WASINN_INVALID_ARGUMENT: the message names the place in the file. */
wasinn_status wasinn_config_read_file(wasinn_config* config, const char* path, wasinn_error* error);

/* The same for the text of a file: {"limits": {"graphs": 4}, "threads": 2}. Relative paths are taken from `folder`;
 * NULL: the working directory. */
wasinn_status wasinn_config_read_text(wasinn_config* config, const char* json, const char* folder, wasinn_error* error);

/* Reads the environment of the process (WASINN_PLUGINS, ...; docs/configuration.md) over what is there, with the file
 * that WASINN_CONFIG names below it. Without this call the library looks at no variable of its own. */
wasinn_status wasinn_config_read_environment(wasinn_config* config, wasinn_error* error);

/* Gives a name to a model: `graph` as on the command line, "NAME[:ENCODING[:TARGET]]=PATH[,PATH...]". A graph of that
 * name is replaced. WASINN_INVALID_ARGUMENT. */
wasinn_status wasinn_config_set_graph(wasinn_config* config, const char* graph, wasinn_error* error);

/* For how many guests at a time room is kept, so that one starts within microseconds; when it is taken, the next one is
 * refused with WASINN_BUSY. 0, the default: as many as there is memory for. */
void wasinn_config_set_pooled_guests(wasinn_config* config, uint32_t count);

/* Where log lines of at least `level` (WASINN_LOG_x) go; `log` NULL: nowhere, the default. Called from any thread, also
 * a framework's own, perhaps several at once; must not call wasinn. The text lives during the call. */
typedef void (*wasinn_log_fn)(void* data, uint32_t level, const char* text);
void wasinn_config_set_log(wasinn_config* config, uint32_t level, wasinn_log_fn log, void* data);

/* Who is told of calls of guests that fail: the imported function and the reason, in the operator's words (with paths
 * of the host). NULL, the default: the log is. Called on the guest's thread; otherwise as a log. */
typedef void (*wasinn_guest_failure_fn)(void* data, const char* function, wasinn_status status, const char* message);
void wasinn_config_set_guest_failure(wasinn_config* config, wasinn_guest_failure_fn failure, void* data);

/* ---- hosts ------------------------------------------------------------------------------------------------------- */

/* What all guests of a process share: backends, loaded graphs, limits, policy, statistics, the WebAssembly engine. A
 * program makes one; more than one share nothing. */
typedef struct wasinn_host wasinn_host;

/* A host as `config` says (NULL: the defaults), which is read during the call. Frameworks are opened and models loaded
 * when they are first needed. WASINN_INVALID_ARGUMENT (a backend that is named and not there, ...),
 * WASINN_RUNTIME_ERROR. */
wasinn_status wasinn_host_new(const wasinn_config* config, wasinn_host** host, wasinn_error* error);
void wasinn_host_delete(wasinn_host* host);

/* The bytes of one part of a model. release(private_data) is called once nobody needs them any more, from any thread;
 * NULL: they live as long as the host and all that was made from it. */
typedef struct wasinn_model_bytes {
  const uint8_t* data;
  uint64_t byte_size;
  void (*release)(void* private_data);
  void* private_data;
} wasinn_model_bytes;

/* A model under a name. Exactly one of files, bytes and open says where it comes from. */
typedef struct wasinn_named_graph {
  uint64_t struct_size;
  const char* name;         /* 1 to 128 of A-Z a-z 0-9 . _ - */
  const char* const* files; /* part_count paths; opened when the graph is loaded */
  const wasinn_model_bytes* bytes; /* part_count parts; the call takes up to 4 over, also when it fails */
  /* Asked for the bytes when the graph is to be loaded: fills `parts`, which has room for part_count, and they are
   * taken over. On any other status than WASINN_OK, the load fails with it and the message. Called on a guest's thread,
   * never twice at once for one graph; must not call wasinn. */
  wasinn_status (*open)(void* data, const char* name, wasinn_model_bytes* parts, wasinn_error* error);
  void* data;
  uint64_t part_count;  /* 1 to 4, in the order of the encoding: an OpenVINO model is XML, weights */
  const char* encoding; /* "onnx", ...; NULL: the bytes decide */
  const char* target;   /* "cpu", ...; NULL: the backend's best */
  uint32_t threads;     /* for one computation; 0: the threads that all graphs share */
  uint32_t reserved;
  const char* options;  /* for the backend, a JSON object; NULL: none */
} wasinn_named_graph;

/* Gives a name to a model in a running host, in the place of one that has it: guests that load it from now on get the
 * new one, those that hold the old one keep it. WASINN_INVALID_ARGUMENT. */
wasinn_status wasinn_host_set_graph(wasinn_host* host, const wasinn_named_graph* graph, wasinn_error* error);

/* Takes a name away. Guests that hold the graph keep it. WASINN_NOT_FOUND. */
wasinn_status wasinn_host_remove_graph(wasinn_host* host, const char* name, wasinn_error* error);

/* Makes the graphs of `config` the host's graphs: all at once, or none of them when one is wrong. Graphs that did not
 * change stay loaded, those that were set by wasinn_host_set_graph and are not in `config` go. Nothing else of `config`
 * is used. */
wasinn_status wasinn_host_reload_graphs(wasinn_host* host, const wasinn_config* config, wasinn_error* error);

/* Asked when a guest loads by a name that no graph has: it may give the name to a model with wasinn_host_set_graph and
 * return 1, or return 0. Called on the guest's thread, several at once. `host` lives during the call. Before the first
 * session. */
typedef int (*wasinn_resolve_fn)(void* data, wasinn_host* host, const char* name);
void wasinn_host_set_resolver(wasinn_host* host, wasinn_resolve_fn resolve, void* data);

/* What a backend can do here. Texts live during the call that hands it out. */
typedef struct wasinn_backend_report {
  uint64_t struct_size;
  const char* name;
  const char* version;  /* of the framework; "" when it is not ready */
  const char* problem;  /* "" when it is ready; else why not, and how to get it */
  uint32_t encodings;   /* mask of 1u << WASINN_ENCODING_x */
  uint32_t ready;       /* 0 or 1 */
  const char* devices;  /* for people, separated by ", " */
} wasinn_backend_report;

/* Calls `visit` for each backend in order of preference. Opens their frameworks. */
wasinn_status wasinn_host_backends(wasinn_host* host, void (*visit)(void* data, const wasinn_backend_report* backend),
                                   void* data, wasinn_error* error);

/* What happened with one graph so far. Texts live during the call that hands it out. */
typedef struct wasinn_graph_statistics {
  uint64_t struct_size;
  const char* graph;      /* its name, or "bytes:" and the beginning of its digest */
  const char* backend;    /* with the framework's version */
  const char* device;     /* where it really ran */
  uint64_t loads;         /* times the framework loaded it */
  uint64_t shared;        /* times somebody got it loaded already */
  uint64_t computes;      /* computations, failed ones too; all pieces of an answer are one */
  uint64_t framework_ns;  /* time inside the framework */
  uint64_t bytes_in;      /* copied from guests */
  uint64_t bytes_out;     /* copied to guests */
  uint64_t prompt_tokens; /* of language models, here and below; see wasinn_text_counts */
  uint64_t cached_tokens;
  uint64_t prompt_ns;
  uint64_t answer_tokens;
  uint64_t answer_ns;
} wasinn_graph_statistics;

/* Calls `visit` for each graph that was used. May be called at any time; numbers of running computations may be a
 * moment old. */
wasinn_status wasinn_host_statistics(const wasinn_host* host,
                                     void (*visit)(void* data, const wasinn_graph_statistics* graph), void* data,
                                     wasinn_error* error);

/* ---- sessions: what one guest, or one user of native inference, may have ----------------------------------------- */

/* One tenant's access to a host, with quotas of its own. */
typedef struct wasinn_session wasinn_session;

/* A session that must have ended within `deadline_ms`; 0: no end. */
wasinn_status wasinn_session_new(wasinn_host* host, uint64_t deadline_ms, wasinn_session** session,
                                 wasinn_error* error);
void wasinn_session_delete(wasinn_session* session);

/* Cancels what is running, be it a load, a computation or the WebAssembly code of a guest, and refuses what comes with
 * WASINN_RUNTIME_ERROR. A guest in a call of the system's that waits (a clock, a terminal) ends when that call does.
 * Any thread; does not wait. */
void wasinn_session_close(wasinn_session* session);

/* ---- inference without a guest ----------------------------------------------------------------------------------- */

/* Loads the model of that name. `options`: a JSON object for this session, or NULL. WASINN_NOT_FOUND, WASINN_TOO_LARGE
 * (a quota), WASINN_TIMEOUT, WASINN_UNSUPPORTED_OPERATION, WASINN_INVALID_ARGUMENT, WASINN_RUNTIME_ERROR. */
wasinn_status wasinn_graph_load_by_name(wasinn_session* session, const char* name, const char* options,
                                        wasinn_graph** graph, wasinn_error* error);

/* Loads a model from bytes, which are read during the call only (their release is not called), as a guest would: the
 * policy decides which encodings may be loaded so. encoding ("onnx") and target ("cpu") NULL: the bytes and the backend
 * decide. Errors as above, and WASINN_SECURITY, WASINN_INVALID_ENCODING. */
wasinn_status wasinn_graph_load(wasinn_session* session, const wasinn_model_bytes* parts, uint64_t part_count,
                                const char* encoding, const char* target, wasinn_graph** graph, wasinn_error* error);
void wasinn_graph_delete(wasinn_graph* graph);

/* Fills *info. What it points to lives as long as the graph. */
wasinn_status wasinn_graph_describe(const wasinn_graph* graph, wasinn_graph_info* info, wasinn_error* error);

/* A context: the state of inferences on one graph. Contexts of one graph compute in parallel. WASINN_TOO_LARGE (a
 * quota), WASINN_RUNTIME_ERROR. */
wasinn_status wasinn_context_new(wasinn_graph* graph, wasinn_context** context, wasinn_error* error);
void wasinn_context_delete(wasinn_context* context);

/* Runs the graph once. inputs: one for each input port, in its order; data is read during the call, begins at a
 * multiple of the element's size, and is not copied. An input that may be left out has data NULL. outputs: room for one
 * for each output port; an entry that comes with data and byte_size is memory of the caller's, aligned like inputs and
 * apart from all other tensors of the call, into which the framework writes where it can; else, and when it does not
 * fit or comes with NULL, the entry points to memory of the context that lives until its next computation. An output of
 * a type that tensors lack has data NULL. After an error memory of the caller's holds anything. WASINN_INVALID_ARGUMENT
 * (the message names the port), WASINN_TOO_LARGE, WASINN_BUSY, WASINN_TIMEOUT, WASINN_RUNTIME_ERROR; of language models
 * WASINN_CONTEXT_FULL (the outputs hold what came until then) and WASINN_PROMPT_TOO_LONG. After an error the next call
 * works as if this one had not been made. */
wasinn_status wasinn_context_compute(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                     wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error);

/* The next piece of the outputs alone, of graphs with WASINN_GRAPH_STREAMS: begins anew with the first call, after
 * wasinn_context_finish and after another computation, and goes on otherwise. Outputs lie in memory of the context.
 * WASINN_END_OF_SEQUENCE: there are no more pieces; the outputs hold what is known at the end. Errors as above. */
wasinn_status wasinn_context_step(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                  wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error);

/* Ends what wasinn_context_step began. */
void wasinn_context_finish(wasinn_context* context);

/* ---- guests ------------------------------------------------------------------------------------------------------ */

/* A compiled WebAssembly program, core module or component, that may be run any number of times at once. */
typedef struct wasinn_guest wasinn_guest;

/* The guest in a file, told by its content: a module or component in binary or text form, or a .cwasm, which is machine
 * code that runs unchecked and must come from whom you trust like a program. WASINN_NOT_FOUND, WASINN_INVALID_ARGUMENT,
 * WASINN_UNSUPPORTED_OPERATION (a .cwasm of another version or machine). */
wasinn_status wasinn_guest_load(wasinn_host* host, const char* path, wasinn_guest** guest, wasinn_error* error);

/* The guest in `bytes`, in binary or text form, never machine code. `name` is for messages. Errors as above, and
 * WASINN_SECURITY. */
wasinn_status wasinn_guest_compile(wasinn_host* host, const uint8_t* bytes, uint64_t byte_size, const char* name,
                                   wasinn_guest** guest, wasinn_error* error);
void wasinn_guest_delete(wasinn_guest* guest);

/* Machine code of the guest, for a .cwasm, handed to `write` once. Its bytes live during the call. */
wasinn_status wasinn_guest_serialize(const wasinn_guest* guest,
                                     void (*write)(void* data, const uint8_t* bytes, uint64_t byte_size), void* data,
                                     wasinn_error* error);

/* A directory that a guest may read and write, with everything below it and nothing above. */
typedef struct wasinn_directory {
  const char* host;  /* path on the host */
  const char* guest; /* where the guest finds it: "." or "/data" */
} wasinn_directory;

/* Receives what a guest writes, as it writes it, on the thread that runs the guest or on one of the engine's, never on
 * two at once. It should not block: the engine's threads serve all guests. The bytes live during the call. */
typedef void (*wasinn_output_fn)(void* data, const uint8_t* bytes, uint64_t byte_size);

/* How a guest is run. Directories, variables, timeout and memory of the host's configuration ("guest") come first; what
 * is said here is added or stands in their place. */
typedef struct wasinn_run_options {
  uint64_t struct_size;
  const char* const* arguments; /* argument_count, after the guest's own name, which is that of its file */
  uint64_t argument_count;
  const wasinn_property* environment; /* variable_count */
  uint64_t variable_count;
  const wasinn_directory* directories; /* directory_count */
  uint64_t directory_count;
  const char* function;      /* the exported function to call, without parameters; NULL: the guest's own beginning */
  uint64_t deadline_ms;      /* from now on; 0: the configuration's. Not used with a session of the caller's */
  uint64_t max_memory_bytes; /* of linear memory; 0: the configuration's */
  const uint8_t* input;      /* standard input, input_size bytes; NULL with size 0: the process's own */
  uint64_t input_size;
  wasinn_output_fn output; /* takes standard output; NULL: the process's own */
  void* output_data;
  wasinn_output_fn error_output; /* takes standard error; NULL: the process's own */
  void* error_output_data;
} wasinn_run_options;

/* How a guest ended by itself. */
typedef struct wasinn_outcome {
  uint64_t struct_size;
  uint32_t exit_code; /* 0 when it returned, or what it ended itself with, all 32 bits */
  uint32_t reserved;
  /* What the function of wasinn_run_options.function returned, as text; NULL when it returned nothing. The caller gives
   * it back with wasinn_outcome_clear. */
  char* result;
} wasinn_outcome;
void wasinn_outcome_clear(wasinn_outcome* outcome);

/* Runs a guest in fresh instances, on the calling thread, until it ends. `session` is the guest's while it runs; NULL:
 * one of its own, which ends with it. options NULL: none. outcome NULL: not asked for. WASINN_UNSUPPORTED_OPERATION (it
 * imports what nobody serves, has no such function), WASINN_INVALID_ARGUMENT (options; a session of another host),
 * WASINN_TOO_LARGE, WASINN_BUSY, WASINN_TIMEOUT (at once, but for a call of the system's that waits),
 * WASINN_RUNTIME_ERROR (it trapped, its session was closed). */
wasinn_status wasinn_guest_run(wasinn_guest* guest, wasinn_session* session, const wasinn_run_options* options,
                               wasinn_outcome* outcome, wasinn_error* error);

/* ---- core modules on an engine of your own ----------------------------------------------------------------------- */

/* What stands behind the imports of one guest: its handles, on a session. */
typedef struct wasinn_core_guest wasinn_core_guest;

/* `shared_memory` 1: the guest's memory is shared, so that other threads of it may write while a call reads. */
wasinn_status wasinn_core_guest_new(wasinn_session* session, int shared_memory, wasinn_core_guest** guest,
                                    wasinn_error* error);
void wasinn_core_guest_delete(wasinn_core_guest* guest);

/* One function that core modules import. Its parameters and its one result are i32. */
typedef struct wasinn_import {
  const char* module;       /* "wasi_ephemeral_nn" or "wasinn_nn_ext" */
  const char* name;         /* "set_input" */
  uint32_t parameter_count; /* 1 to 6 */
  uint32_t reserved;
  /* Serves one call: `memory` are the memory_size bytes of the guest's memory as it is now (NULL: it has none),
   * `arguments` parameter_count values as the guest passed them. Returns the errno for the guest, 0 for success
   * (`supports` of wasinn_nn_ext: 1 or 0). Never traps: bad input is an errno. */
  uint32_t (*call)(wasinn_core_guest* guest, uint8_t* memory, uint64_t memory_size, const uint32_t* arguments);
} wasinn_import;

/* All functions that core modules may import; *count is their number. Static. */
const wasinn_import* wasinn_core_imports(uint64_t* count);

/* Why the last failed call of the guest failed, as the guest itself may read it: without paths of the host; "" when
 * none did. wasinn_config_set_guest_failure gives the operator's words. Lives until the next call for this guest. */
const char* wasinn_core_guest_last_error(wasinn_core_guest* guest);

#ifdef __cplusplus
}
#endif

#endif /* WASINN_WASINN_H */

/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary between wasinn and a backend plug-in: one C table behind one exported symbol. */
#ifndef WASINN_PLUGIN_H
#define WASINN_PLUGIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Versions. A plug-in is asked for a table of major version WASINN_PLUGIN_MAJOR. Within a major version the
 * structs below only grow at their end: each begins with struct_size, the number of bytes that its maker knew;
 * fields past it are absent and read as zero. Reserved fields are zero.
 *
 * Conventions, used throughout:
 *  1. Functions that can fail return a wasinn_status. On anything but WASINN_OK they fill *error (when error is not
 *     NULL) and leave all other results untouched.
 *  2. Texts are UTF-8, NUL-terminated, and belong to whoever handed them out. Unless said otherwise a text or array
 *     that a plug-in returns lives as long as the object it was asked of.
 *  3. Pointers given to a plug-in are valid during the call only.
 *  4. No function lets an exception or a longjmp through. sdk/wasinn/plugin.hpp has the guard for C++.
 *  5. A plug-in never ends the process, never changes signal handlers or the working directory, and writes neither
 *     to stdout nor to stderr: it has wasinn_host.log.
 *  6. backend and graph functions may be called from several threads at once. A context belongs to one thread at a
 *     time, but for context_cancel.
 *  7. The library is never unloaded.
 */
#define WASINN_PLUGIN_MAJOR 1u
#define WASINN_PLUGIN_MINOR 0u

/* Name of the one symbol that a plug-in exports, of type wasinn_plugin_entry_fn. */
#define WASINN_PLUGIN_ENTRY "wasinn_plugin_entry"

typedef uint32_t wasinn_status;
enum {
  WASINN_OK = 0,
  WASINN_INVALID_ARGUMENT = 1,      /* the caller can pass something else */
  WASINN_INVALID_ENCODING = 2,      /* the model does not parse as its encoding */
  WASINN_TIMEOUT = 3,               /* ended early because it was cancelled */
  WASINN_RUNTIME_ERROR = 4,         /* the framework failed */
  WASINN_UNSUPPORTED_OPERATION = 5, /* an operator, type or device that the framework lacks */
  WASINN_TOO_LARGE = 6,             /* out of memory or over a framework's own limit */
  WASINN_NOT_FOUND = 7,             /* the framework itself is not installed, or a file is missing */
  WASINN_SECURITY = 8,              /* not allowed here */
  WASINN_UNKNOWN = 9
};

/* Bit (1u << WASINN_ENCODING_x) in masks. The order is that of the standard. */
enum {
  WASINN_ENCODING_OPENVINO = 0,
  WASINN_ENCODING_ONNX = 1,
  WASINN_ENCODING_TENSORFLOW = 2,
  WASINN_ENCODING_PYTORCH = 3,
  WASINN_ENCODING_TENSORFLOWLITE = 4,
  WASINN_ENCODING_GGML = 5
};

/* Bit (1u << WASINN_TARGET_x) in masks. */
enum { WASINN_TARGET_CPU = 0, WASINN_TARGET_GPU = 1, WASINN_TARGET_TPU = 2 };

/* Element types. Tensors are dense, row-major and little-endian. */
enum {
  WASINN_TYPE_F16 = 0,
  WASINN_TYPE_F32 = 1,
  WASINN_TYPE_F64 = 2,
  WASINN_TYPE_BF16 = 3,
  WASINN_TYPE_U8 = 4,
  WASINN_TYPE_I32 = 5,
  WASINN_TYPE_I64 = 6,
  WASINN_TYPE_FOREIGN = 255 /* wasi-nn has no such element type; wasinn_port.type_name says which it is */
};

enum { WASINN_LOG_DEBUG = 0, WASINN_LOG_INFO = 1, WASINN_LOG_WARNING = 2, WASINN_LOG_ERROR = 3 };

/* Largest rank of a tensor. */
#define WASINN_MAX_RANK 16u

/* The text of a failure. The caller passes a zeroed struct; the callee fills message and, when it must be freed,
 * release. Whoever receives it calls release(error) once if it is not NULL. */
typedef struct wasinn_error {
  const char* message;
  void (*release)(struct wasinn_error* error);
  void* private_data; /* the callee's own */
} wasinn_error;

/* Services of the host. Lives longer than anything that the plug-in makes. */
typedef struct wasinn_host {
  uint64_t struct_size;
  void* private_data;
  /* One log line without a newline. Any thread; level is WASINN_LOG_x. */
  void (*log)(void* private_data, uint32_t level, const char* text);
  /* Folders where the plug-in should look for its framework's libraries, in order; NULL-terminated. */
  const char* const* framework_folders;
  /* Threads that all graphs of this backend should share for their computations; 0: the plug-in decides. */
  uint32_t shared_threads;
  uint32_t reserved;
} wasinn_host;

typedef struct wasinn_backend wasinn_backend; /* a framework, opened */
typedef struct wasinn_graph wasinn_graph;     /* a loaded model; immutable */
typedef struct wasinn_context wasinn_context; /* the state of inferences on one graph */

/* What a backend says of itself. */
typedef struct wasinn_backend_info {
  uint64_t struct_size;
  const char* framework_version; /* "1.32.0" */
  uint32_t encodings;            /* mask */
  uint32_t targets;              /* mask; what can be used on this machine */
  uint32_t auto_target;          /* the target that serves "auto" best, one of targets */
  uint32_t device_count;
  const char* const* devices; /* device_count names, for people */
} wasinn_backend_info;

/* One part of a model. */
typedef struct wasinn_model_part {
  const uint8_t* data; /* the whole part */
  uint64_t byte_size;
  const char* path; /* NULL: the bytes came from a guest, and nothing in them may be taken for a file name.
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
} wasinn_load_request;

/* One input or output of a graph. */
typedef struct wasinn_port {
  uint64_t struct_size;
  const char* name;             /* the model's own name; "" when it has none */
  const char* type_name;        /* the framework's word for the type, for people */
  uint32_t type;                /* WASINN_TYPE_x */
  int32_t rank;                 /* -1: unknown, then dimensions is empty */
  const int64_t* dimensions;    /* rank sizes; -1: unknown until a tensor is given */
  const char* const* dim_names; /* rank names of unknown sizes, "" for none; NULL: no names at all */
} wasinn_port;

/* One line of a model's description. */
typedef struct wasinn_property {
  const char* key;
  const char* value;
} wasinn_property;

/* What a graph says of itself. */
typedef struct wasinn_graph_info {
  uint64_t struct_size;
  const wasinn_port* inputs;
  uint64_t input_count;
  const wasinn_port* outputs;
  uint64_t output_count;
  const wasinn_property* properties; /* producer, versions, the model's own keys */
  uint64_t property_count;
  const char* device; /* where it really runs, for people */
  uint32_t target;    /* the same as WASINN_TARGET_x */
  uint32_t reserved;
} wasinn_graph_info;

/* Bytes of one tensor with its shape. Never owns. */
typedef struct wasinn_tensor {
  uint8_t* data; /* an input's is only read */
  uint64_t byte_size;
  uint32_t type; /* WASINN_TYPE_x */
  uint32_t rank; /* at most WASINN_MAX_RANK */
  int64_t dimensions[WASINN_MAX_RANK];
} wasinn_tensor;

/* The functions of a plug-in. Every one must be set. */
typedef struct wasinn_plugin {
  uint64_t struct_size;
  uint32_t major;
  uint32_t minor;

  /* Finds and opens the framework. WASINN_NOT_FOUND when it is not installed; the message says what was looked for
   * and where. */
  wasinn_status (*backend_open)(const wasinn_host* host, wasinn_backend** backend, wasinn_error* error);
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
} wasinn_plugin;

/* Fills *table, whose struct_size says how many bytes the host knows, for major version host_major. A plug-in that
 * cannot serve host_major returns WASINN_UNSUPPORTED_OPERATION. Called once, before anything else. */
typedef wasinn_status (*wasinn_plugin_entry_fn)(uint32_t host_major, uint32_t host_minor, wasinn_plugin* table);

#ifdef __cplusplus
}
#endif

#endif /* WASINN_PLUGIN_H */

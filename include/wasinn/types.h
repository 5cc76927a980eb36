/* SPDX-License-Identifier: Apache-2.0 */
/* What both boundaries of wasinn speak of: statuses and errors, encodings, targets, element types, ports and tensors. */
#ifndef WASINN_TYPES_H
#define WASINN_TYPES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* wasinn.h (embedding programs) and plugin.h (backends) include this file. "Since 1.1" and the like are versions of
 * the boundary to backends. Structs that begin with struct_size only grow at their end; see plugin.h. */

/* What became of a call. */
typedef uint32_t wasinn_status;
enum {
  WASINN_OK = 0,
  WASINN_INVALID_ARGUMENT = 1,      /* the caller can pass something else */
  WASINN_INVALID_ENCODING = 2,      /* the model does not parse as its encoding */
  WASINN_TIMEOUT = 3,               /* ended early because it was cancelled */
  WASINN_RUNTIME_ERROR = 4,         /* the framework failed */
  WASINN_UNSUPPORTED_OPERATION = 5, /* an operator, type or device that the framework lacks */
  WASINN_TOO_LARGE = 6,             /* over a limit of the framework's own */
  WASINN_NOT_FOUND = 7,             /* the framework itself is not installed, or a file is missing */
  WASINN_SECURITY = 8,              /* not allowed here */
  WASINN_UNKNOWN = 9,
  /* Since 1.2, of a context's computations only. */
  WASINN_END_OF_SEQUENCE = 10, /* context_step: nothing more is to come; the outputs hold what is known at the end */
  WASINN_CONTEXT_FULL = 11,    /* a language model has no room left; the outputs hold what came until then */
  WASINN_PROMPT_TOO_LONG = 12, /* the prompt alone has no room */
  /* Of wasinn.h only. */
  WASINN_BUSY = 13 /* the object is in use by another thread, or all places are taken */
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
  WASINN_TYPE_ANY = 254,    /* of ports only, since 1.2: the model does not say; an input takes tensors of each type
                               above, and an output has one of them once it is computed */
  WASINN_TYPE_FOREIGN = 255 /* wasi-nn has no such element type; wasinn_port.type_name says which it is */
};

/* Importance of a log line. */
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

/* A key with its value: a line of a model's description, or a decision of the operator. */
typedef struct wasinn_property {
  const char* key;
  const char* value;
} wasinn_property;

typedef struct wasinn_graph wasinn_graph;     /* a loaded model; immutable */
typedef struct wasinn_context wasinn_context; /* the state of inferences on one graph */

/* Bits of wasinn_port.flags, since 1.2. */
enum {
  /* An input that a computation may leave out: its tensor then has data NULL and byte_size 0. */
  WASINN_PORT_OPTIONAL = 1u << 0,
  /* Bytes in a row, u8 with one unknown dimension. Guests of core modules may give any dimensions with them: their
   * number decides. */
  WASINN_PORT_BYTES = 1u << 1
};

/* One input or output of a graph. */
typedef struct wasinn_port {
  uint64_t struct_size;
  const char* name;             /* the model's own name; "" when it has none */
  const char* type_name;        /* the framework's word for the type, for people. A type that wasi-nn lacks but whose
                                   bits it can carry has the carrier in `type` and its own name here: U8 and "int8" */
  uint32_t type;                /* WASINN_TYPE_x */
  int32_t rank;                 /* -1: unknown, then dimensions is empty */
  const int64_t* dimensions;    /* rank sizes; -1: unknown until a tensor is given */
  const char* const* dim_names; /* rank names of unknown sizes, "" for none; NULL: no names at all */
  /* Since 1.2: how stored integers q stand for real numbers, scale * (q - zero_point), as the model says; nothing is
   * converted. quantization_count is 0 for none, 1 for the whole tensor, or the size of quantization_axis. */
  const float* scales;
  const int64_t* zero_points;
  uint64_t quantization_count;
  uint32_t quantization_axis;
  uint32_t flags; /* WASINN_PORT_x */
} wasinn_port;

/* Bits of wasinn_graph_info.flags, since 1.2. */
enum {
  /* Its outputs come in pieces too: the plug-in has context_step, context_finish and context_preview for it. */
  WASINN_GRAPH_STREAMS = 1u << 0
};

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
  uint32_t flags;     /* WASINN_GRAPH_x */
} wasinn_graph_info;

/* Bytes of one tensor with its shape. Never owns. */
typedef struct wasinn_tensor {
  uint8_t* data; /* an input's is only read */
  uint64_t byte_size;
  uint32_t type; /* WASINN_TYPE_x */
  uint32_t rank; /* at most WASINN_MAX_RANK */
  int64_t dimensions[WASINN_MAX_RANK];
} wasinn_tensor;

/* What the computations of a context of a language model have come to so far, since 1.2. */
typedef struct wasinn_text_counts {
  uint64_t struct_size;
  uint64_t prompt_tokens; /* of all prompts */
  uint64_t cached_tokens; /* those of them that were evaluated before and not again */
  uint64_t prompt_ns;     /* spent evaluating the others */
  uint64_t answer_tokens; /* of all answers */
  uint64_t answer_ns;     /* spent choosing and evaluating them */
} wasinn_text_counts;

#ifdef __cplusplus
}
#endif

#endif /* WASINN_TYPES_H */

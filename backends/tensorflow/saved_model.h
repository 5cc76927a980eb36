// SPDX-License-Identifier: Apache-2.0
// What a saved_model.pb says of the program in it: its tags, its ports, its start.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tf {

/// A named input or output. A plain value.
struct SignaturePort {
  std::string name;
  std::string tensor;                    ///< "operation:index"; "" for what is no single tensor
  bool rank_known = true;
  std::vector<std::int64_t> dimensions;  ///< -1: unknown
};

/// One way to call a program; ports sorted by name. A plain value.
struct Signature {
  std::string name;
  std::vector<SignaturePort> inputs;
  std::vector<SignaturePort> outputs;
};

/// One program of a SavedModel. A plain value, but `graph` borrows from the message.
struct SavedProgram {
  std::vector<std::string> tags;
  std::string framework_version;           ///< that wrote it
  Signature signature;
  std::string_view graph;                  ///< a GraphDef
  std::string restore_operation;           ///< that reads the variables; "" for none
  std::string filename_tensor;             ///< through which it is told from where
  std::vector<std::string> start_tensors;  ///< and operations, that run when the model is loaded
};

/// Whether the bytes are those of a SavedModel, going by its first field, the version of its schema.
bool is_saved_model(std::string_view bytes) noexcept;

/// Reads the program with the tag "serve", else the only one, and of it the signature "serving_default", else the first
/// by name. Throws Failure: WASINN_INVALID_ENCODING, WASINN_UNSUPPORTED_OPERATION (no such program).
SavedProgram read_saved_model(std::string_view message);

}  // namespace tf

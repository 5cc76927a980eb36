// SPDX-License-Identifier: Apache-2.0
// Reading of SavedModel messages. Field numbers: tensorflow/core/protobuf/{saved_model,meta_graph,saver}.proto and
// tensorflow/core/framework/tensor_shape.proto.
#include "saved_model.h"

#include <algorithm>
#include <map>

#include <wasinn/plugin.hpp>

#include "wire.h"

namespace tf {
namespace {

using wasinn::sdk::Failure;

constexpr const char* kServe = "serve";
constexpr const char* kDefaultSignature = "serving_default";
constexpr const char* kStartSignature = "__saved_model_init_op";

// Calls `use(number, bytes)` for each field of a message that holds bytes.
template <class Use>
void each_bytes(std::string_view message, Use use) {
  FieldReader reader(message);
  for (Field field; reader.next(field);) {
    if (field.is_bytes) use(field.number, field.bytes);
  }
}

using Entries = std::map<std::string, std::string_view>;

// Adds one entry of a map whose keys are texts.
void read_entry(std::string_view entry, Entries& entries) {
  std::string_view key;
  std::string_view value;
  each_bytes(entry, [&](std::uint32_t number, std::string_view bytes) { (number == 1 ? key : value) = bytes; });
  entries[std::string(key)] = value;
}

std::int64_t read_size(std::string_view dimension) {
  std::int64_t size = 0;
  FieldReader reader(dimension);
  for (Field field; reader.next(field);) {
    if (field.number == 1) size = static_cast<std::int64_t>(field.value);
  }
  return std::max<std::int64_t>(size, -1);
}

void read_shape(std::string_view shape, SignaturePort& port) {
  FieldReader reader(shape);
  for (Field field; reader.next(field);) {
    if (field.number == 2) port.dimensions.push_back(read_size(field.bytes));
    if (field.number == 3 && field.value != 0) port.rank_known = false;
  }
}

SignaturePort read_port(const std::string& name, std::string_view tensor_info) {
  SignaturePort port{name, "", true, {}};
  bool has_shape = false;
  each_bytes(tensor_info, [&](std::uint32_t number, std::string_view bytes) {
    if (number == 1) port.tensor = bytes;
    if (number != 3) return;
    has_shape = true;
    read_shape(bytes, port);
  });
  port.rank_known = port.rank_known && has_shape;
  if (!port.rank_known) port.dimensions.clear();
  return port;
}

Signature read_signature(const std::string& name, std::string_view message) {
  Entries inputs;
  Entries outputs;
  each_bytes(message, [&](std::uint32_t number, std::string_view bytes) {
    if (number == 1) read_entry(bytes, inputs);
    if (number == 2) read_entry(bytes, outputs);
  });
  Signature signature{name, {}, {}};
  for (const auto& [key, value] : inputs) signature.inputs.push_back(read_port(key, value));
  for (const auto& [key, value] : outputs) signature.outputs.push_back(read_port(key, value));
  return signature;
}

Signature choose_signature(const Entries& signatures) {
  const auto is_program = [](const auto& entry) { return !entry.first.starts_with("__saved_model_"); };
  auto chosen = signatures.find(kDefaultSignature);
  if (chosen == signatures.end()) chosen = std::find_if(signatures.begin(), signatures.end(), is_program);
  if (chosen == signatures.end()) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION,
                  "the SavedModel has no signature, so nothing says what its inputs and outputs are; save it with one");
  }
  return read_signature(chosen->first, chosen->second);
}

// The texts of a CollectionDef's node_list.
void read_names(std::string_view collection, std::vector<std::string>& names) {
  each_bytes(collection, [&](std::uint32_t kind, std::string_view list) {
    if (kind != 1) return;
    each_bytes(list, [&](std::uint32_t, std::string_view name) { names.emplace_back(name); });
  });
}

void read_start(const Entries& signatures, const Entries& collections, SavedProgram& program) {
  if (const auto start = signatures.find(kStartSignature); start != signatures.end()) {
    for (const SignaturePort& port : read_signature(start->first, start->second).outputs) {
      program.start_tensors.push_back(port.tensor);
    }
  }
  for (const char* name : {"saved_model_main_op", "legacy_init_op"}) {
    if (const auto found = collections.find(name); found != collections.end()) {
      read_names(found->second, program.start_tensors);
    }
  }
}

void read_meta_info(std::string_view message, SavedProgram& program) {
  each_bytes(message, [&](std::uint32_t number, std::string_view bytes) {
    if (number == 4) program.tags.emplace_back(bytes);
    if (number == 5) program.framework_version = bytes;
  });
}

void read_saver(std::string_view message, SavedProgram& program) {
  each_bytes(message, [&](std::uint32_t number, std::string_view bytes) {
    if (number == 1) program.filename_tensor = bytes;
    if (number == 3) program.restore_operation = bytes;
  });
}

SavedProgram read_program(std::string_view meta_graph) {
  SavedProgram program;
  Entries signatures;
  Entries collections;
  each_bytes(meta_graph, [&](std::uint32_t number, std::string_view bytes) {
    switch (number) {
      case 1: read_meta_info(bytes, program); break;
      case 2: program.graph = bytes; break;
      case 3: read_saver(bytes, program); break;
      case 4: read_entry(bytes, collections); break;
      case 5: read_entry(bytes, signatures); break;
      default: break;
    }
  });
  program.signature = choose_signature(signatures);
  read_start(signatures, collections, program);
  return program;
}

std::vector<std::string> tags_of(std::string_view meta_graph) {
  SavedProgram program;
  each_bytes(meta_graph, [&](std::uint32_t number, std::string_view bytes) {
    if (number == 1) read_meta_info(bytes, program);
  });
  return program.tags;
}

}  // namespace

bool is_saved_model(std::string_view bytes) noexcept { return bytes.starts_with('\x08'); }

SavedProgram read_saved_model(std::string_view message) {
  std::vector<std::string_view> meta_graphs;
  each_bytes(message, [&](std::uint32_t number, std::string_view bytes) {
    if (number == 2) meta_graphs.push_back(bytes);
  });
  if (meta_graphs.empty()) throw Failure(WASINN_INVALID_ENCODING, "the SavedModel holds no graph");
  const auto serves = [](std::string_view graph) { return tags_of(graph) == std::vector<std::string>{kServe}; };
  const auto chosen = std::find_if(meta_graphs.begin(), meta_graphs.end(), serves);
  if (chosen != meta_graphs.end()) return read_program(*chosen);
  if (meta_graphs.size() == 1) return read_program(meta_graphs.front());
  throw Failure(WASINN_UNSUPPORTED_OPERATION, "the SavedModel holds " + std::to_string(meta_graphs.size()) +
                                                  " graphs and none with the tag 'serve'");
}

}  // namespace tf

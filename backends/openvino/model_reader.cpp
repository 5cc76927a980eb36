// SPDX-License-Identifier: Apache-2.0
// The ways in: from memory, and from files of the operator's.
#include "model_reader.h"

#include <cstring>
#include <filesystem>
#include <fstream>

#include "message.h"

namespace openvino {
namespace {

namespace fs = std::filesystem;
using wasinn::sdk::Failure;

const char* encoding_name(std::uint32_t encoding) {
  constexpr const char* kNames[] = {"openvino", "onnx", "tensorflow", "pytorch", "tensorflowlite", "ggml"};
  return kNames[encoding];
}

/// Paths are the host's business; what a message needs of them is the last name.
std::string without_folder(std::string text, const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  for (std::size_t at = text.find(path); at != text.npos; at = text.find(path, at + name.size())) {
    text.replace(at, path.size(), name);
  }
  return text;
}

}  // namespace

Owned<Model> ModelReader::read() const {
  check_parts();
  switch (request_.encoding()) {
    case WASINN_ENCODING_OPENVINO: return read_ir();
    case WASINN_ENCODING_ONNX: return read_onnx();
    default: return read_file_only();
  }
}

void ModelReader::check_parts() const {
  const std::size_t most = request_.encoding() == WASINN_ENCODING_OPENVINO ? 2 : 1;
  const std::size_t count = request_.parts().size();
  if (count == 0 || count > most) {
    throw Failure(WASINN_INVALID_ARGUMENT, std::string("a model in encoding ") + encoding_name(request_.encoding()) +
                                               (most == 1 ? " has 1 part" : " has 1 or 2 parts (XML, weights)") +
                                               ", got " + std::to_string(count));
  }
  if (part().byte_size == 0) throw Failure(WASINN_INVALID_ENCODING, "the model has no bytes");
}

Owned<Model> ModelReader::read_ir() const {
  const Owned<Tensor> owned = weights();
  return from_memory(owned.get());
}

Owned<Model> ModelReader::read_onnx() const {
  // Files that the model names are found from its own path only.
  const std::string path = part().path == nullptr ? "" : part().path;
  return path.ends_with(".onnx") ? from_path(path) : from_memory(nullptr);
}

Owned<Model> ModelReader::read_file_only() const {
  const std::string encoding = encoding_name(request_.encoding());
  if (part().path == nullptr) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION,
                  "OpenVINO reads " + encoding + " models from files only: the operator can serve this one by name, or "
                  "another backend can serve the bytes");
  }
  const fs::path path = part().path;
  const bool is_lite = request_.encoding() == WASINN_ENCODING_TENSORFLOWLITE;
  const char* extension = is_lite ? ".tflite" : ".pb";
  if (path.extension() != extension) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION, "OpenVINO reads " + encoding + " models from files that end in " +
                                                    extension + ", this one is called " + path.filename().string());
  }
  const bool is_saved_model = path.filename() == "saved_model.pb";
  return from_path(is_saved_model ? path.parent_path().string() : path.string());
}

Owned<Tensor> ModelReader::weights() const {
  if (request_.parts().size() == 1) {
    return part().path == nullptr ? Owned<Tensor>() : weights_beside(part().path);
  }
  const wasinn_model_part& given = request_.parts()[1];
  if (given.byte_size == 0) return {};
  // The model keeps its weights longer than the bytes are lent.
  Owned<Tensor> tensor = empty_weights(static_cast<std::size_t>(given.byte_size));
  void* data = nullptr;
  call_.check(functions_.tensor_data(tensor.get(), &data));
  std::memcpy(data, given.data, static_cast<std::size_t>(given.byte_size));
  return tensor;
}

Owned<Tensor> ModelReader::empty_weights(std::size_t byte_size) const {
  auto size = static_cast<std::int64_t>(byte_size);
  Tensor* raw = nullptr;
  call_.check(functions_.tensor_create(kU8, {1, &size}, &raw));
  return {raw, {functions_.tensor_free}};
}

Owned<Tensor> ModelReader::weights_beside(const std::string& path) const {
  const fs::path file = fs::path(path).replace_extension(".bin");
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(file, missing);
  if (missing || size == 0) return {};
  Owned<Tensor> tensor = empty_weights(static_cast<std::size_t>(size));
  void* data = nullptr;
  call_.check(functions_.tensor_data(tensor.get(), &data));
  std::ifstream stream(file, std::ios::binary);
  stream.read(static_cast<char*>(data), static_cast<std::streamsize>(size));
  if (stream) return tensor;
  throw Failure(WASINN_RUNTIME_ERROR, "the weights in " + file.filename().string() + " cannot be read");
}

Owned<Model> ModelReader::from_memory(const Tensor* weights) const {
  Model* raw = nullptr;
  const int status = functions_.core_read_model_from_memory_buffer(
      core_, reinterpret_cast<const char*>(part().data), static_cast<std::size_t>(part().byte_size), weights, &raw);
  if (status != kOk) fail("");
  return {raw, {functions_.model_free}};
}

Owned<Model> ModelReader::from_path(const std::string& path) const {
  Model* raw = nullptr;
  if (functions_.core_read_model(core_, path.c_str(), nullptr, &raw) != kOk) fail(path);
  return {raw, {functions_.model_free}};
}

void ModelReader::fail(const std::string& path) const {
  const std::string reason = call_.reason();
  throw Failure(read_failure_status(reason), path.empty() ? reason : without_folder(reason, path));
}

}  // namespace openvino

// SPDX-License-Identifier: Apache-2.0
// The search for the library and its functions.
#include "library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <optional>

#include <wasinn/plugin.hpp>

#include "abort_trap.h"

namespace lite {
namespace {

// The bindings for Java of the package that the library comes in give it this name; it needs none of them.
constexpr const char* kFileName = "libjnitensorflowlite.so";

constexpr const char* kSetMinimumLogSeverity = "_ZN6tflite13LoggerOptions21SetMinimumLogSeverityENS_11LogSeverityE";

// Looks functions up, and remembers the first that is missing.
class Lookup {
 public:
  explicit Lookup(void* handle) : handle_(handle) {}

  template <class Function>
  void find(const char* name, Function*& function) {
    const std::string symbol = std::string("TfLite") + name;
    function = reinterpret_cast<Function*>(dlsym(handle_, symbol.c_str()));
    if (function == nullptr && missing_.empty()) missing_ = symbol;
  }

  const std::string& missing() const noexcept { return missing_; }

 private:
  void* handle_;
  std::string missing_;
};

void find_model_functions(Lookup& lookup, Functions& f) {
  lookup.find("Version", f.Version);
  lookup.find("SchemaVersion", f.SchemaVersion);
  lookup.find("TypeGetName", f.TypeGetName);
  lookup.find("ModelCreateWithErrorReporter", f.ModelCreateWithErrorReporter);
  lookup.find("ModelDelete", f.ModelDelete);
  lookup.find("InterpreterOptionsCreate", f.InterpreterOptionsCreate);
  lookup.find("InterpreterOptionsDelete", f.InterpreterOptionsDelete);
  lookup.find("InterpreterOptionsSetNumThreads", f.InterpreterOptionsSetNumThreads);
  lookup.find("InterpreterOptionsSetErrorReporter", f.InterpreterOptionsSetErrorReporter);
  lookup.find("InterpreterOptionsAddDelegate", f.InterpreterOptionsAddDelegate);
  lookup.find("InterpreterOptionsAddBuiltinOp", f.InterpreterOptionsAddBuiltinOp);
  lookup.find("InterpreterOptionsEnableCancellation", f.InterpreterOptionsEnableCancellation);
  lookup.find("XNNPackDelegateOptionsDefault", f.XNNPackDelegateOptionsDefault);
  lookup.find("XNNPackDelegateCreate", f.XNNPackDelegateCreate);
  lookup.find("XNNPackDelegateDelete", f.XNNPackDelegateDelete);
}

void find_interpreter_functions(Lookup& lookup, Functions& f) {
  lookup.find("InterpreterCreate", f.InterpreterCreate);
  lookup.find("InterpreterDelete", f.InterpreterDelete);
  lookup.find("InterpreterGetInputTensorCount", f.InterpreterGetInputTensorCount);
  lookup.find("InterpreterGetInputTensor", f.InterpreterGetInputTensor);
  lookup.find("InterpreterInputTensorIndices", f.InterpreterInputTensorIndices);
  lookup.find("InterpreterGetOutputTensorCount", f.InterpreterGetOutputTensorCount);
  lookup.find("InterpreterGetOutputTensor", f.InterpreterGetOutputTensor);
  lookup.find("InterpreterOutputTensorIndices", f.InterpreterOutputTensorIndices);
  lookup.find("InterpreterResizeInputTensor", f.InterpreterResizeInputTensor);
  lookup.find("InterpreterAllocateTensors", f.InterpreterAllocateTensors);
  lookup.find("InterpreterInvoke", f.InterpreterInvoke);
  lookup.find("InterpreterCancel", f.InterpreterCancel);
  lookup.find("InterpreterSetCustomAllocationForTensor", f.InterpreterSetCustomAllocationForTensor);
}

void find_description_functions(Lookup& lookup, Functions& f) {
  lookup.find("InterpreterGetSignatureCount", f.InterpreterGetSignatureCount);
  lookup.find("InterpreterGetSignatureKey", f.InterpreterGetSignatureKey);
  lookup.find("InterpreterGetSignatureRunner", f.InterpreterGetSignatureRunner);
  lookup.find("SignatureRunnerGetInputCount", f.SignatureRunnerGetInputCount);
  lookup.find("SignatureRunnerGetInputName", f.SignatureRunnerGetInputName);
  lookup.find("SignatureRunnerGetInputTensor", f.SignatureRunnerGetInputTensor);
  lookup.find("SignatureRunnerGetOutputCount", f.SignatureRunnerGetOutputCount);
  lookup.find("SignatureRunnerGetOutputName", f.SignatureRunnerGetOutputName);
  lookup.find("SignatureRunnerGetOutputTensor", f.SignatureRunnerGetOutputTensor);
  lookup.find("SignatureRunnerDelete", f.SignatureRunnerDelete);
  lookup.find("TensorType", f.TensorType);
  lookup.find("TensorNumDims", f.TensorNumDims);
  lookup.find("TensorDim", f.TensorDim);
  lookup.find("TensorByteSize", f.TensorByteSize);
  lookup.find("TensorData", f.TensorData);
  lookup.find("TensorName", f.TensorName);
  lookup.find("OpaqueTensorGetNumDimsSignature", f.OpaqueTensorGetNumDimsSignature);
  lookup.find("OpaqueTensorGetDimSignature", f.OpaqueTensorGetDimSignature);
  lookup.find("OpaqueTensorGetQuantization", f.OpaqueTensorGetQuantization);
  lookup.find("OpaqueTensorGetAllocationType", f.OpaqueTensorGetAllocationType);
  lookup.find("OpaqueNodeGetInput", f.OpaqueNodeGetInput);
  lookup.find("OpaqueNodeNumberOfInputs", f.OpaqueNodeNumberOfInputs);
  lookup.find("OpaqueContextReportError", f.OpaqueContextReportError);
}

std::optional<Functions> open_at(const std::string& path, std::string& reason) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* text = dlerror();
    reason = text == nullptr ? "it cannot be opened" : text;
    return std::nullopt;
  }
  Functions functions{};
  functions.library = handle;
  Lookup lookup(handle);
  find_model_functions(lookup, functions);
  find_interpreter_functions(lookup, functions);
  find_description_functions(lookup, functions);
  functions.SetMinimumLogSeverity =
      reinterpret_cast<LogSeverity (*)(LogSeverity)>(functions.FindSymbol(kSetMinimumLogSeverity));
  if (!lookup.missing().empty()) {
    reason = "it lacks " + lookup.missing();
    return std::nullopt;
  }
  if (!trap_aborts(handle)) {
    reason = "it cannot be kept from ending the process";
    return std::nullopt;
  }
  return functions;
}

std::string not_found_text(const std::vector<std::string>& folders, const std::string& refused) {
  std::string text = "TensorFlow Lite was not found: looked for " + std::string(kFileName) + " in ";
  for (std::size_t i = 0; i < folders.size(); ++i) text += (i == 0 ? "" : ", ") + folders[i];
  return text + (folders.empty() ? "no folder" : "") + refused;
}

}  // namespace

void* Functions::FindSymbol(const char* name) const noexcept { return dlsym(library, name); }

Functions open_library(const std::vector<std::string>& folders) {
  std::string refused;
  for (const std::string& folder : folders) {
    const std::string path = folder + "/" + kFileName;
    if (access(path.c_str(), F_OK) != 0) continue;
    std::string reason;
    if (auto functions = open_at(path, reason)) {
      if (functions->SetMinimumLogSeverity != nullptr) functions->SetMinimumLogSeverity(kSilent);
      return *functions;
    }
    refused += "; " + path + " does not fit: " + reason;
  }
  throw wasinn::sdk::Failure(WASINN_NOT_FOUND, not_found_text(folders, refused));
}

}  // namespace lite

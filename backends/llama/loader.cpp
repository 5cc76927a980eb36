// SPDX-License-Identifier: Apache-2.0
// The file that llama.cpp reads, its parameters, and what its failures mean.
#include "loader.h"

#include <atomic>
#include <string>
#include <string_view>

#include "log.h"
#include "memory_file.h"

namespace llama {
namespace {

using wasinn::sdk::CancelScope;
using wasinn::sdk::Failure;
using wasinn::sdk::LoadRequest;

/// What llama.cpp is told when it tells how far it is.
struct Watched {
  const LoadRequest& request;
  std::atomic<bool> cancelled = false;
};

// Most of a load is spent between two of llama.cpp's questions whether to go on.
bool goes_on(float share, void* data) noexcept {
  const auto& load = *static_cast<const Watched*>(data);
  load.request.progress(static_cast<double>(share));
  return !load.cancelled;
}

int load_mode(const Options& options) {
  if (options.use_mmap) return options.use_mlock ? kLoadMapAndLock : kLoadMap;
  return options.use_mlock ? kLoadLock : kLoadRead;
}

OpenFile file_of(const wasinn_model_part& part) {
  const std::span<const std::uint8_t> bytes(part.data, static_cast<std::size_t>(part.byte_size));
  return part.path == nullptr ? memory_file(bytes) : same_file(part.path, bytes);
}

Options options_of(const Shared& shared, const LoadRequest& request) {
  Options base;
  base.threads = base.threads_batch = request.threads();
  const auto log = [&shared](const std::string& line) { shared.host.log(WASINN_LOG_INFO, line); };
  return request.options().empty() ? base : Options::from(request.options(), base, shared.limits, log);
}

[[noreturn]] void refuse(const std::string& errors) {
  const bool unknown = errors.find("unknown model architecture") != errors.npos;
  throw Failure(unknown ? WASINN_UNSUPPORTED_OPERATION : WASINN_INVALID_ENCODING,
                "llama.cpp cannot load the model: " + (errors.empty() ? "it does not say why" : errors));
}

}  // namespace

std::unique_ptr<wasinn::sdk::Graph> load_model(const Shared& shared, const LoadRequest& request) {
  if (request.parts().size() != 1) {
    throw Failure(WASINN_INVALID_ARGUMENT,
                  "a model in encoding ggml has one part, got " + std::to_string(request.parts().size()));
  }
  Options options = options_of(shared, request);
  const Functions& functions = shared.library.functions;
  const OpenFile file = file_of(request.parts()[0]);
  Watched load{request};
  const CancelScope scope(request, [&load] { load.cancelled = true; });
  ModelParams params = functions.model_default_params();
  params.n_gpu_layers = 0;
  params.load_mode = load_mode(options);
  params.progress_callback = goes_on;
  params.progress_callback_user_data = &load;
  const ErrorCollector errors;
  Owned<Model> model(load.cancelled ? nullptr : functions.model_load_from_file(file.path().c_str(), params),
                     {functions.model_free});
  if (load.cancelled) throw Failure(WASINN_TIMEOUT, "the load was cancelled");
  if (!model) refuse(errors.text());
  return std::make_unique<LlamaGraph>(shared, std::move(model), std::move(options));
}

}  // namespace llama

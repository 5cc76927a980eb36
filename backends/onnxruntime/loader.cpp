// SPDX-License-Identifier: Apache-2.0
// Session options and the creation of sessions.
#include "loader.h"

#include <atomic>
#include <string>
#include <string_view>

#include "graph.h"
#include "status.h"

namespace ort {
namespace {

using wasinn::sdk::CancelScope;
using wasinn::sdk::Failure;
using wasinn::sdk::LoadRequest;

// A folder that cannot exist: a model that came as bytes finds no file beside it.
constexpr const char* kNowhere = "/dev/null/none";

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return ".";
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

// One attempt to load a model.
class Loading {
 public:
  Loading(const Library& library, const Environment& environment, const LoadRequest& request)
      : library_(library), functions_(library.functions), environment_(environment), request_(request) {
    SessionOptions* raw = nullptr;
    check(functions_.CreateSessionOptions(&raw));
    options_ = Owned<SessionOptions>(raw, {functions_.ReleaseSessionOptions});
    check(functions_.SetSessionGraphOptimizationLevel(raw, kAllOptimizations));
    // The framework's other format is not made for bytes that nobody vouches for.
    set("session.load_model_format", "ONNX");
    const char* path = request.parts()[0].path;
    set("session.model_external_initializers_file_folder_path", path == nullptr ? kNowhere : folder_of(path));
    choose_threads();
  }

  std::unique_ptr<wasinn::sdk::Graph> run() {
    Session* raw = nullptr;
    Status* status = nullptr;
    {
      const CancelScope scope(request_, [this] { cancel(); });
      const wasinn_model_part& part = request_.parts()[0];
      status = functions_.CreateSessionFromArray(environment_.get(), part.data,
                                                 static_cast<std::size_t>(part.byte_size), options_.get(), &raw);
    }
    Owned<Session> session(raw, {functions_.ReleaseSession});
    if (cancelled_) give_up(status);
    if (status != nullptr) throw_load_failure(functions_, status);
    return std::make_unique<OnnxGraph>(library_, std::move(session));
  }

 private:
  void check(Status* status) const { ort::check(functions_, status); }

  void set(const char* key, const std::string& value) {
    check(functions_.AddSessionConfigEntry(options_.get(), key, value.c_str()));
  }

  void choose_threads() {
    if (request_.threads() == 0) {
      check(functions_.DisablePerSessionThreads(options_.get()));
    } else {
      check(functions_.SetIntraOpNumThreads(options_.get(), static_cast<int>(request_.threads())));
    }
  }

  // Any thread.
  void cancel() noexcept {
    cancelled_ = true;
    const auto set_flag = functions_.SessionOptionsSetLoadCancellationFlag;
    Status* status = set_flag == nullptr ? nullptr : set_flag(options_.get(), true);
    if (status != nullptr) functions_.ReleaseStatus(status);
  }

  [[noreturn]] void give_up(Status* status) const {
    if (status != nullptr) functions_.ReleaseStatus(status);
    throw Failure(WASINN_TIMEOUT, "the load was cancelled");
  }

  const Library& library_;
  const Functions& functions_;
  const Environment& environment_;
  const LoadRequest& request_;
  Owned<SessionOptions> options_;
  std::atomic<bool> cancelled_ = false;
};

void check_request(const LoadRequest& request) {
  if (request.parts().size() != 1) {
    throw Failure(WASINN_INVALID_ARGUMENT, "an ONNX model has 1 part, got " + std::to_string(request.parts().size()));
  }
  if (request.parts()[0].byte_size == 0) throw Failure(WASINN_INVALID_ENCODING, "the model has no bytes");
  if (request.threads() > 1024) {
    throw Failure(WASINN_INVALID_ARGUMENT, "at most 1024 threads, got " + std::to_string(request.threads()));
  }
}

}  // namespace

std::unique_ptr<wasinn::sdk::Graph> load_graph(const Library& library, const Environment& environment,
                                               const LoadRequest& request) {
  check_request(request);
  return Loading(library, environment, request).run();
}

}  // namespace ort

// SPDX-License-Identifier: Apache-2.0
// Session options and the creation of sessions.
#include "loader.h"

#include <atomic>
#include <string>
#include <string_view>

#include "graph.h"
#include "message.h"
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

// One load of a model.
class Loading {
 public:
  Loading(const Library& library, const Environment& environment, const LoadRequest& request)
      : library_(library), functions_(library.functions), environment_(environment), request_(request) {}

  std::unique_ptr<wasinn::sdk::Graph> run() {
    Owned<Session> session;
    Status* status = create(request_.threads(), session);
    if (status != nullptr && is_pool_missing(functions_.GetErrorMessage(status))) {
      // Somebody in this process opened the framework before and made no pool; so this model gets threads of its own.
      functions_.ReleaseStatus(status);
      status = create(environment_.pool().threads, session);
    }
    if (cancelled_) give_up(status);
    if (status != nullptr) throw_failure(status);
    return std::make_unique<OnnxGraph>(library_, std::move(session));
  }

 private:
  void check(Status* status) const { ort::check(functions_, status); }

  const wasinn_model_part& part() const { return request_.parts()[0]; }

  // `threads` 0: those of the pool.
  Status* create(std::uint32_t threads, Owned<Session>& session) {
    const Owned<SessionOptions> options = make_options(threads);
    const CancelScope scope(request_, [this, &options] { cancel(options.get()); });
    Session* raw = nullptr;
    Status* status = functions_.CreateSessionFromArray(
        environment_.get(), part().data, static_cast<std::size_t>(part().byte_size), options.get(), &raw);
    session = Owned<Session>(raw, {functions_.ReleaseSession});
    return status;
  }

  Owned<SessionOptions> make_options(std::uint32_t threads) const {
    SessionOptions* raw = nullptr;
    check(functions_.CreateSessionOptions(&raw));
    Owned<SessionOptions> options(raw, {functions_.ReleaseSessionOptions});
    const auto set = [&](const char* key, const std::string& value) {
      check(functions_.AddSessionConfigEntry(raw, key, value.c_str()));
    };
    check(functions_.SetSessionGraphOptimizationLevel(raw, kAllOptimizations));
    // The framework's other format is not made for bytes that nobody vouches for.
    set("session.load_model_format", "ONNX");
    set("session.model_external_initializers_file_folder_path",
        part().path == nullptr ? kNowhere : folder_of(part().path));
    check(threads == 0 ? functions_.DisablePerSessionThreads(raw)
                       : functions_.SetIntraOpNumThreads(raw, static_cast<int>(threads)));
    return options;
  }

  // Any thread.
  void cancel(SessionOptions* options) noexcept {
    cancelled_ = true;
    Status* status = functions_.SessionOptionsSetLoadCancellationFlag(options, true);
    if (status != nullptr) functions_.ReleaseStatus(status);
  }

  [[noreturn]] void give_up(Status* status) const {
    if (status != nullptr) functions_.ReleaseStatus(status);
    throw Failure(WASINN_TIMEOUT, "the load was cancelled");
  }

  [[noreturn]] void throw_failure(Status* status) const {
    const std::string message = functions_.GetErrorMessage(status);
    const bool about_files = is_external_data(message) || message.find(kNowhere) != message.npos;
    if (part().path != nullptr || !about_files) throw_load_failure(functions_, status);
    functions_.ReleaseStatus(status);
    throw Failure(WASINN_SECURITY, "the model keeps weights in other files; that is served only for models that the "
                                   "operator names");
  }

  const Library& library_;
  const Functions& functions_;
  const Environment& environment_;
  const LoadRequest& request_;
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

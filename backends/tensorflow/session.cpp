// SPDX-License-Identifier: Apache-2.0
// Making and ending of sessions.
#include "session.h"

#include <utility>

#include "status.h"
#include "wire.h"

namespace tf {
namespace {

// ConfigProto. Source: tensorflow/core/protobuf/config.proto.
constexpr std::uint32_t kIntraOpThreads = 2;
constexpr std::uint32_t kInterOpThreads = 5;
constexpr std::uint32_t kAllowSoftPlacement = 7;

// Operations run one after the other in the thread that computes, so that small models need no change of threads and
// contexts do not wait for each other.
constexpr std::int64_t kInCallersThread = -1;

std::string config_of(std::uint32_t threads) {
  return number_field(kIntraOpThreads, threads) +
         number_field(kInterOpThreads, static_cast<std::uint64_t>(kInCallersThread)) +
         number_field(kAllowSoftPlacement, 1);
}

Owned<SessionOptions> make_options(const Functions& functions, std::uint32_t threads) {
  Owned<SessionOptions> options(functions.NewSessionOptions(), {functions.DeleteSessionOptions});
  const CallStatus status(functions);
  const std::string config = config_of(threads);
  functions.SetConfig(options.get(), config.data(), config.size(), status.get());
  status.check_load();
  return options;
}

}  // namespace

OpenSession::OpenSession(const Functions& functions)
    : functions_(&functions), graph_(functions.NewGraph(), {functions.DeleteGraph}) {}

OpenSession::OpenSession(OpenSession&& other) noexcept
    : functions_(other.functions_),
      graph_(std::move(other.graph_)),
      session_(std::exchange(other.session_, nullptr)) {}

OpenSession::~OpenSession() {
  if (session_ == nullptr) return;
  const CallStatus status(*functions_);
  functions_->CloseSession(session_, status.get());
  functions_->DeleteSession(session_, status.get());
}

OpenSession OpenSession::from_folder(const Functions& functions, const std::string& folder,
                                     const std::vector<std::string>& tags, std::uint32_t threads) {
  OpenSession made(functions);
  const auto options = make_options(functions, threads);
  const CallStatus status(functions);
  std::vector<const char*> names;
  for (const std::string& tag : tags) names.push_back(tag.c_str());
  made.session_ =
      functions.LoadSessionFromSavedModel(options.get(), nullptr, folder.c_str(), names.data(),
                                          static_cast<int>(names.size()), made.graph(), nullptr, status.get());
  status.check_load();
  return made;
}

OpenSession OpenSession::from_graph(const Functions& functions, std::string_view message, std::uint32_t threads) {
  OpenSession made(functions);
  const CallStatus status(functions);
  const Owned<ImportOptions> import(functions.NewImportGraphDefOptions(), {functions.DeleteImportGraphDefOptions});
  const Buffer buffer{message.data(), message.size(), nullptr};
  functions.GraphImportGraphDef(made.graph(), &buffer, import.get(), status.get());
  status.check_load();
  const auto options = make_options(functions, threads);
  made.session_ = functions.NewSession(made.graph(), options.get(), status.get());
  status.check_load();
  return made;
}

}  // namespace tf

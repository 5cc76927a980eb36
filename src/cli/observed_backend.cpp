// SPDX-License-Identifier: Apache-2.0
// A backend around a backend.
#include "cli/observed_backend.h"

#include <memory>
#include <string>
#include <utility>

#include "base/text.h"

namespace wasinn::cli {
namespace {

std::string loading_text(const LoadRequest& request) {
  std::uint64_t bytes = 0;
  for (const ModelPart& part : request.parts) bytes += part.bytes.size();
  const std::string file = request.parts.empty() ? "" : request.parts.front().path.filename().string();
  return "loading " + (file.empty() ? "a model of the guest" : printable(file)) + " (" + format_byte_size(bytes) + ")";
}

/// Any thread, as the backend inside.
class ObservedBackend final : public Backend {
 public:
  ObservedBackend(std::shared_ptr<const Backend> inner, Console& console)
      : inner_(std::move(inner)), console_(console) {}

  const BackendInfo& info() const noexcept override { return inner_->info(); }

  Result<std::shared_ptr<const Graph>> load(const LoadRequest& request, Cancellation& cancellation) const override {
    Progress progress(console_, loading_text(request));
    LoadRequest watched = request;
    watched.progress = [&progress](double share) { progress.reached(share); };
    return inner_->load(watched, cancellation);
  }

 private:
  const std::shared_ptr<const Backend> inner_;
  Console& console_;
};

}  // namespace

BackendSource observed(BackendSource source, Console& console) {
  source.open = [open = std::move(source.open), name = source.name,
                 &console]() -> Result<std::shared_ptr<const Backend>> {
    const Progress progress(console, "starting " + name);
    WASINN_ASSIGN(auto inner, open());
    return std::make_shared<const ObservedBackend>(std::move(inner), console);
  };
  return source;
}

}  // namespace wasinn::cli

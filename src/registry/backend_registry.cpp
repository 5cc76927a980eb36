// SPDX-License-Identifier: Apache-2.0
// Opening backends on demand and choosing among them.
#include "registry/backend_registry.h"

#include <algorithm>

#include "base/text.h"

namespace wasinn {
namespace {

bool reads(const BackendSource& source, Encoding encoding) {
  return std::find(source.encodings.begin(), source.encodings.end(), encoding) != source.encodings.end();
}

std::string not_served(Encoding encoding, const std::string& tried) {
  const std::string name(encoding_name(encoding));
  if (tried.empty()) return "encoding " + name + " needs a backend that is not here; see wasinn backends";
  return "encoding " + name + " needs a backend that is not installed: " + tried;
}

}  // namespace

Result<void> BackendRegistry::add(BackendSource source) {
  const bool taken = std::any_of(sources_.begin(), sources_.end(),
                                 [&](const BackendSource& known) { return known.name == source.name; });
  if (taken) return fail(ErrorCode::InvalidArgument, "there are two backends with the name " + source.name);
  sources_.push_back(std::move(source));
  opened_.emplace_back();
  return {};
}

Result<std::shared_ptr<const Backend>> BackendRegistry::open(std::string_view name) const {
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i].name == name) return open_at(i);
  }
  return fail(ErrorCode::NotFound, "there is no backend with the name '" + printable(name) + "'; see wasinn backends");
}

Result<std::shared_ptr<const Backend>> BackendRegistry::serving(Encoding encoding) const {
  std::string tried;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (!reads(sources_[i], encoding)) continue;
    auto backend = open_at(i);
    if (backend) return backend;
    if (!tried.empty()) tried += "; ";
    tried += sources_[i].name + ": " + backend.error().message;
    if (!sources_[i].how_to_get.empty()) tried += "; get it: " + sources_[i].how_to_get;
  }
  return fail(ErrorCode::InvalidEncoding, not_served(encoding, tried));
}

Result<std::shared_ptr<const Backend>> BackendRegistry::open_at(std::size_t index) const {
  const std::lock_guard lock(mutex_);
  if (!opened_[index]) {
    WASINN_ASSIGN(opened_[index], sources_[index].open());
  }
  return opened_[index];
}

}  // namespace wasinn

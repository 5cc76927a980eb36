// SPDX-License-Identifier: Apache-2.0
// Opening a plug-in's framework, and loading models through it.
#include "plugin/plugin_backend.h"

#include <cstddef>
#include <string>
#include <utility>

#include "plugin/call_error.h"
#include "plugin/plugin_graph.h"

namespace wasinn {
namespace {

constexpr std::uint64_t kMostDevices = 1024;
constexpr std::uint64_t kInfoBytes = offsetof(wasinn_backend_info, device_count) + sizeof(std::uint64_t);

bool in_mask(std::uint32_t mask, std::uint32_t bit) { return bit < 32 && (mask >> bit & 1u) != 0; }

std::vector<Encoding> encodings_of(std::uint32_t mask) {
  std::vector<Encoding> encodings;
  for (const Encoding encoding : kEncodings) {
    if (in_mask(mask, static_cast<std::uint32_t>(encoding))) encodings.push_back(encoding);
  }
  return encodings;
}

Result<std::vector<ExecutionTarget>> targets_of(const wasinn_backend_info& raw) {
  if (raw.auto_target > WASINN_TARGET_TPU || !in_mask(raw.targets, raw.auto_target)) {
    return plugin_contradiction("the target for auto is none of its targets");
  }
  std::vector<ExecutionTarget> targets{static_cast<ExecutionTarget>(raw.auto_target)};
  for (std::uint32_t target = 0; target <= WASINN_TARGET_TPU; ++target) {
    const bool other = target != raw.auto_target && in_mask(raw.targets, target);
    if (other) targets.push_back(static_cast<ExecutionTarget>(target));
  }
  return targets;
}

// The model parts of a request in the plug-in ABI's form, with the texts that they point to.
class RawParts {
 public:
  explicit RawParts(std::span<const ModelPart> parts) {
    for (const ModelPart& part : parts) paths_.push_back(part.path.string());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const char* path = paths_[i].empty() ? nullptr : paths_[i].c_str();
      const auto* data = reinterpret_cast<const std::uint8_t*>(parts[i].bytes.data());
      parts_.push_back({data, parts[i].bytes.size(), path});
    }
  }

  std::span<const wasinn_model_part> get() const { return parts_; }

 private:
  std::vector<std::string> paths_;
  std::vector<wasinn_model_part> parts_;
};

void set_canceller(wasinn_cancellation* raw, void (*canceller)(void*), void* argument) noexcept {
  auto& cancellation = *static_cast<Cancellation*>(raw->private_data);
  std::function<void()> action;
  if (canceller != nullptr) action = [canceller, argument] { canceller(argument); };
  cancellation.on_cancel(std::move(action));
}

// Takes back whatever canceller a plug-in forgot, before what it refers to goes.
class CancellerReset {
 public:
  explicit CancellerReset(Cancellation& cancellation) : cancellation_(cancellation) {}
  CancellerReset(const CancellerReset&) = delete;
  CancellerReset& operator=(const CancellerReset&) = delete;
  ~CancellerReset() { cancellation_.on_cancel({}); }

 private:
  Cancellation& cancellation_;
};

}  // namespace

PluginBackend::PluginBackend(const wasinn_plugin& functions, std::unique_ptr<HostServices> services)
    : functions_(functions), services_(std::move(services)) {}

PluginBackend::~PluginBackend() {
  // Nobody is left to tell of an exception.
  if (backend_ != nullptr) (void)contained([&] { functions_.backend_close(backend_); });
}

Result<std::shared_ptr<const Backend>> PluginBackend::open(const wasinn_plugin& functions, std::string name,
                                                           std::unique_ptr<HostServices> services) {
  auto backend = std::make_shared<PluginBackend>(functions, std::move(services));
  backend->info_.name = std::move(name);
  WASINN_TRY(backend->open_framework());
  WASINN_TRY(backend->read_description());
  return std::shared_ptr<const Backend>(std::move(backend));
}

Result<void> PluginBackend::open_framework() {
  CallError error;
  wasinn_backend* opened = nullptr;
  WASINN_TRY(error.run([&](wasinn_error* slot) { return functions_.backend_open(services_->get(), &opened, slot); }));
  if (opened == nullptr) return plugin_contradiction("it opened no backend");
  backend_ = opened;
  return {};
}

Result<void> PluginBackend::read_description() {
  wasinn_backend_info raw{};
  raw.struct_size = sizeof raw;
  WASINN_TRY(contained([&] { functions_.backend_describe(backend_, &raw); }));
  // The first header of 1.0 had the number of devices where the flags came to be.
  if (raw.struct_size < kInfoBytes) raw.device_count = std::exchange(raw.flags, 0);
  const bool broken = raw.device_count > kMostDevices || (raw.device_count > 0 && raw.devices == nullptr);
  if (broken) return plugin_contradiction("it has " + std::to_string(raw.device_count) + " devices");
  WASINN_ASSIGN(info_.targets, targets_of(raw));
  info_.framework_version = plugin_text(raw.framework_version);
  info_.encodings = encodings_of(raw.encodings);
  info_.own_format = (raw.flags & WASINN_BACKEND_OWN_FORMAT) != 0;
  info_.reads_options = (raw.flags & WASINN_BACKEND_READS_OPTIONS) != 0;
  for (std::uint64_t i = 0; i < raw.device_count; ++i) info_.devices.push_back(plugin_text(raw.devices[i]));
  return {};
}

Result<wasinn_graph*> PluginBackend::load_raw(const wasinn_load_request& request) const {
  CallError error;
  wasinn_graph* graph = nullptr;
  WASINN_TRY(error.run([&](wasinn_error* slot) { return functions_.graph_load(backend_, &request, &graph, slot); }));
  if (graph == nullptr) return plugin_contradiction("it loaded no graph");
  return graph;
}

Result<std::shared_ptr<const Graph>> PluginBackend::load(const LoadRequest& request,
                                                         Cancellation& cancellation) const {
  if (request.options.target == ExecutionTarget::Auto) {
    return fail(ErrorCode::InvalidArgument, "a plug-in loads for a real target, got auto");
  }
  const RawParts parts(request.parts);
  wasinn_cancellation raw_cancellation{sizeof(wasinn_cancellation), &cancellation, set_canceller};
  wasinn_load_request raw{};
  raw.struct_size = sizeof raw;
  raw.parts = parts.get().data();
  raw.part_count = parts.get().size();
  raw.cancellation = &raw_cancellation;
  raw.encoding = static_cast<std::uint32_t>(request.encoding);
  raw.target = static_cast<std::uint32_t>(request.options.target);
  raw.threads = request.options.threads;
  raw.options = request.options.json.empty() ? nullptr : request.options.json.c_str();
  LoadProgress progress = request.progress;
  if (progress) {
    raw.progress = [](void* data, double share) { (*static_cast<LoadProgress*>(data))(share); };
    raw.progress_data = &progress;
  }
  const CancellerReset reset(cancellation);
  WASINN_ASSIGN(wasinn_graph * graph, load_raw(raw));
  return PluginGraph::adopt(shared_from_this(), functions_, graph);
}

}  // namespace wasinn

// SPDX-License-Identifier: Apache-2.0
// Loading graphs under policy and deadline.
#include "host/graph_loader.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "registry/digest.h"

namespace wasinn {
namespace {

std::uint64_t total_size(std::span<const ModelPart> parts) {
  std::uint64_t bytes = 0;
  for (const ModelPart& part : parts) bytes += part.bytes.size();
  return bytes;
}

/// All that decides what a load gives, besides the model itself.
std::string plan_key(Encoding encoding, const Backend& backend, const LoadOptions& options) {
  return std::string(encoding_name(encoding)) + '/' + backend.info().name + '/' +
         std::string(target_name(options.target)) + '/' + std::to_string(options.threads);
}

std::string digest_of(std::span<const ByteView> parts) {
  Digest digest;
  for (const ByteView part : parts) digest.add_part(part);
  return digest.hex();
}

Result<Encoding> decide(const EncodingRequest& request, std::span<const ByteView> parts) {
  if (request.encoding) return *request.encoding;
  if (const auto encoding = sniff_encoding(parts)) return *encoding;
  if (request.if_unknown) return *request.if_unknown;
  return fail(ErrorCode::InvalidEncoding,
              "the encoding cannot be told from the bytes (they look like " + looks_like(parts) + "); name it");
}

/// A guest that names a graph cannot help what is in its file: then the host has failed, not the guest.
template <class T>
Result<T> blamed(Result<T> checked, ModelOrigin origin) {
  if (checked || origin == ModelOrigin::Guest) return checked;
  Error error = std::move(checked).error();
  const bool of_guest = error.code == ErrorCode::InvalidEncoding || error.code == ErrorCode::InvalidArgument;
  return fail(of_guest ? ErrorCode::RuntimeError : error.code, std::move(error.message));
}

/// What a named graph is, as the operator said or else by its first part, which is not checked for anything else.
Result<Encoding> encoding_of(const GraphEntry& entry) {
  if (entry.graph().encoding) return *entry.graph().encoding;
  WASINN_ASSIGN(const OpenModel first, entry.open_first());
  return blamed(decide({}, first.views()), ModelOrigin::Operator);
}

/// Guests of language models tell a file that is missing from other failures.
Result<OpenModel> open_model(const GraphEntry& entry) {
  auto model = entry.open();
  if (model || entry.graph().encoding != Encoding::Ggml) return model;
  return fail(ErrorCode::ModelMissing, std::move(model).error().message);
}

/// Tells the activity which load may be cancelled, as long as it lives: also when a backend throws.
class LoadingScope {
 public:
  LoadingScope(SessionActivity& activity, Cancellation& cancellation) : activity_(activity) {
    activity_.loading(&cancellation);
  }
  ~LoadingScope() { activity_.loading(nullptr); }
  LoadingScope(const LoadingScope&) = delete;
  LoadingScope& operator=(const LoadingScope&) = delete;

 private:
  SessionActivity& activity_;
};

std::string seconds_text(std::uint64_t ms) {
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

}  // namespace

Result<GraphCache::Found> GraphLoader::load_bytes(std::span<const ByteView> parts, const EncodingRequest& encoding,
                                                  ExecutionTarget target) {
  WASINN_TRY(activity_.check_open());
  WASINN_ASSIGN(Plan plan, this->plan(parts, encoding, target, ModelOrigin::Guest));
  const std::string digest = digest_of(parts);
  constexpr std::size_t kDigitsForPeople = 8;
  plan.label = "bytes:" + digest.substr(0, kDigitsForPeople);
  std::vector<ModelPart> model;
  for (const ByteView part : parts) model.push_back({part, {}});
  const std::string key = "bytes/" + digest + '/' + plan_key(plan.encoding, *plan.backend, plan.options);
  return in_time(plan.label, [&](Cancellation& cancellation) {
    return host_.graphs_.get_or_load(key, Residence::WhileUsed, cancellation,
                                     [&] { return load(plan, model, cancellation); });
  });
}

Result<GraphCache::Found> GraphLoader::load_named(const GraphEntry& entry, const GuestOptions& options) {
  WASINN_TRY(activity_.check_open());
  const NamedGraph& graph = entry.graph();
  // A guest that leaves the choice to the host gets what the operator chose.
  const bool chosen = options.target.value_or(ExecutionTarget::Auto) != ExecutionTarget::Auto;
  const ExecutionTarget target = chosen ? *options.target : graph.target;
  const std::uint32_t threads = options.threads.value_or(graph.threads);
  WASINN_ASSIGN(const std::string json, backend_options(entry, options));
  const std::string key = entry.cache_key() + std::string(target_name(target)) + '/' + std::to_string(threads) + '/' +
                          (json.empty() ? json : sha256_hex(bytes_of(json)));
  const auto load_model = [&](Cancellation& cancellation) -> Result<std::shared_ptr<const LoadedGraph>> {
    WASINN_ASSIGN(const OpenModel model, open_model(entry));
    WASINN_ASSIGN(Plan plan, this->plan(model.views(), {graph.encoding, {}}, target, ModelOrigin::Operator));
    plan.label = graph.name;
    plan.options.threads = threads;
    plan.options.json = json;
    auto loaded = load(plan, model.parts, cancellation);
    // Backends refuse options by their values, and these are the guest's.
    const bool refused = !loaded && loaded.error().code == ErrorCode::InvalidArgument && !options.others.empty();
    return refused ? loaded : blamed(std::move(loaded), ModelOrigin::Operator);
  };
  auto found = in_time(graph.name, [&](Cancellation& cancellation) {
    return host_.graphs_.get_or_load(key, Residence::WhileRoom, cancellation, [&] { return load_model(cancellation); });
  });
  if (entry.retired()) host_.graphs_.forget(entry.cache_key());  // it left the list meanwhile: nobody will ask for it
  return found;
}

Result<std::string> GraphLoader::backend_options(const GraphEntry& entry, const GuestOptions& options) const {
  const std::string json = merged_options(entry.graph().options, options.others);
  if (json.empty()) return json;
  WASINN_ASSIGN(const Encoding encoding, encoding_of(entry));
  WASINN_ASSIGN(const auto backend, host_.backends_.serving(encoding));
  if (backend->info().reads_options) return json;
  host_.log(LogLevel::Info, "options that backend " + backend->info().name + " does not read were ignored: " +
                                printable(option_names(json)));
  return std::string();
}

Result<GraphLoader::Plan> GraphLoader::plan(std::span<const ByteView> parts, const EncodingRequest& request,
                                            ExecutionTarget target, ModelOrigin origin) const {
  WASINN_ASSIGN(const Encoding encoding, blamed(decide(request, parts), origin));
  if (origin == ModelOrigin::Guest) WASINN_TRY(host_.policy().check_load_from_bytes(encoding));
  WASINN_ASSIGN(auto backend, host_.backends_.serving(encoding));
  if (!backend->info().own_format) WASINN_TRY(blamed(check_model(encoding, parts, origin), origin));
  WASINN_ASSIGN(const ExecutionTarget used, host_.policy().choose_target(target, backend->info().targets));
  if (target != ExecutionTarget::Auto && used != target) {
    host_.log(LogLevel::Warning, "target " + std::string(target_name(target)) + " was asked for; falling back to " +
                                     std::string(target_name(used)));
  }
  return Plan{{}, encoding, std::move(backend), LoadOptions{used, 0}};
}

Result<std::shared_ptr<const LoadedGraph>> GraphLoader::load(const Plan& plan, std::span<const ModelPart> parts,
                                                             Cancellation& cancellation) {
  auto loaded = std::make_shared<LoadedGraph>();
  loaded->label = plan.label;
  loaded->encoding = plan.encoding;
  loaded->model_bytes = total_size(parts);
  loaded->backend = plan.backend;
  WASINN_ASSIGN(loaded->process_bytes, reserve_process_bytes(loaded->model_bytes));
  WASINN_ASSIGN(loaded->graph, plan.backend->load({plan.encoding, parts, plan.options}, cancellation));
  return loaded;
}

Result<GraphCache::Found> GraphLoader::in_time(const std::string& label, const CancellableLoad& load) {
  Cancellation cancellation;
  auto found = [&] {
    const LoadingScope scope(activity_, cancellation);
    const auto alarm = host_.watchdog_.at(deadline(), [&] { cancellation.cancel(); });
    return load(cancellation);
  }();
  if (!cancellation.cancelled()) return found;
  return fail(stopped(label));
}

Error GraphLoader::stopped(const std::string& label) const {
  const auto open = activity_.check_open();
  if (!open) return open.error();
  if (Clock::now() >= activity_.deadline) {
    activity_.note_interrupted("load of graph '" + label + "'");
    return {ErrorCode::Timeout, "the guest's time is over"};
  }
  return {ErrorCode::Timeout,
          "loading took longer than the " + seconds_text(host_.limits().load_ms) + " allowed and was stopped"};
}

Result<Reservation> GraphLoader::reserve_process_bytes(std::uint64_t bytes) {
  for (;;) {
    auto reserved = host_.model_bytes_.reserve(bytes);
    if (reserved || !host_.graphs_.drop_oldest_resident()) return reserved;
  }
}

Clock::time_point GraphLoader::deadline() const {
  if (host_.limits().load_ms == 0) return activity_.deadline;
  return std::min(activity_.deadline, after_ms(Clock::now(), host_.limits().load_ms));
}

}  // namespace wasinn

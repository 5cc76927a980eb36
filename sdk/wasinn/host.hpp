// SPDX-License-Identifier: Apache-2.0
// For embedding programs: Host, what all guests of a process share.
#pragma once

#include <wasinn/guest.hpp>
#include <wasinn/model.hpp>
#include <wasinn/reports.hpp>

#include <list>
#include <mutex>

namespace wasinn {
inline namespace embedding {

class Host;

/// The version of the library that runs: "0.1.0".
inline std::string_view version() noexcept { return wasinn_version(); }

enum class LogLevel : std::uint32_t {
  Debug = WASINN_LOG_DEBUG,
  Info = WASINN_LOG_INFO,
  Warning = WASINN_LOG_WARNING,
  Error = WASINN_LOG_ERROR,
};

/// Called from any thread, perhaps several at once; must not call wasinn. What it throws is dropped.
using LogCallback = std::function<void(LogLevel, std::string_view)>;

/// Told of calls of guests that fail, in the operator's words. Called on the guest's thread; otherwise as a log.
using FailureCallback = std::function<void(std::string_view function, Status status, std::string_view message)>;

/// Asked when a guest loads by a name that no graph has: it may set_graph it and answer true. Called on the guest's thread,
/// several at once. When it throws, no graph has that name.
using ResolveCallback = std::function<bool(Host& host, std::string_view name)>;

/// Where the operator's decisions are read from (docs/configuration.md): a file, then a text in the same words over it, then
/// the variables of the environment over both.
struct Configuration {
  std::string file{};
  std::string text{};    // {"limits": {"graphs": 4}, "threads": 2}
  std::string folder{};  // for relative paths in `text`; "": the working directory
  bool environment = false;
};

struct HostOptions {
  std::vector<NamedGraph> graphs{};
  std::uint32_t pooled_guests = 0;  // for how many guests at a time room is kept; 0: as the configuration says
  LogLevel log_level = LogLevel::Warning;
  LogCallback log{};                // none: log lines go nowhere
  FailureCallback guest_failure{};  // none: the log is told
  ResolveCallback resolver{};
  Configuration configuration{};    // the rest, in the words of the configuration file
};

namespace detail {

using RawConfig = sdk::Owned<wasinn_config>;

inline Result<RawConfig> read_configuration(const Configuration& from) {
  RawConfig config(wasinn_config_new(), {wasinn_config_delete});
  if (!config) return Error{Status::RuntimeError, "no memory for the host's configuration"};
  Result<void> done;
  if (!from.file.empty()) {
    done = attempt([&](wasinn_error* e) { return wasinn_config_read_file(config.get(), from.file.c_str(), e); });
  }
  if (done && !from.text.empty()) {
    done = attempt([&](wasinn_error* e) {
      return wasinn_config_read_text(config.get(), from.text.c_str(), text_or_null(from.folder), e);
    });
  }
  if (done && from.environment) {
    done = attempt([&](wasinn_error* e) { return wasinn_config_read_environment(config.get(), e); });
  }
  if (!done) return std::move(done).error();
  return config;
}

/// A host with the callbacks that it may call, which end after it.
struct HostState {
  LogCallback log{};
  FailureCallback guest_failure{};
  ResolveCallback resolver{};
  std::mutex mutex{};  // guards openers
  std::list<Opener> openers{};
  std::weak_ptr<HostState> self{};
  sdk::Owned<wasinn_host> raw{};

  static void write_log(void* data, std::uint32_t level, const char* text) noexcept {
    std::string trouble;
    contained([&] { static_cast<HostState*>(data)->log(static_cast<LogLevel>(level), text); }, trouble);
  }

  static void tell_failure(void* data, const char* function, wasinn_status status, const char* message) noexcept {
    std::string trouble;
    contained(
        [&] { static_cast<HostState*>(data)->guest_failure(function, static_cast<Status>(status), message); }, trouble);
  }

  static int resolve(void* data, wasinn_host*, const char* name) noexcept;

  const Opener* keep(Opener opener) {
    const std::lock_guard lock(mutex);
    return &openers.emplace_back(std::move(opener));
  }
};

}  // namespace detail

/// What all guests of a process share: backends, loaded graphs, limits, statistics. A program makes one. Any thread; copies are
/// the same host, and what was made from it keeps it alive.
class Host {
 public:
  /// Frameworks are opened and models loaded when they are first needed. Status::NotFound, ::InvalidArgument, ::RuntimeError.
  static Result<Host> make(HostOptions options = {}) {
    Result<detail::RawConfig> config = detail::read_configuration(options.configuration);
    if (!config) return std::move(config).error();
    auto state = std::make_shared<detail::HostState>();
    state->self = state;
    state->log = std::move(options.log);
    state->guest_failure = std::move(options.guest_failure);
    state->resolver = std::move(options.resolver);
    Result<void> done = start(*state, config->get(), options);
    if (!done) return std::move(done).error();
    Host host(std::move(state));
    for (const NamedGraph& graph : options.graphs) {
      if (done = host.set_graph(graph); !done) return std::move(done).error();
    }
    return host;
  }

  /// Gives a name to a model, in the place of one that has it: guests that load it from now on get the new one.
  /// Status::InvalidArgument.
  Result<void> set_graph(const NamedGraph& graph) {
    std::vector<const char*> files;
    for (const std::string& path : graph.files.paths) files.push_back(path.c_str());
    std::vector<wasinn_model_bytes> bytes;
    bytes.reserve(graph.bytes.size());
    wasinn_named_graph raw = described(graph);
    raw.files = files.empty() ? nullptr : files.data();
    raw.part_count = files.size();
    if (graph.open) {
      raw.open = &detail::Opener::call;
      raw.data = const_cast<detail::Opener*>(state_->keep({graph.open, graph.open_parts}));
      raw.part_count = graph.open_parts;
    }
    if (!graph.bytes.empty()) {
      for (const ModelBytes& part : graph.bytes) bytes.push_back(part.raw());
      raw.bytes = bytes.data();
      raw.part_count = bytes.size();
    }
    return detail::attempt([&](wasinn_error* error) { return wasinn_host_set_graph(this->raw(), &raw, error); });
  }

  /// Takes a name away. Guests that hold the graph keep it. Status::NotFound.
  Result<void> remove_graph(const std::string& name) {
    return detail::attempt([&](wasinn_error* error) { return wasinn_host_remove_graph(raw(), name.c_str(), error); });
  }

  /// Makes the graphs of a configuration the host's graphs: all at once, or none of them when one is wrong. Those that were set
  /// by set_graph and are not in it go. Nothing else of it is used.
  Result<void> reload_graphs(const Configuration& from) {
    Result<detail::RawConfig> config = detail::read_configuration(from);
    if (!config) return std::move(config).error();
    return detail::attempt(
        [&](wasinn_error* error) { return wasinn_host_reload_graphs(raw(), config->get(), error); });
  }

  /// The guest in a file: a module or component in binary or text form, or a .cwasm, which runs unchecked and must come from
  /// whom you trust like a program. Status::NotFound, ::InvalidArgument, ::UnsupportedOperation.
  Result<Guest> load(const std::string& path) const {
    return make<Guest>(wasinn_guest_delete, [&](wasinn_guest** guest, wasinn_error* error) {
      return wasinn_guest_load(raw(), path.c_str(), guest, error);
    });
  }

  /// The guest in `bytes`, never machine code; `name` is for messages. Also Status::Security.
  Result<Guest> compile(std::span<const std::uint8_t> bytes, const std::string& name) const {
    return make<Guest>(wasinn_guest_delete, [&](wasinn_guest** guest, wasinn_error* error) {
      return wasinn_guest_compile(raw(), bytes.data(), bytes.size(), name.c_str(), guest, error);
    });
  }

  /// A session that must have ended within `deadline_ms`; 0: no end.
  Result<Session> session(std::uint64_t deadline_ms = 0) const {
    return make<Session>(wasinn_session_delete, [&](wasinn_session** session, wasinn_error* error) {
      return wasinn_session_new(raw(), deadline_ms, session, error);
    });
  }

  /// In order of preference. Opens their frameworks.
  Result<std::vector<BackendReport>> backends() const {
    return detail::Reports<BackendReport>::collect<wasinn_backend_report>(
        [&](auto visit, void* data, wasinn_error* error) { return wasinn_host_backends(raw(), visit, data, error); });
  }

  /// One entry for each graph that was used. May be asked at any time.
  Result<std::vector<GraphStatistics>> statistics() const {
    return detail::Reports<GraphStatistics>::collect<wasinn_graph_statistics>(
        [&](auto visit, void* data, wasinn_error* error) { return wasinn_host_statistics(raw(), visit, data, error); });
  }

  wasinn_host* raw() const noexcept { return state_->raw.get(); }

 private:
  friend detail::HostState;

  explicit Host(std::shared_ptr<detail::HostState> state) : state_(std::move(state)) {}

  static Result<void> start(detail::HostState& state, wasinn_config* config, const HostOptions& options) {
    if (options.pooled_guests > 0) wasinn_config_set_pooled_guests(config, options.pooled_guests);
    const auto level = static_cast<std::uint32_t>(options.log_level);
    if (state.log) wasinn_config_set_log(config, level, &detail::HostState::write_log, &state);
    if (state.guest_failure) {
      wasinn_config_set_guest_failure(config, &detail::HostState::tell_failure, &state);
    }
    wasinn_host* made = nullptr;
    Result<void> done = detail::attempt([&](wasinn_error* error) { return wasinn_host_new(config, &made, error); });
    state.raw = {made, {wasinn_host_delete}};
    if (done && state.resolver) wasinn_host_set_resolver(made, &detail::HostState::resolve, &state);
    return done;
  }

  static wasinn_named_graph described(const NamedGraph& graph) noexcept {
    wasinn_named_graph raw{};
    raw.struct_size = sizeof raw;
    raw.name = graph.name.c_str();
    raw.encoding = detail::text_or_null(graph.encoding);
    raw.target = detail::text_or_null(graph.target);
    raw.threads = graph.threads;
    raw.options = detail::text_or_null(graph.options);
    return raw;
  }

  template <class Object, class Raw, class Call>
  Result<Object> make(void (*release)(Raw*), Call&& call) const {
    return detail::make<Object>(state_, release, std::forward<Call>(call));
  }

  std::shared_ptr<detail::HostState> state_;
};

inline int detail::HostState::resolve(void* data, wasinn_host*, const char* name) noexcept {
  auto& state = *static_cast<HostState*>(data);
  bool found = false;
  std::string trouble;
  contained(
      [&] {
        Host host(state.self.lock());
        found = state.resolver(host, name);
      },
      trouble);
  return found ? 1 : 0;
}

}  // namespace embedding
}  // namespace wasinn

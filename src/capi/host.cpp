// SPDX-License-Identifier: Apache-2.0
// Hosts from settings, and their engines.
#include "capi/host.h"

#include <string>
#include <utility>

#include "capi/wall.h"
#include "config/assemble.h"
#include "config/environment.h"

namespace wasinn::capi {
namespace {

/// Hands `text` on with its end marked. What cannot be told for lack of memory is not: sinks do not throw.
template <class Tell>
void with_text(std::string_view text, const Tell& tell) noexcept try {
  tell(std::string(text).c_str());
} catch (...) {
}

}  // namespace

Result<std::shared_ptr<HostState>> HostState::make(Settings settings) {
  const std::shared_ptr<HostState> state(new HostState(std::move(settings)));
  AssembleOptions options;
  options.log = state->log_sink();
  options.guest_failure = state->failure_sink();
  options.environment = foreign_variable;
  WASINN_ASSIGN(state->host_, assemble(state->config(), options));
  return state;
}

LogSink HostState::log_sink() const {
  if (settings_.log == nullptr) return {};
  // By value: threads of a framework may write to the log while the host ends.
  return [log = settings_.log, data = settings_.log_data, least = settings_.log_level](LogLevel level,
                                                                                       std::string_view text) {
    const auto number = static_cast<std::uint32_t>(level);
    if (number >= least) with_text(text, [&](const char* line) { log(data, number, line); });
  };
}

GuestFailureSink HostState::failure_sink() const {
  if (settings_.guest_failure == nullptr) return {};
  return [this](std::string_view function, const Error& error) {
    if (error.code == ErrorCode::EndOfSequence) return;  // the end of an answer is no failure
    with_text(function, [&](const char* name) {
      settings_.guest_failure(settings_.guest_failure_data, name, status_of(error.code), error.message.c_str());
    });
  };
}

Result<const engine::Engine*> HostState::engine() {
  const std::lock_guard lock(engine_mutex_);
  if (!made_engine_) {
    engine::EngineOptions options;
    options.compile_cache = compiled_guests_folder(config(), foreign_variable);
    options.log = log_sink();
    options.pooled_guests = config().pooled_guests;
    WASINN_ASSIGN(made_engine_, engine::Engine::create(options));
    engine_ = made_engine_.get();
  }
  return made_engine_.get();
}

void HostState::interrupt_guests() const noexcept {
  if (const engine::Engine* engine = engine_) engine->interrupt_guests();
}

}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_host_new(const wasinn_config* config, wasinn_host** host, wasinn_error* error) {
  return answer(__func__, error, {{"host", host}}, [&]() -> Result<void> {
    WASINN_ASSIGN(auto state, capi::HostState::make(config == nullptr ? capi::Settings{} : config->settings));
    *host = new wasinn_host{std::move(state)};
    return {};
  });
}

void wasinn_host_delete(wasinn_host* host) { delete host; }

// SPDX-License-Identifier: Apache-2.0
// Configurations, from files, texts, the environment and the program itself.
#include <cstdlib>
#include <new>
#include <string_view>
#include <utility>

#include "capi/settings.h"
#include "capi/wall.h"
#include "config/config_file.h"
#include "config/environment.h"
#include "config/graph_text.h"

namespace wasinn::capi {

const char* foreign_variable(const char* name) {
  return std::string_view(name).starts_with("WASINN_") ? nullptr : std::getenv(name);
}

}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_config* wasinn_config_new(void) try {
  return new wasinn_config;
} catch (...) {
  return nullptr;
}

void wasinn_config_delete(wasinn_config* config) { delete config; }

wasinn_status wasinn_config_read_file(wasinn_config* config, const char* path, wasinn_error* error) {
  return answer(__func__, error, {{"config", config}, {"path", path}},
                [&] { return read_config_file(path, config->settings.config); });
}

wasinn_status wasinn_config_read_text(wasinn_config* config, const char* json, const char* folder,
                                      wasinn_error* error) {
  return answer(__func__, error, {{"config", config}, {"json", json}},
                [&] { return parse_config(json, folder == nullptr ? "." : folder, config->settings.config); });
}

wasinn_status wasinn_config_read_environment(wasinn_config* config, wasinn_error* error) {
  return answer(__func__, error, {{"config", config}},
                [&] { return read_environment(std::getenv, config->settings.config); });
}

wasinn_status wasinn_config_set_graph(wasinn_config* config, const char* graph, wasinn_error* error) {
  return answer(__func__, error, {{"config", config}, {"graph", graph}}, [&]() -> Result<void> {
    WASINN_ASSIGN(NamedGraph parsed, parse_graph(graph));
    set_graph(config->settings.config, std::move(parsed));
    return {};
  });
}

void wasinn_config_set_pooled_guests(wasinn_config* config, uint32_t count) {
  if (config != nullptr) config->settings.config.pooled_guests = count;
}

void wasinn_config_set_log(wasinn_config* config, uint32_t level, wasinn_log_fn log, void* data) {
  if (config == nullptr) return;
  config->settings.log_level = level;
  config->settings.log = log;
  config->settings.log_data = data;
}

void wasinn_config_set_guest_failure(wasinn_config* config, wasinn_guest_failure_fn failure, void* data) {
  if (config == nullptr) return;
  config->settings.guest_failure = failure;
  config->settings.guest_failure_data = data;
}

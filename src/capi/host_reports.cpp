// SPDX-License-Identifier: Apache-2.0
// What a host says of its backends and of what happened.
#include <string>

#include "capi/host.h"
#include "capi/wall.h"

namespace wasinn::capi {
namespace {

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

std::string problem_of(const BackendSource& source, const Error& error) {
  return source.how_to_get.empty() ? error.message : error.message + "; to get it: " + source.how_to_get;
}

/// Hands `visit` what is known of one backend.
template <class Visit>
void report(const BackendSource& source, const Result<std::shared_ptr<const Backend>>& backend, const Visit& visit) {
  const std::string problem = backend ? "" : problem_of(source, backend.error());
  const std::string devices = backend ? joined((*backend)->info().devices) : "";
  wasinn_backend_report out{};
  out.struct_size = sizeof out;
  out.name = source.name.c_str();
  out.version = backend ? (*backend)->info().framework_version.c_str() : "";
  out.problem = problem.c_str();
  for (const Encoding encoding : source.encodings) out.encodings |= 1U << static_cast<unsigned>(encoding);
  out.ready = backend ? 1 : 0;
  out.devices = devices.c_str();
  visit(out);
}

wasinn_graph_statistics statistics_of(const GraphReport& report) {
  const GraphCounts& counts = report.counts;
  wasinn_graph_statistics out{};
  out.struct_size = sizeof out;
  out.graph = report.graph.c_str();
  out.backend = report.backend.c_str();
  out.device = report.device.c_str();
  out.loads = counts.loads;
  out.shared = counts.shared;
  out.computes = counts.computes;
  out.framework_ns = counts.framework_ns;
  out.bytes_in = counts.bytes_in;
  out.bytes_out = counts.bytes_out;
  out.prompt_tokens = counts.text.prompt_tokens;
  out.cached_tokens = counts.text.cached_tokens;
  out.prompt_ns = counts.text.prompt_ns;
  out.answer_tokens = counts.text.answer_tokens;
  out.answer_ns = counts.text.answer_ns;
  return out;
}

}  // namespace
}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_host_backends(wasinn_host* host, void (*visit)(void* data, const wasinn_backend_report* backend),
                                   void* data, wasinn_error* error) {
  return answer(__func__, error, {{"host", host}, {"visit", visit}}, [&]() -> Result<void> {
    const BackendRegistry& backends = host->state->host().backends();
    for (const BackendSource& source : backends.sources()) {
      capi::report(source, backends.open(source.name),
                   [&](const wasinn_backend_report& report) { visit(data, &report); });
    }
    return {};
  });
}

wasinn_status wasinn_host_statistics(const wasinn_host* host,
                                     void (*visit)(void* data, const wasinn_graph_statistics* graph), void* data,
                                     wasinn_error* error) {
  return answer(__func__, error, {{"host", host}, {"visit", visit}}, [&]() -> Result<void> {
    for (const GraphReport& row : host->state->host().report()) {
      const wasinn_graph_statistics statistics = capi::statistics_of(row);
      visit(data, &statistics);
    }
    return {};
  });
}

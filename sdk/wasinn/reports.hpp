// SPDX-License-Identifier: Apache-2.0
// For embedding programs: what a host tells of its backends, and of what happened with its graphs.
#pragma once

#include <wasinn/result.hpp>

#include <vector>

namespace wasinn {
inline namespace embedding {

/// What a backend can do here.
struct BackendReport {
  std::string name{};
  std::string version{};        // of the framework; "" when it is not ready
  std::string problem{};        // "" when it is ready; else why not, and how to get it
  std::uint32_t encodings = 0;  // mask of 1u << WASINN_ENCODING_x
  bool ready = false;
  std::string devices{};        // for people, separated by ", "
};

/// What happened with one graph so far; see wasinn_graph_statistics.
struct GraphStatistics {
  std::string graph{};    // its name, or "bytes:" and the beginning of its digest
  std::string backend{};  // with the framework's version
  std::string device{};   // where it really ran
  std::uint64_t loads = 0;
  std::uint64_t shared = 0;
  std::uint64_t computes = 0;
  std::uint64_t framework_ns = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t prompt_tokens = 0;
  std::uint64_t cached_tokens = 0;
  std::uint64_t prompt_ns = 0;
  std::uint64_t answer_tokens = 0;
  std::uint64_t answer_ns = 0;
};

namespace detail {

inline BackendReport read_report(const wasinn_backend_report& raw) {
  return {raw.name, raw.version, raw.problem, raw.encodings, raw.ready != 0, raw.devices};
}

inline GraphStatistics read_report(const wasinn_graph_statistics& raw) {
  return {raw.graph,     raw.backend,      raw.device,    raw.loads,         raw.shared,
          raw.computes,  raw.framework_ns, raw.bytes_in,  raw.bytes_out,     raw.prompt_tokens,
          raw.cached_tokens, raw.prompt_ns, raw.answer_tokens, raw.answer_ns};
}

/// Reports that a function of the C interface hands out one by one.
template <class Report>
struct Reports {
  std::vector<Report> list{};
  std::string trouble{};
  bool complete = true;

  template <class Raw>
  static void take(void* data, const Raw* raw) noexcept {
    auto& reports = *static_cast<Reports*>(data);
    reports.complete &= contained([&] { reports.list.push_back(read_report(*raw)); }, reports.trouble);
  }

  /// call(void (*visit)(void*, const Raw*), void* data, wasinn_error*)
  template <class Raw, class Call>
  static Result<std::vector<Report>> collect(Call&& call) {
    Reports reports;
    Result<void> done = attempt([&](wasinn_error* error) { return call(&take<Raw>, &reports, error); });
    if (!done) return std::move(done).error();
    if (!reports.complete) return Error{Status::RuntimeError, "no memory for what the host reports"};
    return std::move(reports.list);
  }
};

}  // namespace detail
}  // namespace embedding
}  // namespace wasinn

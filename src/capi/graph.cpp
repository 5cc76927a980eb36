// SPDX-License-Identifier: Apache-2.0
// Loading graphs without a guest, and what they say of themselves.
#include "capi/graph.h"

#include <algorithm>
#include <vector>

#include "capi/sized.h"
#include "capi/wall.h"
#include "config/config.h"

namespace wasinn::capi {
namespace {

Result<std::vector<ByteView>> views_of(const wasinn_model_bytes* parts, std::uint64_t count, const Limits& limits) {
  // One more than there may be is refused by the session, in its words.
  const std::uint64_t looked_at = std::min<std::uint64_t>(count, std::uint64_t{limits.graph_parts} + 1);
  std::vector<ByteView> views;
  for (std::uint64_t i = 0; i < looked_at; ++i) {
    if (parts[i].data == nullptr && parts[i].byte_size > 0) {
      return fail(ErrorCode::InvalidArgument, "parts[" + std::to_string(i) + "] has " +
                                                  std::to_string(parts[i].byte_size) + " bytes and data NULL");
    }
    views.emplace_back(reinterpret_cast<const std::byte*>(parts[i].data), static_cast<std::size_t>(parts[i].byte_size));
  }
  return views;
}

}  // namespace
}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_graph_load_by_name(wasinn_session* session, const char* name, const char* options,
                                        wasinn_graph** graph, wasinn_error* error) {
  return answer(__func__, error, {{"session", session}, {"name", name}, {"graph", graph}}, [&]() -> Result<void> {
    Session& owner = *session->hold.session;
    GuestOptions chosen;
    if (options != nullptr) {
      WASINN_ASSIGN(chosen, owner.parse_options(options));
    }
    WASINN_ASSIGN(GuestGraph loaded, owner.load_by_name(name, chosen));
    *graph = new wasinn_graph(session->hold, std::move(loaded));
    return {};
  });
}

wasinn_status wasinn_graph_load(wasinn_session* session, const wasinn_model_bytes* parts, uint64_t part_count,
                                const char* encoding, const char* target, wasinn_graph** graph, wasinn_error* error) {
  return answer(__func__, error, {{"session", session}, {"parts", parts}, {"graph", graph}}, [&]() -> Result<void> {
    Session& owner = *session->hold.session;
    WASINN_ASSIGN(const std::vector<ByteView> views, capi::views_of(parts, part_count, owner.limits()));
    EncodingRequest request;
    WASINN_ASSIGN(request.encoding, read_encoding(encoding == nullptr ? "" : encoding));
    WASINN_ASSIGN(const ExecutionTarget wanted, read_target(target == nullptr ? "" : target));
    WASINN_ASSIGN(GuestGraph loaded, owner.load(views, request, wanted));
    *graph = new wasinn_graph(session->hold, std::move(loaded));
    return {};
  });
}

void wasinn_graph_delete(wasinn_graph* graph) { delete graph; }

wasinn_status wasinn_graph_describe(const wasinn_graph* graph, wasinn_graph_info* info, wasinn_error* error) {
  return answer(__func__, error, {{"graph", graph}, {"info", info}}, [&]() -> Result<void> {
    WASINN_TRY(capi::check_size(info->struct_size, "wasinn_graph_info"));
    capi::write_sized(graph->description.info(), info);
    return {};
  });
}

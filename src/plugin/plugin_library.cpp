// SPDX-License-Identifier: Apache-2.0
// dlopen, and distrust of what came with it.
#include "plugin/plugin_library.h"

#include <dlfcn.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "plugin/call_error.h"

namespace wasinn {
namespace {

// Where the first version of the table ends.
constexpr std::uint64_t kLeastTableBytes = offsetof(wasinn_plugin, context_cancel) + sizeof(void*);

const char* missing_function(const wasinn_plugin& table) {
  if (table.backend_open == nullptr) return "backend_open";
  if (table.backend_close == nullptr) return "backend_close";
  if (table.backend_describe == nullptr) return "backend_describe";
  if (table.graph_load == nullptr) return "graph_load";
  if (table.graph_release == nullptr) return "graph_release";
  if (table.graph_describe == nullptr) return "graph_describe";
  if (table.context_create == nullptr) return "context_create";
  if (table.context_release == nullptr) return "context_release";
  if (table.context_compute == nullptr) return "context_compute";
  if (table.context_cancel == nullptr) return "context_cancel";
  return nullptr;
}

std::string version_text(std::uint32_t major, std::uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

Result<void> check_table(const wasinn_plugin& table) {
  if (table.major != WASINN_PLUGIN_MAJOR) {
    return fail(ErrorCode::UnsupportedOperation,
                "the plug-in is made for version " + version_text(table.major, table.minor) +
                    " of the plug-in interface; this host has " +
                    version_text(WASINN_PLUGIN_MAJOR, WASINN_PLUGIN_MINOR));
  }
  if (table.struct_size < kLeastTableBytes || table.struct_size > sizeof(wasinn_plugin)) {
    return fail(ErrorCode::RuntimeError, "the plug-in filled " + std::to_string(table.struct_size) +
                                             " bytes of its table; a table has at least " +
                                             std::to_string(kLeastTableBytes) + " and the host gave room for " +
                                             std::to_string(sizeof(wasinn_plugin)));
  }
  if (const char* name = missing_function(table)) {
    return fail(ErrorCode::RuntimeError, std::string("the plug-in lacks the function ") + name);
  }
  return {};
}

std::string last_loader_error() {
  const char* text = dlerror();
  return text == nullptr ? "no reason given" : text;
}

}  // namespace

Result<wasinn_plugin> ask_for_table(wasinn_plugin_entry_fn entry) {
  wasinn_plugin table{};
  table.struct_size = sizeof table;
  wasinn_status status = WASINN_OK;
  WASINN_TRY(contained([&] { status = entry(WASINN_PLUGIN_MAJOR, WASINN_PLUGIN_MINOR, &table); }));
  if (status != WASINN_OK) {
    return fail(error_code_of(status), "the plug-in does not serve version " +
                                           version_text(WASINN_PLUGIN_MAJOR, WASINN_PLUGIN_MINOR) +
                                           " of the plug-in interface");
  }
  WASINN_TRY(check_table(table));
  // What the plug-in does not know of, it has not written.
  std::memset(reinterpret_cast<std::byte*>(&table) + table.struct_size, 0, sizeof table - table.struct_size);
  return table;
}

Result<wasinn_plugin> open_plugin_library(const std::filesystem::path& library) {
  // A path without a slash would be searched for in the system's folders.
  std::error_code ignored;
  const std::string file = std::filesystem::absolute(library, ignored).string();
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return fail(ErrorCode::NotFound, "cannot load the plug-in: " + last_loader_error());
  auto entry = reinterpret_cast<wasinn_plugin_entry_fn>(dlsym(handle, WASINN_PLUGIN_ENTRY));
  if (entry == nullptr) return fail(ErrorCode::NotFound, file + " is no plug-in: it lacks " WASINN_PLUGIN_ENTRY);
  auto table = ask_for_table(entry);
  if (!table) return fail(std::move(table).error().within(file));
  return table;
}

}  // namespace wasinn

// SPDX-License-Identifier: Apache-2.0
// For embedding programs: sessions, and what stands behind the imports of a guest that runs on an engine of the program's.
#pragma once

#include <wasinn/inference.hpp>

namespace wasinn {
inline namespace embedding {

/// All functions that core modules may import, for an engine of your own to serve. Static.
inline std::span<const wasinn_import> core_imports() noexcept {
  std::uint64_t count = 0;
  const wasinn_import* first = wasinn_core_imports(&count);
  return {first, static_cast<std::size_t>(count)};
}

/// The handles of one guest on an engine of your own. One thread at a time.
class CoreGuest {
 public:
  explicit CoreGuest(detail::Handle<wasinn_core_guest> handle) : handle_(std::move(handle)) {}

  /// Serves one call of the guest. `memory` is all of the guest's memory as it is now, `arguments` are the parameter_count
  /// values that it passed. Returns the errno for the guest.
  std::uint32_t call(const wasinn_import& import, std::span<std::uint8_t> memory,
                     std::span<const std::uint32_t> arguments) noexcept {
    return import.call(raw(), memory.data(), memory.size(), arguments.data());
  }

  /// Why the last failed call failed, in the operator's words; "" when none did. Lives until the next call.
  std::string_view last_error() const noexcept { return wasinn_core_guest_last_error(raw()); }

  wasinn_core_guest* raw() const noexcept { return handle_.raw.get(); }

 private:
  detail::Handle<wasinn_core_guest> handle_;
};

/// One tenant's access to a host, with quotas of its own. One thread at a time, but for close().
class Session {
 public:
  explicit Session(detail::Handle<wasinn_session> handle) : handle_(std::move(handle)) {}

  /// Loads the model of that name. `options`: a JSON object for this session, or "". Status::NotFound, ::TooLarge, ::Timeout,
  /// ::UnsupportedOperation, ::InvalidArgument, ::RuntimeError.
  Result<Graph> load(const std::string& name, const std::string& options = "") {
    return make<Graph>(wasinn_graph_delete, [&](wasinn_graph** graph, wasinn_error* error) {
      return wasinn_graph_load_by_name(raw(), name.c_str(), detail::text_or_null(options), graph, error);
    });
  }

  /// Loads a model from bytes, as a guest would: the operator's policy says which encodings may. The bytes are read during
  /// the call. `encoding` ("onnx") and `target` ("cpu") may be "": the bytes and the backend decide. Also Status::Security and
  /// ::InvalidEncoding.
  Result<Graph> load_bytes(std::span<const std::uint8_t> model, const std::string& encoding = "",
                           const std::string& target = "") {
    return load_parts({&model, 1}, encoding, target);
  }

  /// The same for models in several parts, in the order of the encoding.
  Result<Graph> load_parts(std::span<const std::span<const std::uint8_t>> parts, const std::string& encoding = "",
                           const std::string& target = "") {
    std::vector<wasinn_model_bytes> raw_parts;
    for (std::span<const std::uint8_t> part : parts) raw_parts.push_back({part.data(), part.size(), nullptr, nullptr});
    return make<Graph>(wasinn_graph_delete, [&](wasinn_graph** graph, wasinn_error* error) {
      return wasinn_graph_load(raw(), raw_parts.data(), raw_parts.size(), detail::text_or_null(encoding),
                               detail::text_or_null(target), graph, error);
    });
  }

  /// For a guest on an engine of your own. `shared_memory`: other threads of the guest may write while a call reads.
  Result<CoreGuest> core_guest(bool shared_memory = false) {
    return make<CoreGuest>(wasinn_core_guest_delete, [&](wasinn_core_guest** guest, wasinn_error* error) {
      return wasinn_core_guest_new(raw(), shared_memory ? 1 : 0, guest, error);
    });
  }

  /// Cancels what is running, and refuses loads and computations from now on. Any thread; does not wait.
  void close() noexcept { wasinn_session_close(raw()); }

  wasinn_session* raw() const noexcept { return handle_.raw.get(); }

 private:
  template <class Object, class Raw, class Call>
  Result<Object> make(void (*release)(Raw*), Call&& call) const {
    return detail::make<Object>(handle_.host, release, std::forward<Call>(call));
  }

  detail::Handle<wasinn_session> handle_;
};

}  // namespace embedding
}  // namespace wasinn

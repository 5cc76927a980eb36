// SPDX-License-Identifier: Apache-2.0
// For embedding programs: models under names, from files, from memory, or from a callback that has them.
#pragma once

#include <wasinn/result.hpp>

#include <functional>
#include <initializer_list>
#include <span>
#include <vector>

namespace wasinn {
inline namespace embedding {

/// The bytes of one part of a model, with whatever keeps them alive. Copies share the bytes.
class ModelBytes {
 public:
  ModelBytes(std::vector<std::uint8_t> bytes)
      : ModelBytes(std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))) {}

  /// Bytes of the program's, a mapped file say: `owner` is let go, on any thread, once nobody needs them any more.
  ModelBytes(std::span<const std::uint8_t> bytes, std::shared_ptr<const void> owner)
      : bytes_(bytes), owner_(std::move(owner)) {}

  /// For the C interface, which gives them back through their `release`.
  wasinn_model_bytes raw() const { return {bytes_.data(), bytes_.size(), &release, new Owner(owner_)}; }

 private:
  using Owner = std::shared_ptr<const void>;

  explicit ModelBytes(const std::shared_ptr<const std::vector<std::uint8_t>>& bytes) : bytes_(*bytes), owner_(bytes) {}

  static void release(void* owner) noexcept { delete static_cast<Owner*>(owner); }

  std::span<const std::uint8_t> bytes_;
  Owner owner_;
};

/// The paths of a model's parts: one text, or several in braces.
struct Files {
  std::vector<std::string> paths{};

  Files() = default;
  Files(const char* path) : paths{path} {}
  Files(std::string path) : paths{std::move(path)} {}
  Files(std::initializer_list<std::string> given) : paths(given) {}
};

/// Asked for the parts of a model when the graph of that name is to be loaded. Called on a guest's thread; must not call
/// wasinn. What it throws is the load's error.
using OpenModel = std::function<Result<std::vector<ModelBytes>>(std::string_view name)>;

/// A model under a name. Exactly one of files, bytes and open says where it comes from.
struct NamedGraph {
  std::string name{};
  Files files{};                    // opened when the graph is loaded
  std::vector<ModelBytes> bytes{};
  OpenModel open{};                 // kept until the host and all that was made from it have ended
  std::uint64_t open_parts = 1;     // how many parts `open` answers
  std::string encoding{};           // "onnx", ...; "": the bytes decide
  std::string target{};             // "cpu", ...; "": the backend's best
  std::uint32_t threads = 0;        // for one computation; 0: the threads that all graphs share
  std::string options{};            // for the backend, a JSON object
};

namespace detail {

/// The C interface's side of OpenModel.
struct Opener {
  OpenModel open;
  std::uint64_t part_count;

  static wasinn_status call(void* data, const char* name, wasinn_model_bytes* parts, wasinn_error* error) noexcept {
    const auto& opener = *static_cast<const Opener*>(data);
    Error failure{Status::RuntimeError, ""};
    if (contained([&] { failure = opener.fill(name, parts); }, failure.message) && failure.status == Status::Ok) {
      return WASINN_OK;
    }
    write(std::move(failure.message), error);
    return static_cast<wasinn_status>(failure.status);
  }

 private:
  /// Hands the parts over, all or none; Status::Ok when it did.
  Error fill(std::string_view name, wasinn_model_bytes* parts) const {
    Result<std::vector<ModelBytes>> given = open(name);
    if (!given) return std::move(given).error();
    if (given->size() != part_count) {
      return {Status::InvalidArgument, "the callback gave " + std::to_string(given->size()) +
                                           " parts of the model, and open_parts says " + std::to_string(part_count)};
    }
    for (const ModelBytes& part : *given) *parts++ = part.raw();
    return {Status::Ok, ""};
  }

  /// Without memory for the text there is none.
  static void write(std::string message, wasinn_error* error) noexcept {
    if (error == nullptr) return;
    auto* text = new (std::nothrow) std::string(std::move(message));
    if (text == nullptr) return;
    error->message = text->c_str();
    error->private_data = text;
    error->release = [](wasinn_error* written) { delete static_cast<std::string*>(written->private_data); };
  }
};

}  // namespace detail
}  // namespace embedding
}  // namespace wasinn

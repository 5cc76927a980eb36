// SPDX-License-Identifier: Apache-2.0
// OpenSession: a graph of TensorFlow's and what runs it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <wasinn/owned.hpp>

#include "tf_api.h"

namespace tf {

using wasinn::sdk::Owned;

/// A graph with its session. Move-only; runs may overlap.
class OpenSession {
 public:
  /// Loads the SavedModel in `folder` with exactly those tags. Throws Failure.
  static OpenSession from_folder(const Functions& functions, const std::string& folder,
                                 const std::vector<std::string>& tags, std::uint32_t threads);

  /// Loads a GraphDef message. Throws Failure.
  static OpenSession from_graph(const Functions& functions, std::string_view message, std::uint32_t threads);

  OpenSession(OpenSession&& other) noexcept;
  OpenSession& operator=(OpenSession&&) = delete;
  ~OpenSession();

  Graph* graph() const noexcept { return graph_.get(); }
  Session* get() const noexcept { return session_; }

 private:
  explicit OpenSession(const Functions& functions);

  const Functions* functions_;
  Owned<Graph> graph_;
  Session* session_ = nullptr;
};

}  // namespace tf

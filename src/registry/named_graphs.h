// SPDX-License-Identifier: Apache-2.0
// NamedGraphs: the operator's models by name. Guests name a key, never a file.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/named_graph.h"

namespace wasinn {

/// The list of names, which may change while others look names up. All functions from any thread.
class NamedGraphs {
 public:
  using Entry = std::shared_ptr<const GraphEntry>;

  /// Entries that came into the list or left it.
  struct Change {
    std::vector<Entry> came;
    std::vector<Entry> left;
  };

  /// Adds a name. Errors: InvalidArgument (what GraphEntry::make says, or the name is taken).
  Result<Entry> add(NamedGraph graph);

  /// Adds a graph, in the place of one that has its name and that leads to another model. Errors: InvalidArgument.
  Result<Change> put(NamedGraph graph);

  /// Takes a name out of the list and gives its entry. Errors: NotFound.
  Result<Entry> remove(std::string_view name);

  /// Makes `graphs` the whole list in one step. An entry that is already there and leads to the same model stays as it
  /// is. Errors: InvalidArgument (as `add`; the message says which entry); the list is then what it was.
  Result<Change> replace(std::vector<NamedGraph> graphs);

  /// The entry of that name, or nullptr. It stays usable when it leaves the list.
  Entry find(std::string_view name) const;

  /// Names in order of the alphabet.
  std::vector<std::string> names() const;

  /// The list in order of the names.
  std::vector<NamedGraph> graphs() const;

 private:
  using Entries = std::map<std::string, Entry, std::less<>>;

  Result<Entry> make(NamedGraph graph) { return GraphEntry::make(std::move(graph), next_serial_++); }
  Result<Entries> make_all(std::vector<NamedGraph> graphs);
  Entries entries() const;

  std::atomic<std::uint64_t> next_serial_ = 1;
  std::mutex changing_;  // one change at a time; taken before the other
  mutable std::mutex mutex_;
  Entries entries_;
};

}  // namespace wasinn

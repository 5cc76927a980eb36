// SPDX-License-Identifier: Apache-2.0
// Names, and one list for another.
#include "registry/named_graphs.h"

#include <utility>

#include "base/text.h"

namespace wasinn {
namespace {

tl::unexpected<Error> taken(const std::string& name) {
  return fail(ErrorCode::InvalidArgument, "the name '" + name + "' is given to two graphs");
}

}  // namespace

Result<NamedGraphs::Entry> NamedGraphs::add(NamedGraph graph) {
  WASINN_ASSIGN(Entry entry, make(std::move(graph)));
  const std::string& name = entry->graph().name;
  const std::lock_guard change(changing_);
  const std::lock_guard lock(mutex_);
  if (!entries_.try_emplace(name, entry).second) return taken(name);
  return entry;
}

Result<NamedGraphs::Change> NamedGraphs::put(NamedGraph graph) {
  WASINN_ASSIGN(const Entry entry, make(std::move(graph)));
  const std::lock_guard change(changing_);
  const Entry known = find(entry->graph().name);
  if (known != nullptr && entry->same_as(*known)) return Change{};
  {
    const std::lock_guard lock(mutex_);
    entries_[entry->graph().name] = entry;
  }
  if (known == nullptr) return Change{{entry}, {}};
  known->retire();
  return Change{{entry}, {known}};
}

Result<NamedGraphs::Entry> NamedGraphs::remove(std::string_view name) {
  const std::lock_guard change(changing_);
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return fail(ErrorCode::NotFound, "no graph has the name '" + printable(name) + "'");
  Entry entry = std::move(found->second);
  entries_.erase(found);
  entry->retire();
  return entry;
}

Result<NamedGraphs::Change> NamedGraphs::replace(std::vector<NamedGraph> graphs) {
  WASINN_ASSIGN(Entries next, make_all(std::move(graphs)));
  std::vector<Entry> needless;  // ends after the lock: what keeps a model's bytes alive may call anything when it ends
  const std::lock_guard change(changing_);
  Entries last = entries();
  Change changed;
  for (auto& [name, entry] : next) {
    const auto known = last.find(name);
    if (known == last.end() || !entry->same_as(*known->second)) {
      changed.came.push_back(entry);
      continue;
    }
    needless.push_back(std::exchange(entry, std::move(known->second)));
    last.erase(known);
  }
  {
    const std::lock_guard lock(mutex_);
    entries_.swap(next);
  }
  for (auto& [name, entry] : last) {
    entry->retire();
    changed.left.push_back(std::move(entry));
  }
  return changed;
}

NamedGraphs::Entry NamedGraphs::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(name);
  return entry == entries_.end() ? nullptr : entry->second;
}

std::vector<std::string> NamedGraphs::names() const {
  std::vector<std::string> out;
  for (const auto& [name, entry] : entries()) out.push_back(name);
  return out;
}

std::vector<NamedGraph> NamedGraphs::graphs() const {
  std::vector<NamedGraph> out;
  for (const auto& [name, entry] : entries()) out.push_back(entry->graph());
  return out;
}

Result<NamedGraphs::Entries> NamedGraphs::make_all(std::vector<NamedGraph> graphs) {
  Entries out;
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    const std::string place = "entry " + std::to_string(i + 1) + " of " + std::to_string(graphs.size());
    auto entry = make(std::move(graphs[i]));
    if (!entry) return fail(std::move(entry).error().within(place));
    const std::string name = (*entry)->graph().name;
    if (!out.try_emplace(name, std::move(*entry)).second) return fail(taken(name).value().within(place));
  }
  return out;
}

NamedGraphs::Entries NamedGraphs::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

}  // namespace wasinn

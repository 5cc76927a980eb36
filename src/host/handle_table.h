// SPDX-License-Identifier: Apache-2.0
// HandleTable: objects of one guest under numbers that are never used twice.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace wasinn {

/// Gives out the numbers of all tables of one guest, so that a number that means a graph never means a context.
/// The first is 1: memory that a guest never wrote to is no handle. One thread at a time.
class HandleNumbers {
 public:
  /// The next number; nothing after 2^32 - 1 of them.
  std::optional<std::uint32_t> next() noexcept {
    if (last_ == std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    return ++last_;
  }

 private:
  std::uint32_t last_ = 0;
};

/// Objects by handle. Numbers only grow, so the entries are sorted by themselves and a look-up is a short binary
/// search. `T` is movable; a pointer from `find` is good until the table next changes. One thread at a time.
template <class T>
class HandleTable {
 public:
  /// Keeps `object` under `handle`, which must be greater than all before it.
  void insert(std::uint32_t handle, T object) { entries_.emplace_back(handle, std::move(object)); }

  /// The object under `handle`, or nullptr.
  T* find(std::uint32_t handle) noexcept {
    // Most guests have one context, or work with the newest.
    if (!entries_.empty() && entries_.back().first == handle) return &entries_.back().second;
    const auto entry = lower_bound(handle);
    return entry != entries_.end() && entry->first == handle ? &entry->second : nullptr;
  }

  /// Takes the object out. Nothing when there is none; the number stays used.
  std::optional<T> take(std::uint32_t handle) {
    const auto entry = lower_bound(handle);
    if (entry == entries_.end() || entry->first != handle) return std::nullopt;
    std::optional<T> object(std::move(entry->second));
    entries_.erase(entry);
    return object;
  }

 private:
  using Entry = std::pair<std::uint32_t, T>;

  auto lower_bound(std::uint32_t handle) noexcept {
    return std::lower_bound(entries_.begin(), entries_.end(), handle,
                            [](const Entry& entry, std::uint32_t wanted) { return entry.first < wanted; });
  }

  std::vector<Entry> entries_;
};

}  // namespace wasinn

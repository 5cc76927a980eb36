// SPDX-License-Identifier: Apache-2.0
// CachePool: the key-value caches of all contexts of a backend, within the memory that the operator gives them.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include <wasinn/owned.hpp>

#include "llama_api.h"

namespace llama {

using wasinn::sdk::Owned;

/// What a llama.cpp context is made with. A plain value.
struct CacheShape {
  std::uint32_t ctx_size = 0;
  std::uint32_t batch_size = 0;
  std::uint32_t ubatch_size = 0;
  int flash_attn = kFlashAuto;
  int pooling_type = kPoolingUnspecified;
  bool embedding = false;

  bool operator==(const CacheShape&) const = default;
};

/// A context of llama.cpp and the tokens whose keys and values lie in it, at positions 0, 1, 2 and so on.
struct Cache {
  Owned<NativeContext> native;
  CacheShape shape;
  std::vector<Token> tokens;
  std::uint64_t byte_size = 0;
};

/// Any thread.
class CachePool {
 public:
  /// The place of one wasinn context in the pool, which holds its cache or not.
  class Place {
   public:
    explicit Place(CachePool& pool);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

   private:
    friend class CachePool;
    CachePool& pool_;
    std::unique_ptr<Cache> cache_;
    bool in_use_ = false;
    std::uint64_t last_use_ = 0;
  };

  explicit CachePool(std::uint64_t byte_limit) : byte_limit_(byte_limit) {}

  /// The cache in `place`, empty when it was dropped or never made. Until `give_back` nobody drops it.
  Cache* take(Place& place) noexcept;

  /// Drops the cache of `place`, makes room for `byte_size` by dropping those that were not used for the longest time,
  /// and puts `cache` there once `make` made it. `place` was taken. Throws what `make` throws, and Failure with
  /// WASINN_TOO_LARGE when too much is in use.
  template <class Make>
  Cache& renew(Place& place, std::uint64_t byte_size, Make&& make) {
    reserve(place, byte_size);
    try {
      auto made = std::make_unique<Cache>(make());
      made->byte_size = byte_size;
      const std::lock_guard lock(mutex_);
      place.cache_ = std::move(made);
      return *place.cache_;
    } catch (...) {
      unreserve(byte_size);
      throw;
    }
  }

  /// Ends a use; the cache may be dropped from then on.
  void give_back(Place& place) noexcept;

  /// Drops the cache of `place`, which was taken.
  void discard(Place& place) noexcept;

  /// Bytes of all caches.
  std::uint64_t byte_size() const;

 private:
  void reserve(Place& place, std::uint64_t byte_size);
  void unreserve(std::uint64_t byte_size) noexcept;
  Place* least_recently_used() noexcept;
  void drop(Place& place) noexcept;

  const std::uint64_t byte_limit_;
  mutable std::mutex mutex_;
  std::uint64_t byte_size_ = 0;
  std::uint64_t uses_ = 0;
  std::vector<Place*> places_;
};

}  // namespace llama

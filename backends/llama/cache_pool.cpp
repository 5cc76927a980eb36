// SPDX-License-Identifier: Apache-2.0
// Accounts of the caches, and what is dropped when they are full.
#include "cache_pool.h"

#include <algorithm>
#include <string>

#include <wasinn/plugin.hpp>

namespace llama {

CachePool::Place::Place(CachePool& pool) : pool_(pool) {
  const std::lock_guard lock(pool_.mutex_);
  pool_.places_.push_back(this);
}

CachePool::Place::~Place() {
  const std::lock_guard lock(pool_.mutex_);
  pool_.drop(*this);
  std::erase(pool_.places_, this);
}

Cache* CachePool::take(Place& place) noexcept {
  const std::lock_guard lock(mutex_);
  place.in_use_ = true;
  return place.cache_.get();
}

void CachePool::give_back(Place& place) noexcept {
  const std::lock_guard lock(mutex_);
  place.in_use_ = false;
  place.last_use_ = ++uses_;
}

void CachePool::discard(Place& place) noexcept {
  const std::lock_guard lock(mutex_);
  drop(place);
}

std::uint64_t CachePool::byte_size() const {
  const std::lock_guard lock(mutex_);
  return byte_size_;
}

CachePool::Place* CachePool::least_recently_used() noexcept {
  Place* oldest = nullptr;
  for (Place* place : places_) {
    if (!place->cache_ || place->in_use_) continue;
    if (oldest == nullptr || place->last_use_ < oldest->last_use_) oldest = place;
  }
  return oldest;
}

void CachePool::drop(Place& place) noexcept {
  if (!place.cache_) return;
  byte_size_ -= place.cache_->byte_size;
  place.cache_.reset();
}

void CachePool::reserve(Place& place, std::uint64_t byte_size) {
  const std::lock_guard lock(mutex_);
  drop(place);
  while (byte_size > byte_limit_ || byte_size_ > byte_limit_ - byte_size) {
    Place* oldest = byte_size > byte_limit_ ? nullptr : least_recently_used();
    if (oldest == nullptr) {
      throw wasinn::sdk::Failure(WASINN_TOO_LARGE,
                                 "a context of this size needs about " + std::to_string(byte_size >> 20) +
                                     " MiB, and of the " + std::to_string(byte_limit_ >> 20) +
                                     " MiB for all contexts too much is in use; a smaller ctx-size needs less");
    }
    drop(*oldest);
  }
  byte_size_ += byte_size;
}

void CachePool::unreserve(std::uint64_t byte_size) noexcept {
  const std::lock_guard lock(mutex_);
  byte_size_ -= byte_size;
}

}  // namespace llama

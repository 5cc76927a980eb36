// SPDX-License-Identifier: Apache-2.0
// Tests of the accounts of caches.
#include "cache_pool.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include <wasinn/plugin.hpp>

namespace llama {
namespace {

Cache with_tokens(std::vector<Token> tokens) {
  Cache cache;
  cache.tokens = std::move(tokens);
  return cache;
}

void use(CachePool& pool, CachePool::Place& place, std::uint64_t byte_size) {
  if (pool.take(place) == nullptr) pool.renew(place, byte_size, [] { return with_tokens({1}); });
  pool.give_back(place);
}

bool has_cache(CachePool& pool, CachePool::Place& place) {
  const bool has = pool.take(place) != nullptr;
  pool.give_back(place);
  return has;
}

TEST(CachePool, DropsTheLeastRecentlyUsedOfThoseThatAreNotInUse) {
  CachePool pool(100);
  CachePool::Place one(pool);
  CachePool::Place two(pool);
  CachePool::Place three(pool);
  use(pool, one, 40);
  use(pool, two, 40);
  use(pool, one, 40);
  use(pool, three, 40);
  EXPECT_EQ(pool.byte_size(), 80u);
  EXPECT_FALSE(has_cache(pool, two));
  EXPECT_TRUE(has_cache(pool, one));
}

TEST(CachePool, RefusesWhatDoesNotFitBesideThoseInUse) {
  CachePool pool(100);
  CachePool::Place one(pool);
  CachePool::Place two(pool);
  pool.take(one);
  pool.renew(one, 60, [] { return Cache(); });
  EXPECT_THROW(use(pool, two, 60), wasinn::sdk::Failure);
  pool.give_back(two);
  EXPECT_EQ(pool.byte_size(), 60u);
  pool.give_back(one);
  use(pool, two, 60);
  EXPECT_FALSE(has_cache(pool, one));
  EXPECT_THROW(use(pool, one, 101), wasinn::sdk::Failure);
  EXPECT_TRUE(has_cache(pool, two)) << "nothing is dropped for what can never fit";
}

TEST(CachePool, GivesBackWhatAFailureTook) {
  CachePool pool(100);
  {
    CachePool::Place one(pool);
    pool.take(one);
    EXPECT_THROW(pool.renew(one, 60, []() -> Cache { throw std::runtime_error("no"); }), std::runtime_error);
    pool.give_back(one);
    EXPECT_EQ(pool.byte_size(), 0u);
    use(pool, one, 70);
    pool.take(one);
    pool.discard(one);
    EXPECT_EQ(pool.byte_size(), 0u);
    pool.give_back(one);
    use(pool, one, 70);
  }
  EXPECT_EQ(pool.byte_size(), 0u);
}

}  // namespace
}  // namespace llama

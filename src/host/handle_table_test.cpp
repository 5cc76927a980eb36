// SPDX-License-Identifier: Apache-2.0
// Handles are never used twice and never mean two kinds of things.
#include "host/handle_table.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

namespace wasinn {
namespace {

TEST(HandleNumbers, BeginAtOneAndOnlyGrow) {
  HandleNumbers numbers;
  std::uint32_t last = 0;
  for (int i = 0; i < 100'000; ++i) {
    const auto next = numbers.next();
    ASSERT_TRUE(next);
    ASSERT_GT(*next, last);
    last = *next;
  }
  EXPECT_EQ(last, 100'000U);
}

TEST(HandleTables, FindWhatWasPutIn) {
  HandleTable<std::string> table;
  table.insert(3, "three");
  table.insert(7, "seven");
  ASSERT_NE(table.find(3), nullptr);
  EXPECT_EQ(*table.find(3), "three");
  EXPECT_EQ(*table.find(7), "seven");
}

TEST(HandleTables, FindNothingUnderOtherNumbers) {
  HandleTable<std::string> table;
  EXPECT_EQ(table.find(0), nullptr);
  EXPECT_EQ(table.find(1), nullptr);
  table.insert(3, "three");
  for (const std::uint32_t handle : {0U, 1U, 2U, 4U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    EXPECT_EQ(table.find(handle), nullptr);
    EXPECT_FALSE(table.take(handle));
  }
}

TEST(HandleTables, GiveAnObjectOutOnce) {
  HandleTable<std::unique_ptr<int>> table;
  table.insert(1, std::make_unique<int>(11));
  table.insert(2, std::make_unique<int>(22));
  const auto taken = table.take(1);
  ASSERT_TRUE(taken);
  EXPECT_EQ(**taken, 11);
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_FALSE(table.take(1));
  EXPECT_EQ(**table.find(2), 22);
}

TEST(HandleTables, EndTheirObjects) {
  const auto object = std::make_shared<int>(1);
  {
    HandleTable<std::shared_ptr<int>> table;
    table.insert(1, object);
    EXPECT_EQ(object.use_count(), 2);
  }
  EXPECT_EQ(object.use_count(), 1);
}

TEST(HandleTables, OfTwoKindsNeverShareANumber) {
  HandleNumbers numbers;
  HandleTable<int> graphs;
  HandleTable<std::string> contexts;
  std::set<std::uint32_t> used;
  for (int i = 0; i < 1000; ++i) {
    const std::uint32_t graph = *numbers.next();
    const std::uint32_t context = *numbers.next();
    graphs.insert(graph, i);
    contexts.insert(context, "c");
    EXPECT_TRUE(used.insert(graph).second);
    EXPECT_TRUE(used.insert(context).second);
    EXPECT_EQ(contexts.find(graph), nullptr);
    EXPECT_EQ(graphs.find(context), nullptr);
    if (i % 2 == 0) graphs.take(graph);
  }
}

}  // namespace
}  // namespace wasinn

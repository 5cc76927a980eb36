// SPDX-License-Identifier: Apache-2.0
// Guests in room that is used again: they find it empty, and are refused when it is taken.
#include "engine/instance_pool.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "engine/test_guest.h"

namespace wasinn::engine {
namespace {

using testing::HasSubstr;

constexpr unsigned kGuests = 4;
constexpr std::uint32_t kFoundEmpty = 0;

/// Ends with what lies at 32 and 60,000 of its memory, which it then fills.
const std::string kLeavesTraces = R"((module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (table $table 8 funcref)
  (func $item)
  (elem declare func $item)
  (func (export "_start") (local $found i32)
    (local.set $found (i32.or (i32.load (i32.const 32)) (i32.load (i32.const 60000))))
    (local.set $found (i32.or (local.get $found) (i32.eqz (ref.is_null (table.get $table (i32.const 3))))))
    (table.set $table (i32.const 3) (ref.func $item))
    (memory.fill (i32.const 0) (i32.const 0x55) (i32.const 65536))
    (call $exit (local.get $found)))))";

constexpr const char* kSpins = R"((module
  (memory (export "memory") 1)
  (func (export "_start") (loop $again (br $again)))))";

class PooledGuests : public EngineTest {
 protected:
  PooledGuests() {
    auto made = Engine::create({.compile_cache = {}, .log = {}, .pooled_guests = kGuests});
    engine_ = made ? std::move(*made) : nullptr;
  }
};

TEST_F(PooledGuests, FindTheirMemoryAndTablesEmpty) {
  const auto program = compile(kLeavesTraces);
  ASSERT_TRUE(program) << program.error().message;
  for (unsigned i = 0; i < 10 * kGuests; ++i) {
    const auto outcome = run(**program, host_.new_session(kNever));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->exit_code, kFoundEmpty);
  }
}

TEST_F(PooledGuests, AreRefusedWhileAllRoomIsTaken) {
  constexpr unsigned kFit = 2 * kGuests;  // with one memory each
  constexpr unsigned kMore = 2;
  const auto program = compile(kSpins);
  ASSERT_TRUE(program) << program.error().message;
  std::vector<Error> ends(kFit + kMore, Error{ErrorCode::Unknown, ""});
  std::vector<std::thread> threads;
  for (Error& end : ends) {
    threads.emplace_back([&] {
      const auto ended = run(**program, host_.new_session(Clock::now() + std::chrono::seconds(2)));
      if (!ended) end = ended.error();
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto ended_with = [&](ErrorCode code) {
    return std::count_if(ends.begin(), ends.end(), [&](const Error& end) { return end.code == code; });
  };
  EXPECT_EQ(ended_with(ErrorCode::Timeout), kFit);
  EXPECT_EQ(ended_with(ErrorCode::Busy), kMore);
  const auto is_busy = [](const Error& end) { return end.code == ErrorCode::Busy; };
  const auto refused = std::find_if(ends.begin(), ends.end(), is_busy);
  ASSERT_NE(refused, ends.end());
  EXPECT_THAT(refused->message, HasSubstr("while so many guests are running"));
  EXPECT_TRUE(run_text(exiting_with("(i32.const 7)"))) << "all room was given back";
}

TEST_F(PooledGuests, StayWithinTheirMemoryLimit) {
  RunOptions options;
  options.max_memory_bytes = 1 << 20;
  const auto outcome = run_text(exiting_with("(memory.grow (i32.const 100))"), options);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0xFFFFFFFFU);
}

}  // namespace
}  // namespace wasinn::engine

// SPDX-License-Identifier: Apache-2.0
// Rows 21 to 30: quotas on what is loaded, models that guests share, and threads that change them.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

#include "tests/abi/scripted_backend.h"
#include "tests/abi/sparse_memory.h"
#include "tests/bad_inputs/rows.h"

namespace wasinn::bad_inputs {
namespace {

using plain::kCpu;
using plain::kOnnx;

constexpr std::string_view kModel = "echo u8[3]";

HostSetup two_graphs() {
  HostSetup setup;
  setup.limits.graphs = 2;
  return setup;
}

HostSetup bytes_for_three_models() {
  HostSetup setup;
  setup.limits.model_bytes = 3 * kModel.size();
  return setup;
}

Errno third_graph(Attack& attack) {
  attack.guest().load(kModel);
  const std::uint32_t second = attack.guest().load(kModel);
  const Errno answer = attack.load(kModel);
  EXPECT_EQ(attack.guest().call("unload", {second}), Errno::Success);
  EXPECT_EQ(attack.load(kModel), Errno::Success) << "the place of an unloaded graph is free again";
  return answer;
}

Errno fourth_model(Attack& attack) {
  for (int i = 0; i < 3; ++i) attack.guest().load(kModel);
  return attack.load(kModel);
}

/// Unloading does not get round the quota: a context keeps its model alive, so the bytes stay taken.
Errno models_kept_by_contexts(Attack& attack) {
  std::uint32_t context = 0;
  for (int i = 0; i < 3; ++i) {
    const std::uint32_t graph = attack.guest().load(kModel);
    context = attack.guest().init(graph);
    EXPECT_EQ(attack.guest().call("unload", {graph}), Errno::Success);
  }
  const Errno answer = attack.load(kModel);
  EXPECT_EQ(attack.guest().call("finalize_execution_context", {context}), Errno::Success);
  EXPECT_EQ(attack.load(kModel), Errno::Success) << "with its last context a model's bytes are given back";
  return answer;
}

Errno same_model_a_thousand_times(Attack& attack) {
  constexpr std::size_t kSize = 100'000'000;
  const plain::SparseMemory memory(kSize + 65536);
  std::fill_n(memory.bytes().begin(), kSize, std::byte{' '});
  std::copy_n(bytes_of(kModel).begin(), kModel.size(), memory.bytes().begin());
  attack.guest().start_over(memory.bytes());
  const std::uint32_t part[] = {0, kSize};
  constexpr Pointer kBuilders = kSize + 64;
  constexpr Pointer kOut = kSize + 128;
  std::memcpy(memory.bytes().data() + kBuilders, part, sizeof part);
  const auto load = [&] { return attack.guest().call("load", {kBuilders, 1, kOnnx, kCpu, kOut}); };
  EXPECT_EQ(load(), Errno::Success);
  const std::uint64_t before = plain::resident_bytes();
  int loaded = 1;
  Errno answer = Errno::Success;
  for (int i = 1; i < 1000; ++i) {
    answer = load();
    loaded += answer == Errno::Success ? 1 : 0;
  }
  EXPECT_EQ(loaded, 10) << "a guest may hold 1 GiB of models";
  EXPECT_LT(plain::resident_bytes(), before + plain::kUnsteadyBytes);
  EXPECT_EQ(attack.host().model_bytes(), kSize) << "equal bytes are loaded once";
  attack.replace_guest();
  return answer;
}

/// A door that a load waits at until it is opened.
class Door {
 public:
  void wait_until_open() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for_somebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

HostSetup loads_at(const std::shared_ptr<Door>& door) {
  HostSetup setup;
  plain::Script script;
  script.on_load = [door](const LoadRequest&, Cancellation&) { door->wait_until_open(); };
  setup.sources.push_back(plain::scripted_backend(script));
  return setup;
}

Errno shared_with_another_guest(Attack&) {
  const auto door = std::make_shared<Door>();
  const auto host = plain::make_host(loads_at(door));
  PlainGuest first(*host);
  PlainGuest second(*host);
  std::thread loader([&] { first.load("the same"); });
  door->wait_for_somebody();
  std::thread opener([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    door->open();
  });
  second.load("the same");
  loader.join();
  opener.join();
  const GraphReport report = host->report().at(0);
  EXPECT_EQ(report.counts.loads, 1u);
  EXPECT_EQ(report.counts.shared, 1u);
  return Errno::Success;
}

Errno another_guest_is_slow(Attack&) {
  const auto door = std::make_shared<Door>();
  const auto host = plain::make_host(loads_at(door));
  PlainGuest first(*host);
  PlainGuest second(*host, PlainGuest::kUsualMemory, Clock::now() + std::chrono::milliseconds(50));
  std::thread loader([&] { first.load("the same"); });
  door->wait_for_somebody();
  const Pointer builders = second.place_builders({second.place("the same"), 8});
  const Errno answer = second.call("load", {builders, 1, kOnnx, kCpu, second.place_numbers({0})});
  EXPECT_TRUE(second.session().usage() == Session::Usage{});
  door->open();
  loader.join();
  return answer;
}

/// While the backend reads the model, "another thread" of the guest overwrites it.
Errno bytes_change_while_loading(Attack&) {
  plain::Block memory(4096);
  std::string seen;
  plain::Script script;
  script.on_load = [&](const LoadRequest& request, Cancellation&) {
    std::fill(memory.bytes().begin(), memory.bytes().end(), std::byte{0xFF});
    seen = text_of(request.parts[0].bytes);
  };
  HostSetup setup;
  setup.sources.push_back(plain::scripted_backend(script));
  const auto host = plain::make_host(std::move(setup));
  PlainGuest guest(*host);
  guest.use_memory(memory.bytes(), true);
  guest.load("what was checked");
  EXPECT_EQ(seen, "what was checked");
  return Errno::Success;
}

const std::array kRows = {
    Row{21, "third_of_two", Errno::TooLarge, third_graph, two_graphs},
    Row{22, "fourth_of_three", Errno::TooLarge, fourth_model, bytes_for_three_models},
    Row{22, "kept_by_contexts", Errno::TooLarge, models_kept_by_contexts, bytes_for_three_models},
    Row{28, "a_thousand_times", Errno::TooLarge, same_model_a_thousand_times},
    Row{29, "shares", Errno::Success, shared_with_another_guest},
    Row{29, "waits_no_longer_than_its_deadline", Errno::RuntimeError, another_guest_is_slow},
    Row{30, "snapshot", Errno::Success, bytes_change_while_loading},
};

}  // namespace

std::span<const Row> loading_rows() { return kRows; }

}  // namespace wasinn::bad_inputs

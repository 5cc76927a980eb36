// SPDX-License-Identifier: Apache-2.0
// The checks around a bad call.
#include "tests/bad_inputs/attack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <set>

#include "tests/bad_inputs/catalogue.h"

namespace wasinn::bad_inputs {
namespace {

constexpr std::uint32_t kMostHandles = 256;             // more than any row makes, but for those that count to a million
constexpr std::size_t kMostWatchedMemory = 8u << 20;    // larger memories are sparse, and reading them would fill them

std::vector<std::byte> copy_of(MutableBytes memory) {
  if (memory.size() > kMostWatchedMemory) return {};
  return {memory.begin(), memory.end()};
}

/// Whether the memory is as it was, but for four bytes at `result`.
bool unchanged(const std::vector<std::byte>& before, MutableBytes after, std::optional<Pointer> result) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool documented = result && i >= *result && i < *result + sizeof(std::uint32_t);
    if (!documented && before[i] != after[i]) return false;
  }
  return true;
}

std::set<std::uint32_t> live_handles(witx::Guest& guest) {
  std::set<std::uint32_t> handles;
  for (std::uint32_t handle = 0; handle < kMostHandles; ++handle) {
    if (guest.graph(handle) || guest.context(handle)) handles.insert(handle);
  }
  return handles;
}

}  // namespace

Attack::Attack(HostSetup setup) : host_(plain::make_host(std::move(setup))), guest_(new PlainGuest(*host_)) {}

Attack::~Attack() = default;

Errno Attack::call(std::string_view function, std::initializer_list<std::uint32_t> arguments,
                   std::optional<Pointer> result) {
  const auto memory = copy_of(guest_->bytes());
  const auto handles = live_handles(guest_->guest());
  const Session::Usage usage = guest_->session().usage();
  const Errno answer = guest_->call(function, arguments);
  if (answer == Errno::Success) return answer;
  EXPECT_TRUE(unchanged(memory, guest_->bytes(), result)) << function << " failed and wrote to the guest's memory";
  EXPECT_EQ(live_handles(guest_->guest()), handles) << function << " failed and made or ended a handle";
  EXPECT_TRUE(guest_->session().usage() == usage) << function << " failed and took quota";
  return answer;
}

Errno Attack::load(std::string_view model, std::uint32_t encoding, std::uint32_t target) {
  const Pointer part = guest_->place(model);
  const Pointer builders = guest_->place_builders({part, static_cast<std::uint32_t>(model.size())});
  const Pointer out = guest_->place_numbers({0});
  return call("load", {builders, 1, encoding, target, out});
}

Errno Attack::load_by_name(std::string_view name) {
  const Pointer text = guest_->place(name);
  const Pointer out = guest_->place_numbers({0});
  return call("load_by_name", {text, static_cast<std::uint32_t>(name.size()), out});
}

Errno Attack::load_with_options(std::string_view name, std::string_view options) {
  const Pointer text = guest_->place(name);
  const Pointer json = guest_->place(options);
  const Pointer out = guest_->place_numbers({0});
  return call("load_by_name_with_config", {text, static_cast<std::uint32_t>(name.size()), json,
                                           static_cast<std::uint32_t>(options.size()), out});
}

std::uint32_t Attack::context(std::string_view model, std::uint32_t encoding) {
  return guest_->init(guest_->load(model, encoding));
}

Errno Attack::set_input(std::uint32_t context, std::initializer_list<std::uint32_t> dimensions, std::uint8_t type,
                        std::string_view data) {
  return call("set_input", {context, 0, guest_->place_tensor(dimensions, type, bytes_of(data))});
}

void Attack::replace_guest() { guest_ = std::make_unique<PlainGuest>(*host_); }

void Attack::release_all() {
  for (const std::uint32_t handle : live_handles(guest_->guest())) {
    const bool graph = guest_->guest().graph(handle).has_value();
    EXPECT_EQ(guest_->call(graph ? "unload" : "finalize_execution_context", {handle}), Errno::Success);
  }
  EXPECT_TRUE(guest_->session().usage() == Session::Usage{}) << "quota is taken after all handles have ended";
}

void Attack::infer() {
  constexpr std::uint32_t kOpenVino = 0;  // the encoding that no row takes away from echo
  const std::uint32_t graph = guest_->load("echo u8[3]", kOpenVino);
  const std::uint32_t context = guest_->init(graph);
  guest_->set_input(context, 0, {3}, plain::kU8, bytes_of("abc"));
  guest_->compute(context);
  EXPECT_EQ(guest_->output(context, 0), "abc");
}

void Attack::finish() {
  plain::Block memory(PlainGuest::kUsualMemory);
  guest_->have_memory(true);
  guest_->start_over(memory.bytes());
  release_all();
  infer();
  const std::shared_ptr<Session> session = guest_->shared_session();
  guest_.reset();
  EXPECT_TRUE(session->usage() == Session::Usage{}) << "quota is taken after the guest has ended";
}

std::string row_name(const Row& row) {
  char number[16];
  std::snprintf(number, sizeof number, "Row%03d_", row.number);
  return number + std::string(row.variant);
}

void PrintTo(const Row& row, std::ostream* out) { *out << row_name(row); }

void play(const Row& row) {
  const Entry& entry = catalogue()[static_cast<std::size_t>(row.number) - 1];
  SCOPED_TRACE(std::string(entry.what) + " (" + std::string(row.variant) + ")");
  Attack attack(row.setup != nullptr ? row.setup() : HostSetup{});
  EXPECT_EQ(row.play(attack), row.expected);
  attack.finish();
}

void check_complete(std::span<const Row> rows, unsigned program) {
  std::set<int> played;
  for (const Row& row : rows) played.insert(row.number);
  EXPECT_EQ(played, rows_played_by(program));
}

}  // namespace wasinn::bad_inputs

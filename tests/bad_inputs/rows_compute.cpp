// SPDX-License-Identifier: Apache-2.0
// Rows 86 to 97: what can go wrong with `compute`, and row 116.
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <thread>

#include "abi/witx/functions.h"
#include "tests/abi/scripted_backend.h"
#include "tests/bad_inputs/rows.h"

namespace wasinn::bad_inputs {
namespace {

using plain::kU8;

constexpr std::string_view kModel = "echo u8[3]";

/// A context of that model with its one input set.
std::uint32_t ready(Attack& attack, std::string_view model) {
  const std::uint32_t context = attack.context(model);
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("abc"));
  return context;
}

Errno input_never_set(Attack& attack) {
  const std::uint32_t context = attack.context("echo u8[3] u8[3]");
  attack.guest().set_input(context, 1, {3}, kU8, bytes_of("abc"));
  const Errno answer = attack.call("compute", {context});
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("def"));
  attack.guest().compute(context);
  return answer;
}

Errno twice(Attack& attack) {
  const std::uint32_t context = ready(attack, kModel);
  attack.guest().compute(context);
  const Errno answer = attack.call("compute", {context});
  EXPECT_EQ(attack.guest().output(context, 0), "abc");
  return answer;
}

/// The first thread is inside the backend until the second has had its answer.
Errno two_threads(Attack&) {
  std::promise<void> entered;
  std::promise<void> leave;
  plain::Script script;
  script.on_compute = [&](std::span<const TensorView>) {
    entered.set_value();
    leave.get_future().wait();
    return std::vector<TensorView>();
  };
  HostSetup setup;
  setup.sources.push_back(plain::scripted_backend(script));
  const auto host = plain::make_host(std::move(setup));
  PlainGuest guest(*host);
  const std::uint32_t context = guest.init(guest.load("anything"));
  auto first = std::async(std::launch::async, [&] { return guest.call("compute", {context}); });
  entered.get_future().wait();
  const Errno answer = guest.call("compute", {context});
  leave.set_value();
  EXPECT_EQ(first.get(), Errno::Success);
  return answer;
}

HostSetup a_fifth_of_a_second() {
  HostSetup setup;
  setup.limits.compute_ms = 200;
  return setup;
}

/// After a computation that was stopped, the same context has no outputs, and a good one works.
Errno stopped(Attack& attack, std::string_view model) {
  const std::uint32_t context = ready(attack, model);
  const Errno answer = attack.call("compute", {context});
  const Pointer size = attack.guest().place_numbers({0});
  EXPECT_EQ(attack.call("get_output", {context, 0, 16, 3, size}), Errno::RuntimeError);
  EXPECT_EQ(attack.call("compute", {context}), answer) << "the context is not busy";
  return answer;
}

Errno closed_while_computing(Attack& attack) {
  const std::uint32_t context = ready(attack, "echo u8[3] endless");
  std::shared_ptr<Session> session = attack.guest().shared_session();
  std::thread closer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    session->close();
    session.reset();
  });
  const Errno answer = attack.call("compute", {context});
  closer.join();
  EXPECT_EQ(attack.call("compute", {context}), Errno::RuntimeError) << "a closed session computes no more";
  EXPECT_EQ(attack.load(kModel), Errno::RuntimeError);
  attack.replace_guest();
  return answer;
}

Errno closed_while_loading(Attack& attack) {
  const std::shared_ptr<Session> session = attack.guest().shared_session();
  std::thread closer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    session->close();
  });
  const Errno answer = attack.load("echo u8[3] load_delay_ms=600000");
  closer.join();
  EXPECT_TRUE(session->usage() == Session::Usage{});
  attack.replace_guest();
  return answer;
}

Errno without_memory(Attack& attack) {
  const std::uint32_t context = ready(attack, kModel);
  attack.guest().have_memory(false);
  for (const witx::Function& function : witx::functions()) {
    const std::vector<std::uint32_t> arguments(function.parameter_count, context);
    const std::uint32_t answer = function.call(attack.guest().guest(), GuestMemory(), arguments.data());
    EXPECT_EQ(static_cast<Errno>(answer), Errno::MissingMemory) << function.name;
  }
  attack.guest().have_memory(true);
  attack.guest().compute(context);
  return Errno::MissingMemory;
}

const std::array kRows = {
    Row{86, "unknown", Errno::InvalidArgument, [](Attack& a) { return a.call("compute", {a.context(kModel) + 1}); }},
    Row{86, "graph", Errno::InvalidArgument, [](Attack& a) { return a.call("compute", {a.guest().load(kModel)}); }},
    Row{86, "ended", Errno::InvalidArgument,
        [](Attack& a) {
          const std::uint32_t context = ready(a, kModel);
          EXPECT_EQ(a.guest().call("finalize_execution_context", {context}), Errno::Success);
          return a.call("compute", {context});
        }},
    Row{87, "nothing_loaded", Errno::InvalidArgument, [](Attack& a) { return a.call("compute", {1}); }},
    Row{88, "first", Errno::InvalidArgument, [](Attack& a) { return a.call("compute", {a.context(kModel)}); }},
    Row{88, "one_of_two", Errno::InvalidArgument, input_never_set},
    Row{89, "twice", Errno::Success, twice},
    Row{90, "two_threads", Errno::Busy, two_threads},
    Row{91, "delay", Errno::RuntimeError, [](Attack& a) { return stopped(a, "echo u8[3] delay_ms=600000"); },
        a_fifth_of_a_second},
    Row{91, "endless", Errno::RuntimeError, [](Attack& a) { return stopped(a, "echo u8[3] endless"); },
        a_fifth_of_a_second},
    Row{92, "closed_while_computing", Errno::RuntimeError, closed_while_computing},
    Row{92, "closed_while_loading", Errno::RuntimeError, closed_while_loading},
    Row{93, "throws", Errno::RuntimeError, [](Attack& a) { return stopped(a, "echo u8[3] throw"); }},
    Row{95, "memory", Errno::RuntimeError, [](Attack& a) { return stopped(a, "echo u8[3] oom"); }},
    Row{97, "fails", Errno::RuntimeError, [](Attack& a) { return stopped(a, "echo u8[3] fail=no, thanks"); }},
    Row{97, "fails_to_load", Errno::RuntimeError, [](Attack& a) { return a.load("echo u8[3] fail_load"); }},
    Row{116, "every_function", Errno::MissingMemory, without_memory},
};

}  // namespace

std::span<const Row> compute_rows() { return kRows; }

}  // namespace wasinn::bad_inputs

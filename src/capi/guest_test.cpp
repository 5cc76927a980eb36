// SPDX-License-Identifier: Apache-2.0
// Guests through the C API: how they are made, run, stopped, and what they are given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "capi/test_host.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::capi {
namespace {

using testing::HasSubstr;

constexpr wasinn_status kInvalid = WASINN_INVALID_ARGUMENT;
constexpr std::string_view kEndless = R"((module (func (export "_start") (loop $again (br $again)))))";
constexpr std::string_view kEmpty = R"((module (func (export "_start"))))";

void append(void* text, const std::uint8_t* bytes, std::uint64_t byte_size) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), byte_size);
}

/// A core module that ends with the code that `body` leaves.
std::string exiting_with(const std::string& body, const std::string& imports = "") {
  return "(module (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))" + imports +
         "(memory (export \"memory\") 1) (func (export \"_start\") (call $exit " + body + ")))";
}

/// A core module that copies its standard input to its standard output, or to standard error.
std::string copying_to(int descriptor) {
  return R"((module
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start")
      (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 1000))
      (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (i32.store (i32.const 4) (i32.load (i32.const 8)))
      (drop (call $write (i32.const )" + std::to_string(descriptor) +
         R"() (i32.const 0) (i32.const 1) (i32.const 8))))))";
}

class Guests : public testing::Test {
 protected:
  GuestPtr compile(std::string_view text, const char* name = "guest.wat") { return compile_on(host_, text, name); }

  GuestPtr compile_on(const HostPtr& host, std::string_view text, const char* name = "guest.wat") {
    wasinn_guest* guest = nullptr;
    EXPECT_EQ(wasinn_guest_compile(host.get(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), name,
                                   &guest, failure_.slot()),
              WASINN_OK)
        << failure_.message();
    return GuestPtr(guest);
  }

  wasinn_status run(const GuestPtr& guest, const wasinn_run_options& options) {
    return wasinn_guest_run(guest.get(), nullptr, &options, &outcome_, failure_.slot());
  }

  static wasinn_run_options options() {
    wasinn_run_options options{};
    options.struct_size = sizeof options;
    return options;
  }

  static wasinn_outcome outcome() {
    wasinn_outcome outcome{};
    outcome.struct_size = sizeof outcome;
    return outcome;
  }

  const HostPtr host_ = make_host();
  wasinn_outcome outcome_ = outcome();
  Failure failure_;
};

TEST_F(Guests, EndWithTheirOwnCode) {
  WASINN_ASSERT_OK(run(compile(exiting_with("(i32.const 300)")), options()), failure_);
  EXPECT_EQ(outcome_.exit_code, 300U);
  EXPECT_EQ(outcome_.result, nullptr);
}

TEST_F(Guests, RunWithoutOptionsOutcomeAndError) {
  EXPECT_EQ(wasinn_guest_run(compile(kEmpty).get(), nullptr, nullptr, nullptr, nullptr), WASINN_OK);
}

TEST_F(Guests, ReadAndWriteWhatTheCallerGives) {
  std::string output;
  std::string error_output;
  const std::string input = "from the caller";
  wasinn_run_options options = this->options();
  options.input = reinterpret_cast<const std::uint8_t*>(input.data());
  options.input_size = input.size();
  options.output = append;
  options.output_data = &output;
  options.error_output = append;
  options.error_output_data = &error_output;
  WASINN_ASSERT_OK(run(compile(copying_to(1)), options), failure_);
  WASINN_ASSERT_OK(run(compile(copying_to(2)), options), failure_);
  EXPECT_EQ(output, input);
  EXPECT_EQ(error_output, input);
}

TEST_F(Guests, GetArgumentsAndVariables) {
  const std::string counting = exiting_with(
      "(i32.add (i32.mul (i32.const 10) (block (result i32) (drop (call $args (i32.const 0) (i32.const 4))) (i32.load "
      "(i32.const 0)))) (block (result i32) (drop (call $env (i32.const 0) (i32.const 4))) (i32.load (i32.const 0))))",
      R"((import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
         (import "wasi_snapshot_preview1" "environ_sizes_get" (func $env (param i32 i32) (result i32))))");
  const HostPtr host = make_host(test_config(R"(, "guest": {"env": {"A": "1", "B": "2"}})"));
  const char* const arguments[] = {"one", "two"};
  const wasinn_property variables[] = {{"B", "3"}, {"C", "4"}};
  wasinn_run_options options = this->options();
  options.arguments = arguments;
  options.argument_count = 2;
  options.environment = variables;
  options.variable_count = 2;
  WASINN_ASSERT_OK(run(compile_on(host, counting), options), failure_);
  EXPECT_EQ(outcome_.exit_code, 33U) << "its own name and two; A, the new B, C";
}

TEST_F(Guests, RefuseListsThatAreNull) {
  const GuestPtr guest = compile(kEmpty);
  const auto refused = [&](auto set) {
    wasinn_run_options options = this->options();
    set(options);
    EXPECT_EQ(run(guest, options), kInvalid);
    return failure_.message();
  };
  const char* const no_text[] = {nullptr};
  const wasinn_property no_value[] = {{"A", nullptr}};
  const wasinn_directory nowhere[] = {{"/nowhere/at/all", "."}};
  EXPECT_THAT(refused([](auto& o) { o.argument_count = 2; }), HasSubstr("arguments is NULL"));
  EXPECT_THAT(refused([](auto& o) { o.variable_count = 2; }), HasSubstr("environment is NULL"));
  EXPECT_THAT(refused([](auto& o) { o.directory_count = 2; }), HasSubstr("directories is NULL"));
  EXPECT_THAT(refused([](auto& o) { o.input_size = 2; }), HasSubstr("input is NULL"));
  EXPECT_THAT(refused([&](auto& o) { o.arguments = no_text, o.argument_count = 1; }),
              HasSubstr("arguments[0] is NULL"));
  EXPECT_THAT(refused([&](auto& o) { o.environment = no_value, o.variable_count = 1; }),
              HasSubstr("environment[0].value is NULL"));
  EXPECT_THAT(refused([&](auto& o) { o.directories = nowhere, o.directory_count = 1; }), HasSubstr("/nowhere/at/all"));
  EXPECT_THAT(refused([](auto& o) { o.struct_size = 0; }), HasSubstr("wasinn_run_options"));
}

TEST_F(Guests, CallAFunctionAndGiveItsResult) {
  wasinn_run_options options = this->options();
  options.function = "answer";
  WASINN_ASSERT_OK(run(compile(R"((module (func (export "answer") (result i32) (i32.const 42))))"), options), failure_);
  EXPECT_STREQ(outcome_.result, "42");
  wasinn_outcome_clear(&outcome_);
  EXPECT_EQ(outcome_.result, nullptr);
  outcome_.struct_size = offsetof(wasinn_outcome, result);
  WASINN_ASSERT_OK(run(compile(R"((module (func (export "answer") (result i32) (i32.const 42))))"), options), failure_);
  EXPECT_EQ(outcome_.result, nullptr) << "there is no room for it";
  options.function = "question";
  EXPECT_EQ(run(compile(kEmpty), options), static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION));
  EXPECT_THAT(failure_.message(), HasSubstr("question"));
}

TEST_F(Guests, AreToldApartFromWhatIsNone) {
  wasinn_guest* guest = nullptr;
  const std::string noise = "noise";
  EXPECT_EQ(wasinn_guest_compile(host_.get(), reinterpret_cast<const std::uint8_t*>(noise.data()), noise.size(), "it",
                                 &guest, failure_.slot()),
            kInvalid);
  EXPECT_THAT(failure_.message(), HasSubstr("it is not WebAssembly"));
  EXPECT_EQ(wasinn_guest_load(host_.get(), "/nowhere.wasm", &guest, failure_.slot()),
            static_cast<wasinn_status>(WASINN_NOT_FOUND));
  EXPECT_EQ(guest, nullptr);
  wasinn_guest* imports = compile(R"((module (import "env" "f" (func)) (func (export "_start"))))").release();
  EXPECT_EQ(wasinn_guest_run(imports, nullptr, nullptr, nullptr, failure_.slot()),
            static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION));
  wasinn_guest_delete(imports);
}

TEST_F(Guests, GiveTheirMachineCode) {
  const TemporaryFolder folder;
  std::string code;
  WASINN_ASSERT_OK(wasinn_guest_serialize(compile(exiting_with("(i32.const 5)")).get(), append, &code, failure_.slot()),
                   failure_);
  wasinn_guest* guest = nullptr;
  EXPECT_EQ(wasinn_guest_compile(host_.get(), reinterpret_cast<const std::uint8_t*>(code.data()), code.size(), "code",
                                 &guest, failure_.slot()),
            static_cast<wasinn_status>(WASINN_SECURITY));
  const auto file = folder.write("guest.cwasm", code);
  WASINN_ASSERT_OK(wasinn_guest_load(host_.get(), file.c_str(), &guest, failure_.slot()), failure_);
  const GuestPtr owned(guest);
  WASINN_ASSERT_OK(run(owned, options()), failure_);
  EXPECT_EQ(outcome_.exit_code, 5U);
}

TEST_F(Guests, TrapWithWords) {
  EXPECT_EQ(run(compile(R"((module (func (export "_start") unreachable)))"), options()),
            static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
  EXPECT_THAT(failure_.message(), HasSubstr("the guest trapped"));
}

TEST_F(Guests, EndAtTheirDeadline) {
  wasinn_run_options options = this->options();
  options.deadline_ms = 50;
  EXPECT_EQ(run(compile(kEndless), options), static_cast<wasinn_status>(WASINN_TIMEOUT));
  const SessionPtr session = make_session(host_, 50);
  EXPECT_EQ(wasinn_guest_run(compile(kEndless).get(), session.get(), nullptr, nullptr, nullptr),
            static_cast<wasinn_status>(WASINN_TIMEOUT));
  const HostPtr host = make_host(test_config(R"(, "guest": {"timeout": "50ms"})"));
  EXPECT_EQ(run(compile_on(host, kEndless), this->options()), static_cast<wasinn_status>(WASINN_TIMEOUT));
}

TEST_F(Guests, EndWhenAnotherThreadClosesTheirSession) {
  const SessionPtr session = make_session(host_);
  const GuestPtr guest = compile(kEndless);
  std::thread closing([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    wasinn_session_close(session.get());
  });
  EXPECT_EQ(wasinn_guest_run(guest.get(), session.get(), nullptr, nullptr, failure_.slot()),
            static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
  closing.join();
  EXPECT_THAT(failure_.message(), HasSubstr("its session was closed"));
  EXPECT_EQ(wasinn_guest_run(compile(kEmpty).get(), session.get(), nullptr, nullptr, failure_.slot()),
            static_cast<wasinn_status>(WASINN_RUNTIME_ERROR))
      << "nothing begins on a closed session";
}

TEST_F(Guests, GoOnWhenAnotherSessionIsClosed) {
  const SessionPtr other = make_session(host_);
  wasinn_run_options options = this->options();
  options.deadline_ms = 200;
  std::thread closing([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    wasinn_session_close(other.get());
  });
  EXPECT_EQ(run(compile(kEndless), options), static_cast<wasinn_status>(WASINN_TIMEOUT));
  closing.join();
}

TEST_F(Guests, KeepToTheirMemory) {
  wasinn_run_options options = this->options();
  options.max_memory_bytes = 65536;
  EXPECT_EQ(run(compile(R"((module (memory (export "memory") 2) (func (export "_start"))))"), options),
            static_cast<wasinn_status>(WASINN_TOO_LARGE));
}

TEST_F(Guests, FindNoRoomWhenAllPlacesAreTaken) {
  const ConfigPtr config = test_config();
  wasinn_config_set_pooled_guests(config.get(), 1);
  const HostPtr host = make_host(config);
  // One place has room for 16 small instances.
  constexpr int kPlaces = 16;
  constexpr int kTooMany = 4;
  const GuestPtr endless = compile_on(host, kEndless);
  std::vector<SessionPtr> sessions;
  std::vector<std::thread> running;
  std::atomic<int> busy = 0;
  for (int i = 0; i < kPlaces + kTooMany; ++i) {
    wasinn_session* const session = sessions.emplace_back(make_session(host, 30'000)).get();
    running.emplace_back([&, session] {
      busy += wasinn_guest_run(endless.get(), session, nullptr, nullptr, nullptr) == WASINN_BUSY ? 1 : 0;
    });
  }
  for (int waits = 0; busy < kTooMany && waits < 2000; ++waits) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  for (const SessionPtr& session : sessions) wasinn_session_close(session.get());
  for (std::thread& thread : running) thread.join();
  EXPECT_EQ(busy, kTooMany);
}

TEST_F(Guests, DoNotMeetSessionsOfOtherHosts) {
  const HostPtr other = make_host();
  const SessionPtr session = make_session(other);
  EXPECT_EQ(wasinn_guest_run(compile(kEmpty).get(), session.get(), nullptr, nullptr, failure_.slot()), kInvalid);
  EXPECT_THAT(failure_.message(), HasSubstr("different hosts"));
}

TEST_F(Guests, OutliveTheirHost) {
  HostPtr host = make_host();
  const GuestPtr guest = compile_on(host, kEmpty);
  host.reset();
  WASINN_EXPECT_OK(run(guest, options()), failure_);
}

}  // namespace
}  // namespace wasinn::capi

// SPDX-License-Identifier: Apache-2.0
// Hosts through the C API: their configuration, what they say of themselves, whom they tell, and many threads at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "capi/test_host.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::capi {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr wasinn_status kInvalid = WASINN_INVALID_ARGUMENT;

/// Lines that callbacks bring, from any thread.
struct Lines {
  static void log(void* self, std::uint32_t level, const char* text) {
    static_cast<Lines*>(self)->add(std::to_string(level) + " " + text);
  }
  static void failure(void* self, const char* function, wasinn_status status, const char* message) {
    static_cast<Lines*>(self)->add(std::string(function) + " " + wasinn_status_name(status) + " " + message);
  }
  void add(std::string line) {
    const std::lock_guard lock(mutex);
    all.push_back(std::move(line));
  }

  std::mutex mutex;
  std::vector<std::string> all;
};

TEST(Configuration, ReadsFilesTextsAndGraphs) {
  const TemporaryFolder folder;
  Failure failure;
  folder.write("model.echo", std::string(kBytesModel));
  const auto file = folder.write("wasinn.json", R"({"graphs": {"net": {"files": "model.echo", "encoding": "onnx"}}})");
  const ConfigPtr config = test_config();
  WASINN_ASSERT_OK(wasinn_config_read_file(config.get(), file.c_str(), failure.slot()), failure);
  WASINN_ASSERT_OK(wasinn_config_read_text(config.get(), R"({"graphs": {"two": "model.echo"}})", folder.path().c_str(),
                                           failure.slot()),
                   failure);
  const std::string third = "three:onnx=" + (folder.path() / "model.echo").string();
  WASINN_ASSERT_OK(wasinn_config_set_graph(config.get(), third.c_str(), failure.slot()), failure);
  const HostPtr host = make_host(config);
  const SessionPtr session = make_session(host);
  EXPECT_EQ(echo(make_context(load_named(session, "net")), "x"), "x");
  EXPECT_EQ(echo(make_context(load_named(session, "three")), "x"), "x");
}

TEST(Configuration, SaysWhatIsWrong) {
  Failure failure;
  const ConfigPtr config = test_config();
  wasinn_config* const raw = config.get();
  EXPECT_EQ(wasinn_config_read_file(raw, "/nowhere.json", failure.slot()),
            static_cast<wasinn_status>(WASINN_NOT_FOUND));
  EXPECT_EQ(wasinn_config_read_text(raw, R"({"limits": {"graphs": "few"}})", nullptr, failure.slot()), kInvalid);
  EXPECT_THAT(failure.message(), HasSubstr("graphs"));
  EXPECT_EQ(wasinn_config_read_text(raw, "{", nullptr, failure.slot()), kInvalid);
  EXPECT_EQ(wasinn_config_set_graph(raw, "no equals sign", failure.slot()), kInvalid);
  EXPECT_EQ(wasinn_config_read_text(raw, nullptr, nullptr, failure.slot()), kInvalid);
  EXPECT_EQ(failure.message(), "wasinn_config_read_text: json is NULL");
  EXPECT_EQ(wasinn_config_read_environment(nullptr, failure.slot()), kInvalid);
  EXPECT_NE(make_host(config), nullptr) << "what failed has changed nothing";
}

TEST(Configuration, LooksAtTheEnvironmentWhenItIsTold) {
  Failure failure;
  setenv("WASINN_PLUGINS", "/nowhere/plugins", 1);
  const HostPtr without = make_host();
  const ConfigPtr config = test_config();
  const wasinn_status read = wasinn_config_read_environment(config.get(), failure.slot());
  unsetenv("WASINN_PLUGINS");
  EXPECT_EQ(read, WASINN_OK) << failure.message();
  wasinn_host* host = nullptr;
  EXPECT_EQ(wasinn_host_new(config.get(), &host, failure.slot()), kInvalid) << "there is no echo in /nowhere";
  EXPECT_THAT(failure.message(), HasSubstr("/nowhere/plugins"));
  EXPECT_NE(without, nullptr);
}

TEST(Configuration, MayEndBeforeItsHost) {
  ConfigPtr config = test_config();
  const HostPtr host = make_host(config);
  config.reset();
  EXPECT_EQ(echo(make_context(load(make_session(host))), "x"), "x");
}

TEST(Hosts, MayHaveNoConfiguration) {
  Failure failure;
  wasinn_host* host = nullptr;
  WASINN_ASSERT_OK(wasinn_host_new(nullptr, &host, failure.slot()), failure);
  wasinn_host_delete(host);
}

TEST(Hosts, RefuseABackendThatIsNotThere) {
  Failure failure;
  const ConfigPtr config = test_config(R"(, "backend-order": ["abacus"])");
  wasinn_host* host = nullptr;
  EXPECT_EQ(wasinn_host_new(config.get(), &host, failure.slot()), kInvalid);
  EXPECT_THAT(failure.message(), HasSubstr("abacus"));
  EXPECT_EQ(host, nullptr);
}

TEST(Hosts, SayWhatTheirBackendsCanDo) {
  Failure failure;
  const HostPtr host = make_host();
  std::map<std::string, std::string> found;
  const auto visit = [](void* all, const wasinn_backend_report* report) {
    EXPECT_EQ(report->struct_size, sizeof *report);
    const bool onnx = (report->encodings & (1U << WASINN_ENCODING_ONNX)) != 0;
    (*static_cast<decltype(found)*>(all))[report->name] =
        std::string(report->version) + " " + report->devices + (onnx ? " onnx" : "") +
        (report->ready != 0 ? " ready" : "") + report->problem;
  };
  WASINN_ASSERT_OK(wasinn_host_backends(host.get(), visit, &found, failure.slot()), failure);
  EXPECT_EQ(found["echo"], "1.0.0 cpu onnx ready");
  EXPECT_EQ(wasinn_host_backends(host.get(), nullptr, nullptr, failure.slot()), kInvalid);
  EXPECT_EQ(failure.message(), "wasinn_host_backends: visit is NULL");
  EXPECT_EQ(wasinn_host_backends(nullptr, visit, &found, failure.slot()), kInvalid);
}

TEST(Hosts, CountWhatHappened) {
  Failure failure;
  const HostPtr host = make_host();
  const SessionPtr session = make_session(host);
  const GraphPtr graph = load(session);
  const GraphPtr again = load(session);
  echo(make_context(graph), "x");
  echo(make_context(again), "x");
  std::vector<wasinn_graph_statistics> rows;
  const auto visit = [](void* all, const wasinn_graph_statistics* row) {
    static_cast<decltype(rows)*>(all)->push_back(*row);
    EXPECT_THAT(row->graph, HasSubstr("bytes:"));
    EXPECT_STREQ(row->backend, "echo 1.0.0");
    EXPECT_STREQ(row->device, "cpu");
  };
  WASINN_ASSERT_OK(wasinn_host_statistics(host.get(), visit, &rows, failure.slot()), failure);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].loads, 1U);
  EXPECT_EQ(rows[0].shared, 1U);
  EXPECT_EQ(rows[0].computes, 2U);
  EXPECT_EQ(wasinn_host_statistics(host.get(), nullptr, nullptr, failure.slot()), kInvalid);
}

TEST(Hosts, TellTheirLogAndWhoAsksForFailures) {
  Lines log;
  Lines failures;
  const ConfigPtr config = test_config(R"(, "graphs": {"gone": "/nowhere/model.onnx"})");
  wasinn_config_set_log(config.get(), WASINN_LOG_WARNING, Lines::log, &log);
  wasinn_config_set_guest_failure(config.get(), Lines::failure, &failures);
  const HostPtr host = make_host(config);
  EXPECT_THAT(log.all, Contains(HasSubstr("2 graph 'gone': ")));
  const SessionPtr session = make_session(host);
  wasinn_core_guest* guest = nullptr;
  ASSERT_EQ(wasinn_core_guest_new(session.get(), 0, &guest, nullptr), WASINN_OK);
  const CoreGuestPtr owned(guest);
  std::string memory = "gone";
  memory.resize(64);
  const std::uint32_t arguments[] = {0, 4, 8};
  EXPECT_NE(wasinn_core_imports(nullptr)[1].call(guest, reinterpret_cast<std::uint8_t*>(memory.data()), memory.size(),
                                                 arguments),
            0U);
  EXPECT_THAT(failures.all, Contains(HasSubstr("load_by_name runtime-error graph 'gone': ")));
  EXPECT_THAT(failures.all, Contains(HasSubstr("/nowhere/model.onnx"))) << "the operator sees paths";
}

TEST(Hosts, ShareNothing) {
  const HostPtr first = make_host(test_config(R"(, "limits": {"graphs": 1})"));
  const HostPtr second = make_host();
  const SessionPtr in_first = make_session(first);
  const SessionPtr in_second = make_session(second);
  const GraphPtr graph = load(in_first);
  const GraphPtr other = load(in_second);
  const GraphPtr more = load(in_second, "echo f32[2]");
  EXPECT_EQ(echo(make_context(graph), "1"), "1");
  EXPECT_EQ(echo(make_context(other), "2"), "2");
}

TEST(Hosts, ServeManyThreadsAtOnce) {
  constexpr std::string_view kGuest = R"((module
    (import "wasi_ephemeral_nn" "load_by_name" (func $load (param i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1) (data (i32.const 0) "net")
    (func (export "_start") (call $exit (call $load (i32.const 0) (i32.const 3) (i32.const 16))))))";
  const TemporaryFolder folder;
  const std::string graph = "net:onnx=" + folder.write("net", std::string(kBytesModel)).string();
  const ConfigPtr config = test_config();
  Failure failure;
  WASINN_ASSERT_OK(wasinn_config_set_graph(config.get(), graph.c_str(), failure.slot()), failure);
  const HostPtr host = make_host(config);
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(kGuest.data());
  wasinn_guest* guest = nullptr;
  WASINN_ASSERT_OK(wasinn_guest_compile(host.get(), bytes, kGuest.size(), "net", &guest, failure.slot()), failure);
  const GuestPtr owned(guest);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, native = i % 2 == 0] {
      for (int run = 0; run < 20; ++run) {
        if (native) {
          EXPECT_EQ(echo(make_context(load_named(make_session(host), "net")), "native"), "native");
          continue;
        }
        wasinn_outcome outcome{};
        outcome.struct_size = sizeof outcome;
        EXPECT_EQ(wasinn_guest_run(guest, nullptr, nullptr, &outcome, nullptr), WASINN_OK);
        EXPECT_EQ(outcome.exit_code, 0U);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace wasinn::capi

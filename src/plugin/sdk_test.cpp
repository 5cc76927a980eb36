// SPDX-License-Identifier: Apache-2.0
// The guard of sdk/wasinn/plugin.hpp, and structs whose two sides know different numbers of fields.
#include <wasinn/plugin.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <string>

namespace wasinn::sdk {
namespace {

struct Answer {
  wasinn_status status = WASINN_OK;
  std::string message;
};

Answer answer_to(const std::function<void()>& body) {
  wasinn_error error{};
  Answer answer{guarded(&error, body), error.message == nullptr ? "" : error.message};
  if (error.release != nullptr) error.release(&error);
  EXPECT_EQ(error.message == nullptr, true) << "release clears the error";
  return answer;
}

TEST(Guard, LetsSuccessThrough) { EXPECT_EQ(answer_to([] {}).status, WASINN_OK); }

TEST(Guard, KeepsTheStatusOfAFailure) {
  const Answer answer = answer_to([] { throw Failure(WASINN_INVALID_ENCODING, "no model"); });
  EXPECT_EQ(answer.status, WASINN_INVALID_ENCODING);
  EXPECT_EQ(answer.message, "no model");
}

TEST(Guard, NeverTurnsAFailureIntoSuccess) {
  EXPECT_EQ(answer_to([] { throw Failure(WASINN_OK, "odd"); }).status, WASINN_UNKNOWN);
}

TEST(Guard, CatchesEverythingElse) {
  EXPECT_EQ(answer_to([] { throw std::bad_alloc(); }).status, WASINN_RUNTIME_ERROR);
  EXPECT_EQ(answer_to([] { throw std::bad_alloc(); }).message, "out of memory");
  EXPECT_EQ(answer_to([] { throw std::runtime_error("broken"); }).message, "broken");
  EXPECT_EQ(answer_to([] { throw std::runtime_error("broken"); }).status, WASINN_RUNTIME_ERROR);
  EXPECT_EQ(answer_to([] { throw 7; }).status, WASINN_UNKNOWN);
}

TEST(Guard, WorksWithoutAnErrorToFill) {
  EXPECT_EQ(guarded(nullptr, [] { throw Failure(WASINN_SECURITY, "no"); }), WASINN_SECURITY);
}

class NoBackend : public Backend {
 public:
  explicit NoBackend(const Host&) : Backend({}) {}
  std::unique_ptr<Graph> load(const LoadRequest&) const override { return nullptr; }
};

TEST(Table, IsRefusedForAnotherMajorVersion) {
  wasinn_plugin table{};
  table.struct_size = sizeof table;
  EXPECT_EQ(detail::fill_table<NoBackend>(WASINN_PLUGIN_MAJOR + 1, &table), WASINN_UNSUPPORTED_OPERATION);
  EXPECT_EQ(table.backend_open, nullptr);
}

TEST(Table, IsCutForAHostThatKnowsLess) {
  wasinn_plugin table;
  std::memset(&table, 0x5a, sizeof table);
  const wasinn_plugin untouched = table;
  table.struct_size = offsetof(wasinn_plugin, graph_load);
  ASSERT_EQ(detail::fill_table<NoBackend>(WASINN_PLUGIN_MAJOR, &table), WASINN_OK);
  EXPECT_EQ(table.struct_size, offsetof(wasinn_plugin, graph_load));
  EXPECT_NE(table.backend_close, untouched.backend_close);
  EXPECT_EQ(std::memcmp(&table.graph_load, &untouched.graph_load, sizeof table - table.struct_size), 0);
}

TEST(Host, OfAnOlderMakerReadsAsZeroWhereItEnds) {
  wasinn_plugin_host raw;
  std::memset(&raw, 0x5a, sizeof raw);
  raw.struct_size = offsetof(wasinn_plugin_host, log);
  const Host host(raw);
  EXPECT_EQ(host.shared_threads(), 0u);
  EXPECT_TRUE(host.framework_folders().empty());
  host.log(WASINN_LOG_INFO, "nobody hears this");
}

}  // namespace
}  // namespace wasinn::sdk

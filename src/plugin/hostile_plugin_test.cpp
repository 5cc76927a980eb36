// SPDX-License-Identifier: Apache-2.0
// Plug-ins that break the rules at each point of their life are answered with an error that says so, and survived.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <ostream>
#include <string>
#include <vector>

#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;

Result<std::shared_ptr<const Backend>> open_with(const std::string& fault, LogSink log = {}) {
  WASINN_ASSIGN(const wasinn_plugin functions, open_plugin_library(WASINN_TEST_PLUGINS "/libhostile.so"));
  auto services = std::make_unique<HostServices>("hostile", std::vector<std::filesystem::path>{}, 0,
                                                 BackendOptions{{"fault", fault}}, std::move(log));
  return PluginBackend::open(functions, "hostile", std::move(services));
}

/// From opening to a context, with the one input that it takes.
struct Life {
  static Result<Life> with(const std::string& fault) {
    Life life;
    WASINN_ASSIGN(life.backend, open_with(fault));
    const ModelPart part{bytes_of("any"), {}};
    Cancellation cancellation;
    WASINN_ASSIGN(life.graph, life.backend->load({Encoding::Onnx, {&part, 1}, {}, {}}, cancellation));
    WASINN_ASSIGN(life.context, life.graph->create_context());
    return life;
  }

  Result<std::vector<float>> compute() {
    static constexpr std::array<float, 2> kInput = {1.5f, -2.0f};
    const TensorView input{ElementType::F32, *Shape::from(std::array<std::int64_t, 1>{2}),
                           std::as_bytes(std::span(kInput))};
    WASINN_ASSIGN(const auto outputs, context->compute({&input, 1}));
    const auto* values = reinterpret_cast<const float*>(outputs[0].bytes.data());
    return std::vector<float>(values, values + outputs[0].bytes.size() / sizeof(float));
  }

  std::shared_ptr<const Backend> backend;
  std::shared_ptr<const Graph> graph;
  std::unique_ptr<ExecutionContext> context;
};

Result<std::vector<float>> compute_with(const std::string& fault) {
  WASINN_ASSIGN(Life life, Life::with(fault));
  return life.compute();
}

TEST(HostilePlugin, WithoutAFaultComputes) {
  EXPECT_THAT(compute_with("").value(), ElementsAre(1.5f, -2.0f));
}

struct Fault {
  const char* name;
  const char* answer;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

class PluginFault : public ::testing::TestWithParam<Fault> {};

TEST_P(PluginFault, IsAnsweredWithAnError) {
  const auto result = compute_with(GetParam().name);
  ASSERT_FALSE(result.has_value()) << GetParam().name;
  EXPECT_THAT(result.error().message, HasSubstr(GetParam().answer));
  EXPECT_TRUE(compute_with("").has_value()) << "the plug-in serves others";
}

constexpr const char* kThrew = "the plug-in contradicts its interface: it let an exception through";

const Fault kFaults[] = {
    {"open throws", kThrew},
    {"describe throws", kThrew},
    {"load throws", kThrew},
    {"describe of a graph throws", kThrew},
    {"create throws", kThrew},
    {"compute throws", kThrew},
    {"release of an error throws", "no"},
    {"no reason", "the plug-in failed with status 7"},
    {"no backend", "it opened no backend"},
    {"no description", "the target for auto is none of its targets"},
    {"target for auto", "the target for auto is none of its targets"},
    {"many devices", "it has 18446744073709551615 devices"},
    {"null devices", "it has 2 devices"},
    {"port of size 0", "inputs: the plug-in contradicts its interface: a port has 0 bytes"},
    {"huge port", "a port has 18446744073709551615 bytes"},
    {"many ports", "inputs: the plug-in contradicts its interface: there are 18446744073709551615"},
    {"many properties", "the graph has 18446744073709551615 properties"},
};

INSTANTIATE_TEST_SUITE_P(Each, PluginFault, ::testing::ValuesIn(kFaults));

class SurvivedFault : public ::testing::TestWithParam<const char*> {};

TEST_P(SurvivedFault, DoesNotKeepTheResultBack) {
  EXPECT_THAT(compute_with(GetParam()).value(), ElementsAre(1.5f, -2.0f));
}

INSTANTIATE_TEST_SUITE_P(Each, SurvivedFault,
                         ::testing::Values("close throws", "release of a graph throws", "release of a context throws",
                                           "null device", "null property", "null log line", "size 0"));

TEST(HostilePlugin, ThatThrowsWhenItIsCancelledOrAskedIsSurvived) {
  Life cancelled = Life::with("cancel throws").value();
  cancelled.context->cancel();
  cancelled.context->clear_cancel();
  EXPECT_TRUE(cancelled.compute().has_value());
  EXPECT_EQ(Life::with("count throws")->context->text_counts().answer_tokens, 0u);
}

TEST(HostilePlugin, CannotFloodErrorsOrTheLog) {
  const Error opening = open_with("long reason").error();
  EXPECT_THAT(opening.message, HasSubstr("xxx… (9983616 more bytes)"));
  EXPECT_LT(opening.message.size(), 20'000u);
  EXPECT_LT(compute_with("long failure").error().message.size(), 20'000u);
  std::vector<std::string> lines;
  ASSERT_TRUE(open_with("long log line", [&](LogLevel, std::string_view line) { lines.emplace_back(line); }));
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], EndsWith("(9983616 more bytes)"));
  EXPECT_LT(lines[0].size(), 20'000u);
}

TEST(HostilePlugin, ThatAnswersAnotherShapeLaterIsTakenAtItsNewWord) {
  Life life = Life::with("larger later").value();
  EXPECT_THAT(life.compute().value(), SizeIs(2));
  EXPECT_THAT(life.compute().value(), SizeIs(8));
}

TEST(HostilePlugin, ThatLiesOnlyLaterIsFoundOutThen) {
  for (const char* fault : {"larger shape later", "more bytes later", "rank later"}) {
    Life life = Life::with(fault).value();
    EXPECT_TRUE(life.compute().has_value()) << fault;
    const auto again = life.compute();
    ASSERT_FALSE(again.has_value()) << fault;
    EXPECT_THAT(again.error().message, HasSubstr("the plug-in contradicts its interface: output 0 has "));
  }
}

wasinn_status good_entry(std::uint32_t, std::uint32_t, wasinn_plugin* table) {
  // Any address will do: nothing is called.
  const std::uint64_t size = table->struct_size;
  std::memset(table, 0x5a, sizeof *table);
  table->struct_size = size;
  table->major = WASINN_PLUGIN_MAJOR;
  table->minor = WASINN_PLUGIN_MINOR;
  return WASINN_OK;
}

template <std::uint64_t Size>
wasinn_status entry_of_size(std::uint32_t major, std::uint32_t minor, wasinn_plugin* table) {
  const wasinn_status status = good_entry(major, minor, table);
  table->struct_size = Size;
  return status;
}

template <std::size_t Index>
wasinn_status entry_without(std::uint32_t major, std::uint32_t minor, wasinn_plugin* table) {
  const wasinn_status status = good_entry(major, minor, table);
  constexpr std::size_t kFirst = offsetof(wasinn_plugin, backend_open);
  std::memset(reinterpret_cast<char*>(table) + kFirst + Index * sizeof(void*), 0, sizeof(void*));
  return status;
}

template <std::size_t... Indices>
std::vector<wasinn_plugin_entry_fn> entries_without_each(std::index_sequence<Indices...>) {
  return {entry_without<Indices>...};
}

TEST(PluginTable, IsRefusedWithoutAnyOneOfTheFirstFunctions) {
  ASSERT_TRUE(ask_for_table(good_entry).has_value());
  const char* const kNames[] = {"backend_open",  "backend_close",  "backend_describe", "graph_load",
                                "graph_release", "graph_describe", "context_create",   "context_release",
                                "context_compute", "context_cancel"};
  const auto entries = entries_without_each(std::make_index_sequence<std::size(kNames)>());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto table = ask_for_table(entries[i]);
    ASSERT_FALSE(table.has_value()) << kNames[i];
    EXPECT_EQ(table.error().message, std::string("the plug-in lacks the function ") + kNames[i]);
  }
}

TEST(PluginTable, MayLackWhatCameLater) {
  const auto later = entry_without<10>;
  EXPECT_EQ(ask_for_table(later).value().context_compute_into, nullptr);
}

TEST(PluginTable, OfASizeThatCannotBeIsRefused) {
  constexpr std::uint64_t kLeast = offsetof(wasinn_plugin, context_compute_into);
  EXPECT_TRUE(ask_for_table(entry_of_size<kLeast>).has_value());
  const wasinn_plugin_entry_fn wrong[] = {entry_of_size<0>, entry_of_size<kLeast - 1>,
                                          entry_of_size<sizeof(wasinn_plugin) + 1>, entry_of_size<UINT64_MAX>};
  for (const wasinn_plugin_entry_fn entry : wrong) {
    const auto table = ask_for_table(entry);
    ASSERT_FALSE(table.has_value());
    EXPECT_EQ(table.error().code, ErrorCode::RuntimeError);
    EXPECT_THAT(table.error().message, HasSubstr(" bytes of its table"));
  }
}

TEST(PluginTable, FromAnEntryThatThrowsIsAnError) {
  const auto entry = [](std::uint32_t, std::uint32_t, wasinn_plugin*) -> wasinn_status { throw 1; };
  EXPECT_EQ(ask_for_table(entry).error().message, kThrew);
}

}  // namespace
}  // namespace wasinn

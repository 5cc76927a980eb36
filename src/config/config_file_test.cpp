// SPDX-License-Identifier: Apache-2.0
// The configuration file: every key, and what is said of wrong ones.
#include "config/config_file.h"
#include "tests/doubles/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Config read(std::string_view text) {
  Config config;
  const auto parsed = parse_config(text, "/etc/wasinn", config);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return config;
}

std::string complaint(std::string_view text) {
  Config config;
  const auto parsed = parse_config(text, "/etc/wasinn", config);
  EXPECT_FALSE(parsed) << text;
  return parsed ? "" : parsed.error().message;
}

TEST(ConfigFile, TakesPathsFromItsOwnFolder) {
  const Config config = read(R"({
    "graphs": {"a": "models/a.onnx", "b": "/abs/b.onnx", "c": ["c.xml", "../c.bin"]},
    "plugins": "plugins", "frameworks": ["f", "/g"], "cache": "cache", "guest": {"dirs": {".": "data"}}
  })");
  ASSERT_EQ(config.graphs.size(), 3u);
  EXPECT_THAT(config.graphs[0].files, ElementsAre("/etc/wasinn/models/a.onnx"));
  EXPECT_THAT(config.graphs[1].files, ElementsAre("/abs/b.onnx"));
  EXPECT_THAT(config.graphs[2].files, ElementsAre("/etc/wasinn/c.xml", "/etc/c.bin"));
  EXPECT_THAT(config.plugin_folders, ElementsAre("/etc/wasinn/plugins"));
  EXPECT_THAT(config.framework_folders, ElementsAre("/etc/wasinn/f", "/g"));
  EXPECT_EQ(config.cache, "/etc/wasinn/cache");
  ASSERT_EQ(config.guest.directories.size(), 1u);
  EXPECT_EQ(config.guest.directories[0].host, "/etc/wasinn/data");
}

TEST(ConfigFile, ReadsAllThatAGraphMayHave) {
  const std::string digest(64, 'a');
  const Config config = read(R"({"graphs": {"net": {"files": ["m.onnx"], "encoding": "onnx", "target": "cpu",
                                 "threads": 2, "options": {"a": [1, "b"]}, "sha256": ")" + digest + R"("}}})");
  ASSERT_EQ(config.graphs.size(), 1u);
  const NamedGraph& graph = config.graphs[0];
  EXPECT_EQ(graph.name, "net");
  EXPECT_EQ(graph.encoding, Encoding::Onnx);
  EXPECT_EQ(graph.target, ExecutionTarget::Cpu);
  EXPECT_EQ(graph.threads, 2u);
  EXPECT_EQ(graph.sha256, digest);
  EXPECT_EQ(graph.options, R"({"a":[1,"b"]})");
}

TEST(ConfigFile, ReadsLimitsWithAndWithoutUnits) {
  const Config config = read(R"({"limits": {"graphs": 3, "tensor-size": "64MiB", "load-time": "10s",
                                             "compute-time": 5}})");
  EXPECT_EQ(config.limits.graphs, 3u);
  EXPECT_EQ(config.limits.tensor_size, 64u << 20);
  EXPECT_EQ(config.limits.load_ms, 10'000u);
  EXPECT_EQ(config.limits.compute_ms, 5u);
}

TEST(ConfigFile, ReadsPolicyBackendsAndLog) {
  const Config config = read(R"({"allow-load": ["onnx", "pytorch"], "target-fallback": true, "extensions": false,
                                 "unsized-buffers": true, "threads": 4,
                                 "backends": {"onnx": "echo"},
                                 "backend-options": {"echo": {"volume": "11"}}, "backend-order": ["z", "y"], "log": "debug"})");
  EXPECT_TRUE(config.policy.check_load_from_bytes(Encoding::PyTorch));
  EXPECT_FALSE(config.policy.check_load_from_bytes(Encoding::Ggml));
  EXPECT_TRUE(config.policy.target_fallback);
  EXPECT_TRUE(config.policy.unsized_buffers);
  EXPECT_FALSE(config.policy.extensions);
  EXPECT_EQ(config.threads.text(), "4");
  EXPECT_EQ(config.backend_for[static_cast<std::size_t>(Encoding::Onnx)], "echo");
  EXPECT_EQ(config.backend_options.at("echo").at("volume"), "11");
  EXPECT_THAT(config.backend_order, ElementsAre("z", "y"));
  EXPECT_EQ(config.log_level, LogLevel::Debug);
}

TEST(ConfigFile, AllowsNoLoadingFromBytesAtAll) {
  for (const char* text : {R"({"allow-load": []})", R"({"allow-load": "none"})"}) {
    const Config config = read(text);
    for (const Encoding encoding : kEncodings) EXPECT_FALSE(config.policy.check_load_from_bytes(encoding));
  }
}

TEST(ConfigFile, ReadsWhatGuestsGet) {
  const Config config = read(R"({"guest": {"env": {"K": "V"}, "timeout": "2s", "max-memory": "1MiB"},
                                 "cache": false})");
  ASSERT_EQ(config.guest.environment.size(), 1u);
  EXPECT_EQ(config.guest.environment[0].name, "K");
  EXPECT_EQ(config.guest.environment[0].value, "V");
  EXPECT_EQ(config.guest.timeout_ms, 2'000u);
  EXPECT_EQ(config.guest.max_memory_bytes, 1u << 20);
  EXPECT_FALSE(config.keep_compiled);
}

TEST(ConfigFile, TakesThreadsAsAWordOrANumber) {
  EXPECT_EQ(read(R"({"threads": "throughput"})").threads.text(), "throughput");
  EXPECT_EQ(read(R"({"threads": 0, "pooled-guests": 8})").pooled_guests, 8u);
  EXPECT_THAT(complaint(R"({"threads": "fast"})"), HasSubstr("\"threads\": 'fast' is no policy for threads: auto, "));
}

TEST(ConfigFile, AllowsComments) { EXPECT_EQ(read("{\"threads\": 1 /* one */} // end").threads.text(), "1"); }

TEST(ConfigFile, NamesAnUnknownKeyAndTheKnownOnes) {
  EXPECT_THAT(complaint(R"({"grahps": {}})"),
              AllOf(HasSubstr("1:2: \"grahps\": there is no such key"), HasSubstr("graphs, limits")));
  EXPECT_THAT(complaint(R"({"graphs": {"a": {"file": "x"}}})"),
              HasSubstr("\"graphs.a.file\": there is no such key; the keys are files, encoding, target, threads"));
  EXPECT_THAT(complaint(R"({"limits": {"grafs": 1}})"),
              HasSubstr("\"limits.grafs\": there is no such key; the keys are graphs, contexts"));
  EXPECT_THAT(complaint(R"({"guest": {"dir": {}}})"), HasSubstr("the keys are dirs, env, timeout, max-memory"));
}

TEST(ConfigFile, SaysWhereAValueHasTheWrongType) {
  EXPECT_THAT(complaint(R"([1])"), HasSubstr("1:1: the document: this must be an object {...}, got a list"));
  EXPECT_THAT(complaint(R"({"threads": -1})"), HasSubstr("\"threads\": this must be a whole number, 0 or more, got -1"));
  EXPECT_THAT(complaint(R"({"threads": 4294967296})"), HasSubstr("whole number"));
  EXPECT_THAT(complaint(R"({"graphs": {"a": 3}})"), HasSubstr("\"graphs.a\": this must be a text or a list"));
  EXPECT_THAT(complaint(R"({"graphs": {"a": {"files": [1]}}})"),
              HasSubstr("\"graphs.a.files\": this must be a text or a list"));
  EXPECT_THAT(complaint(R"({"graphs": {"a": {"target": "npu", "files": "x"}}})"),
              HasSubstr("\"graphs.a.target\": 'npu' is no target"));
  EXPECT_THAT(complaint(R"({"target-fallback": "yes"})"), HasSubstr("must be true or false, got \"yes\""));
  EXPECT_THAT(complaint(R"({"guest": {"timeout": "soon"}})"), HasSubstr("\"guest.timeout\": 'soon' is not a value"));
  EXPECT_THAT(complaint(R"({"cache": 5})"), HasSubstr("\"cache\": this must be a folder, or false"));
  EXPECT_THAT(complaint(R"({"log": "loud"})"), HasSubstr("\"log\": 'loud' is no level"));
}

TEST(ConfigFile, RefusesGraphsThatCannotBe) {
  EXPECT_THAT(complaint(R"({"graphs": {"a b": "x"}})"), HasSubstr("\"graphs.a b\": a graph's name has"));
  EXPECT_THAT(complaint(R"({"graphs": {"a": {"encoding": "onnx"}}})"), HasSubstr("must name at least one file"));
}

TEST(ConfigFile, SaysWhereItIsNotJson) {
  EXPECT_THAT(complaint("{\n  \"threads\": ,\n}"), HasSubstr("2:14: this is not JSON: syntax error while parsing value - unexpected ','"));
  EXPECT_THAT(complaint(""), HasSubstr("1:1: this is not JSON"));
}

TEST(ConfigFile, ChangesNothingWhenAnythingIsWrong) {
  Config config;
  EXPECT_FALSE(parse_config(R"({"threads": 7, "zzz": 1})", "", config));
  EXPECT_EQ(config.threads, ThreadPolicy());
}

TEST(ConfigFile, IsNamedInItsErrors) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "config.json";
  Config config;
  EXPECT_THAT(read_config_file(path, config).error().message, HasSubstr("cannot be read"));
  folder.write("config.json", R"({"x": 1})");
  EXPECT_THAT(read_config_file(path, config).error().message, HasSubstr(path.string() + ":1:2: \"x\": there is no such key"));
}

TEST(ConfigFile, SurvivesDeepNesting) {
  const std::string deep = "{\"graphs\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_THAT(complaint(deep), HasSubstr("more than 64 values inside each other"));
}

TEST(ConfigFile, MayNameItsSchema) { EXPECT_EQ(read(R"({"$schema": "s.json", "threads": 2})").threads.text(), "2"); }

TEST(ConfigFile, ReadsWhatTheCommandTellsAndCalls) {
  const Config config = read(R"({"stats": "json", "guest": {"invoke": "answer"}})");
  EXPECT_EQ(config.statistics, "json");
  EXPECT_EQ(config.guest.function, "answer");
  EXPECT_EQ(read(R"({"stats": "none"})").statistics, "");
  EXPECT_THAT(complaint(R"({"stats": "picture"})"), HasSubstr("the forms are none, table, json"));
}

TEST(ConfigFile, PassesVariablesOnToGuests) {
  ::setenv("WASINN_TEST_HERE", "value", 1);
  const Config config = read(R"({"guest": {"env": {"WASINN_TEST_HERE": true}}})");
  ASSERT_EQ(config.guest.environment.size(), 1u);
  EXPECT_EQ(config.guest.environment[0].value, "value");
  EXPECT_THAT(complaint(R"({"guest": {"env": {"WASINN_TEST_NOT_HERE": true}}})"), HasSubstr("has no value"));
  EXPECT_THAT(complaint(R"({"guest": {"env": {"A": false}}})"), HasSubstr("must be a text, or true"));
  EXPECT_THAT(complaint(R"({"guest": {"env": {"A=B": "x"}}})"), HasSubstr("a variable's name has no '='"));
}

TEST(ConfigFile, RefusesAPathWithoutText) {
  EXPECT_THAT(complaint(R"({"graphs": {"a": ""}})"), HasSubstr("a path cannot be empty"));
  EXPECT_THAT(complaint(R"({"cache": ""})"), HasSubstr("a path cannot be empty"));
}

TEST(ConfigFile, RefusesADigestThatIsNone) {
  EXPECT_THAT(complaint(R"({"graphs": {"a": {"files": "x", "sha256": "abc"}}})"),
              HasSubstr("\"graphs.a.sha256\": a sha256 has 64 digits"));
}

TEST(ConfigFile, SaysWhichKeyIsGivenTwice) {
  EXPECT_THAT(complaint("{\"graphs\": {\"a\": \"x\",\n  \"a\": \"y\"}}"), HasSubstr("2:3: the key \"a\" is given twice"));
}

TEST(ConfigFile, TellsOfAllThatIsWrongInOrder) {
  const TemporaryFolder folder;
  const fs::path path = folder.write("config.json", "{\n  \"zzz\": 1,\n  \"threads\": -1,\n"
                                                    "  \"graphs\": {\"a\": {\"files\": 1, \"target\": 2}, \"b\": 3}\n}");
  std::vector<std::string> places;
  for (const Error& problem : config_file_problems(path)) {
    const std::string place = problem.message.substr(path.string().size() + 1);
    places.push_back(place.substr(0, place.find(": ")));
  }
  EXPECT_THAT(places, ElementsAre("2:3", "3:14", "4:29", "4:42", "4:51"));
}

TEST(ConfigSchema, IsJson) {
  EXPECT_THAT(config_schema(), AllOf(HasSubstr("\"additionalProperties\": false"), HasSubstr("\"compute-time\"")));
}

}  // namespace
}  // namespace wasinn

// SPDX-License-Identifier: Apache-2.0
// Rows 31 to 44: graphs by name, their files, and options.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>

#include "tests/doubles/temporary_folder.h"
#include "tests/bad_inputs/rows.h"

namespace wasinn::bad_inputs {
namespace {

constexpr std::string_view kModel = "echo u8[3]";

/// A folder for the files of all rows; each row has files of its own.
const TemporaryFolder& folder() {
  static const TemporaryFolder kFolder;
  return kFolder;
}

HostSetup with_graph(const std::string& name, std::filesystem::path file, std::string sha256 = {}) {
  HostSetup setup;
  NamedGraph graph;
  graph.name = name;
  graph.files = {std::move(file)};
  graph.encoding = Encoding::Onnx;
  graph.sha256 = std::move(sha256);
  setup.graphs.push_back(std::move(graph));
  return setup;
}

HostSetup digits() { return with_graph("digits", folder().write("digits", kModel)); }
HostSetup missing() { return with_graph("missing", folder().path() / "nowhere"); }
HostSetup a_folder() { return with_graph("folder", folder().path()); }
HostSetup empty() { return with_graph("empty", folder().write("empty", "")); }
HostSetup cut_short() { return with_graph("short", folder().write("short", kModel.substr(0, 7))); }
HostSetup replaced() { return with_graph("replaced", folder().write("replaced", kModel)); }
HostSetup wrong_digest() {
  return with_graph("digest", folder().write("digest", kModel), std::string(64, '0'));
}

Errno call_with_name(Attack& attack, Pointer name, std::uint32_t length) {
  return attack.call("load_by_name", {name, length, attack.guest().place_numbers({0})});
}

Errno long_name(Attack& attack) {
  attack.guest().grow(2u << 20);
  return attack.load_by_name(std::string(1u << 20, 'a'));
}

/// The same size and time, so that only the file's identity can tell.
Errno swapped(Attack& attack) {
  const auto file = folder().path() / "replaced";
  const auto time = std::filesystem::last_write_time(file);
  const auto other = folder().write("other", "echo u8[4]");
  std::filesystem::last_write_time(other, time);
  std::filesystem::rename(other, file);
  return attack.load_by_name("replaced");
}

Errno linked(Attack& attack) {
  const auto file = folder().path() / "replaced";
  std::filesystem::remove(file);
  std::filesystem::create_symlink(folder().write("target", kModel), file);
  return attack.load_by_name("replaced");
}

Errno rewritten(Attack& attack) {
  folder().write("replaced", "echo u8[3] fail_load");
  return attack.load_by_name("replaced");
}

/// Loaded before the swap, the graph stays the one that it was.
Errno swapped_after_loading(Attack& attack) {
  const std::uint32_t context = attack.guest().init(attack.guest().load_by_name("replaced"));
  EXPECT_EQ(swapped(attack), Errno::Success);
  attack.guest().set_input(context, 0, {3}, plain::kU8, bytes_of("abc"));
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), "abc");
  return Errno::Success;
}

std::string nested(std::size_t depth) { return "{\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}"; }

Errno deep(Attack& attack) {
  attack.guest().grow(1u << 20);
  return attack.load_with_options("digits", nested(100'000));
}

Errno too_long(Attack& attack) {
  attack.guest().grow(1u << 20);
  return attack.load_with_options("digits", "{\"x\":\"" + std::string(65536, 'a') + "\"}");
}

/// Each of these keys makes hosts open a file.
Errno file_keys(Attack& attack) {
  for (const std::string key : {"image", "prompt-cache", "model", "model-path", "lora", "path", "grammar-file"}) {
    EXPECT_EQ(attack.load_with_options("digits", "{\"" + key + "\":\"/etc/passwd\"}"), Errno::InvalidArgument) << key;
  }
  return attack.load_with_options("digits", R"({"mmproj":"/etc/passwd"})");
}

Errno options(Attack& attack, std::string_view json) { return attack.load_with_options("digits", json); }

const std::array kRows = {
    Row{31, "empty", Errno::NotFound, [](Attack& a) { return a.load_by_name(""); }, digits},
    Row{32, "at_end", Errno::InvalidArgument, [](Attack& a) { return call_with_name(a, a.guest().end(), 1); }, digits},
    Row{32, "ends_outside", Errno::InvalidArgument,
        [](Attack& a) { return call_with_name(a, a.guest().end() - 3, 4); }, digits},
    Row{32, "wraps", Errno::InvalidArgument, [](Attack& a) { return call_with_name(a, 0xFFFFFFFE, 4); }, digits},
    Row{33, "stray", Errno::InvalidArgument, [](Attack& a) { return a.load_by_name("digits\xff"); }, digits},
    Row{33, "overlong", Errno::InvalidArgument, [](Attack& a) { return a.load_by_name("\xc0\xae"); }, digits},
    Row{34, "nul", Errno::InvalidArgument, [](Attack& a) { return a.load_by_name({"digits\0x", 8}); }, digits},
    Row{35, "absolute", Errno::NotFound, [](Attack& a) { return a.load_by_name("/etc/passwd"); }, digits},
    Row{35, "upwards", Errno::NotFound, [](Attack& a) { return a.load_by_name("../digits"); }, digits},
    Row{35, "path_of_the_file", Errno::NotFound,
        [](Attack& a) { return a.load_by_name((folder().path() / "digits").string()); }, digits},
    Row{36, "mebibyte", Errno::InvalidArgument, long_name, digits},
    Row{36, "limit_and_one", Errno::InvalidArgument, [](Attack& a) { return a.load_by_name(std::string(129, 'a')); }},
    Row{36, "limit", Errno::NotFound, [](Attack& a) { return a.load_by_name(std::string(128, 'a')); }},
    Row{37, "unknown", Errno::NotFound, [](Attack& a) { return a.load_by_name("letters"); }, digits},
    Row{37, "prefix", Errno::NotFound, [](Attack& a) { return a.load_by_name("digit"); }, digits},
    Row{38, "capitals", Errno::NotFound, [](Attack& a) { return a.load_by_name("Digits"); }, digits},
    Row{39, "missing", Errno::RuntimeError, [](Attack& a) { return a.load_by_name("missing"); }, missing},
    Row{39, "a_folder", Errno::RuntimeError, [](Attack& a) { return a.load_by_name("folder"); }, a_folder},
    Row{39, "empty", Errno::RuntimeError, [](Attack& a) { return a.load_by_name("empty"); }, empty},
    Row{39, "cut_short", Errno::RuntimeError, [](Attack& a) { return a.load_by_name("short"); }, cut_short},
    Row{40, "swapped", Errno::RuntimeError, swapped, replaced},
    Row{40, "linked", Errno::RuntimeError, linked, replaced},
    Row{40, "rewritten", Errno::RuntimeError, rewritten, replaced},
    Row{40, "swapped_after_loading", Errno::Success, swapped_after_loading, replaced},
    Row{41, "digest", Errno::RuntimeError, [](Attack& a) { return a.load_by_name("digest"); }, wrong_digest},
    Row{42, "empty_text", Errno::InvalidArgument, [](Attack& a) { return options(a, ""); }, digits},
    Row{42, "not_json", Errno::InvalidArgument, [](Attack& a) { return options(a, "threads=2"); }, digits},
    Row{42, "cut", Errno::InvalidArgument, [](Attack& a) { return options(a, R"({"threads":)"); }, digits},
    Row{42, "list", Errno::InvalidArgument, [](Attack& a) { return options(a, "[]"); }, digits},
    Row{42, "nul", Errno::InvalidArgument, [](Attack& a) { return options(a, {"{}\0{}", 5}); }, digits},
    Row{42, "not_utf8", Errno::InvalidArgument, [](Attack& a) { return options(a, "{\"\xff\":1}"); }, digits},
    Row{42, "seventeen_deep", Errno::InvalidArgument, [](Attack& a) { return options(a, nested(16)); }, digits},
    Row{42, "sixteen_deep", Errno::Success, [](Attack& a) { return options(a, nested(15)); }, digits},
    Row{42, "a_hundred_thousand_deep", Errno::InvalidArgument, deep, digits},
    Row{42, "too_long", Errno::InvalidArgument, too_long, digits},
    Row{42, "outside_memory", Errno::InvalidArgument,
        [](Attack& a) {
          const Pointer name = a.guest().place("digits");
          return a.call("load_by_name_with_config", {name, 6, a.guest().end(), 1, a.guest().place_numbers({0})});
        },
        digits},
    Row{42, "no_options", Errno::Success, [](Attack& a) { return options(a, "{}"); }, digits},
    Row{43, "files", Errno::InvalidArgument, file_keys, digits},
    Row{44, "threads_huge", Errno::InvalidArgument, [](Attack& a) { return options(a, R"({"threads":2147483648})"); },
        digits},
    Row{44, "threads_negative", Errno::InvalidArgument, [](Attack& a) { return options(a, R"({"threads":-1})"); },
        digits},
    Row{44, "threads_zero", Errno::InvalidArgument, [](Attack& a) { return options(a, R"({"threads":0})"); }, digits},
    Row{44, "threads_not_a_number", Errno::InvalidArgument, [](Attack& a) { return options(a, R"({"threads":NaN})"); },
        digits},
    Row{44, "threads_part", Errno::InvalidArgument, [](Attack& a) { return options(a, R"({"threads":1.5})"); }, digits},
    Row{44, "threads_text", Errno::InvalidArgument, [](Attack& a) { return options(a, R"({"threads":"2"})"); }, digits},
    Row{44, "target_unknown", Errno::InvalidArgument, [](Attack& a) { return options(a, R"({"target":"npu"})"); },
        digits},
    Row{44, "in_range", Errno::Success, [](Attack& a) { return options(a, R"({"threads":2,"target":"cpu"})"); },
        digits},
};

}  // namespace

std::span<const Row> name_rows() { return kRows; }

}  // namespace wasinn::bad_inputs

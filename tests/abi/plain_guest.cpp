// SPDX-License-Identifier: Apache-2.0
// Memory and calls of a guest without WebAssembly.
#include "tests/abi/plain_guest.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ostream>
#include <utility>

#include "abi/witx/functions.h"
#include "plugin/discovery.h"
#include "plugin/framework_folders.h"

namespace wasinn::witx {

void PrintTo(Errno value, std::ostream* out) { *out << "errno " << static_cast<std::uint32_t>(value); }

}  // namespace wasinn::witx

namespace wasinn::plain {
namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "plain guest: %s\n", why.c_str());
  std::abort();
}

const witx::Function& function_named(std::string_view name) {
  for (const witx::ImportModule& module : witx::import_modules()) {
    const auto& table = module.functions;
    const auto found = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
    if (found != table.end()) return *found;
  }
  give_up("there is no function " + std::string(name));
}

void add_backend(Host& host, const std::string& name, const std::vector<BackendSource>& sources) {
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const auto& s) { return s.name == name; });
  if (found == sources.end()) give_up("there is no plug-in '" + name + "' in " WASINN_TEST_PLUGIN_DIR);
  if (const auto added = host.add_backend(*found); !added) give_up(added.error().message);
  if (const auto opened = host.backends().open(name); !opened) give_up(opened.error().message);
}

}  // namespace

std::unique_ptr<Host> make_host(HostSetup setup) {
  auto host = std::make_unique<Host>(HostOptions{setup.limits, setup.policy, setup.log, {}});
  for (BackendSource& source : setup.sources) {
    if (const auto added = host->add_backend(std::move(source)); !added) give_up(added.error().message);
  }
  const std::filesystem::path folders[] = {WASINN_TEST_PLUGIN_DIR};
  PluginOptions options;
  options.framework_roots = default_framework_roots(folders, std::getenv);
  options.log = setup.log;
  const auto sources = discover(folders, options);
  for (const std::string& name : setup.backends) add_backend(*host, name, sources);
  for (NamedGraph& graph : setup.graphs) {
    if (const auto added = host->add_graph(std::move(graph)); !added) give_up(added.error().message);
  }
  return host;
}

void Block::grow(std::size_t more) {
  Block larger(size_ + more);
  std::copy_n(bytes_.get(), size_, larger.bytes_.get());
  *this = std::move(larger);
}

PlainGuest::PlainGuest(Host& host, std::size_t memory_bytes, Clock::time_point deadline)
    : session_(host.new_session(deadline)),
      guest_(std::make_unique<witx::Guest>(session_)),
      own_(memory_bytes),
      bytes_(own_.bytes()) {}

witx::Errno PlainGuest::call(std::string_view function, std::initializer_list<std::uint32_t> arguments) {
  const witx::Function& called = function_named(function);
  if (called.parameter_count != arguments.size()) give_up("wrong number of arguments for " + std::string(function));
  // Exactly as long as the function takes, so that a sanitizer sees one read too many.
  const std::vector<std::uint32_t> values(arguments);
  return static_cast<witx::Errno>(called.call(*guest_, memory(), values.data()));
}

Pointer PlainGuest::place(ByteView bytes, std::uint32_t skew) {
  constexpr std::size_t kStep = 16;
  const std::size_t where = (next_ + kStep - 1) / kStep * kStep + skew;
  if (where + bytes.size() > bytes_.size()) give_up("its memory is full");
  std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(where));
  next_ = where + bytes.size();
  return static_cast<Pointer>(where);
}

Pointer PlainGuest::place_numbers(std::span<const std::uint32_t> numbers, std::uint32_t skew) {
  return place(std::as_bytes(numbers), skew);
}

Pointer PlainGuest::place_tensor(std::initializer_list<std::uint32_t> dimensions, std::uint8_t type, ByteView data,
                                 std::uint32_t skew) {
  const Pointer sizes = place_numbers(dimensions, skew);
  const Pointer content = place(data, skew);
  return place_raw_tensor(sizes, static_cast<std::uint32_t>(dimensions.size()), type, content,
                          static_cast<std::uint32_t>(data.size()), skew);
}

Pointer PlainGuest::place_raw_tensor(Pointer dimensions, std::uint32_t rank, std::uint8_t type, Pointer data,
                                     std::uint32_t length, std::uint32_t skew) {
  constexpr std::uint32_t kPadding = 0xABCDEF00;  // the three bytes beside the type mean nothing and hold anything
  return place_numbers({dimensions, rank, kPadding | type, data, length}, skew);
}

std::uint32_t PlainGuest::number_at(Pointer place) const {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes_.subspan(place, sizeof value).data(), sizeof value);
  return value;
}

std::string PlainGuest::text_at(Pointer place, std::uint32_t length) const {
  return std::string(text_of(bytes_.subspan(place, length)));
}

void PlainGuest::grow(std::size_t more) {
  own_.grow(more);
  bytes_ = own_.bytes();
}

void PlainGuest::use_memory(MutableBytes bytes, bool shared) {
  bytes_ = bytes;
  shared_ = shared;
}

void PlainGuest::start_over(MutableBytes bytes) {
  use_memory(bytes);
  next_ = kBottom;
}

void PlainGuest::must(std::string_view function, std::initializer_list<std::uint32_t> arguments) {
  const auto answer = static_cast<std::uint32_t>(call(function, arguments));
  if (answer != 0) give_up(std::string(function) + " should work and gave errno " + std::to_string(answer));
}

std::uint32_t PlainGuest::load(std::string_view model, std::uint32_t encoding, std::uint32_t target) {
  const Pointer part = place(model);
  const Pointer builders = place_builders({part, static_cast<std::uint32_t>(model.size())});
  const Pointer out = place_numbers({0});
  must("load", {builders, 1, encoding, target, out});
  return number_at(out);
}

std::uint32_t PlainGuest::load_by_name(std::string_view name) {
  const Pointer text = place(name);
  const Pointer out = place_numbers({0});
  must("load_by_name", {text, static_cast<std::uint32_t>(name.size()), out});
  return number_at(out);
}

std::uint32_t PlainGuest::init(std::uint32_t graph) {
  const Pointer out = place_numbers({0});
  must("init_execution_context", {graph, out});
  return number_at(out);
}

void PlainGuest::set_input(std::uint32_t context, std::uint32_t index, std::initializer_list<std::uint32_t> dimensions,
                           std::uint8_t type, ByteView data) {
  must("set_input", {context, index, place_tensor(dimensions, type, data)});
}

void PlainGuest::compute(std::uint32_t context) { must("compute", {context}); }

std::string PlainGuest::output(std::uint32_t context, std::uint32_t index) {
  const Pointer size = place_numbers({0});
  const witx::Errno asked = call("get_output", {context, index, 0, 0, size});
  if (asked != witx::Errno::TooLarge && asked != witx::Errno::Success) give_up("get_output cannot say the size");
  const std::uint32_t needed = number_at(size);
  const Pointer buffer = place(std::string(needed, '\0'));
  must("get_output", {context, index, buffer, needed, size});
  return text_at(buffer, number_at(size));
}

}  // namespace wasinn::plain

// SPDX-License-Identifier: Apache-2.0
// Plays sequences of calls, most of them sensible and some of them hostile, and compares them with the model of the ABI.
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "abi/witx/functions.h"
#include "tests/abi/plain_guest.h"
#include "tests/fuzz/abi_model.h"
#include "tests/fuzz/byte_source.h"
#include "tests/fuzz/players.h"

namespace wasinn::fuzz {
namespace {

using plain::Pointer;

WitxCounts counts;

constexpr std::size_t kFirstMemory = 4096;
constexpr std::size_t kMostMemory = 16384;
constexpr int kMostSteps = 400;

/// A model file without a place on disk.
std::filesystem::path file_in_memory(std::string_view content) {
  const int file = ::memfd_create("model", 0);
  if (file < 0 || ::write(file, content.data(), content.size()) != static_cast<ssize_t>(content.size())) std::abort();
  return "/proc/self/fd/" + std::to_string(file);
}

/// Limits so small that sequences reach them.
Limits small_limits() {
  Limits limits;
  limits.graphs = 4;
  limits.contexts = 5;
  limits.tensors = 8;
  limits.model_bytes = 96;
  limits.tensor_bytes = 256;
  limits.graph_bytes = 64;
  limits.graph_parts = 3;
  limits.tensor_size = 128;
  limits.inputs = 3;
  limits.name_bytes = 16;
  limits.config_bytes = 64;
  limits.config_depth = 4;
  limits.resident_model_bytes = 0;
  return limits;
}

plain::HostSetup small_host() {
  plain::HostSetup setup;
  setup.limits = small_limits();
  for (const KnownName& known : known_names()) {
    NamedGraph graph;
    graph.name = known.name;
    graph.files = {known.missing ? "/proc/self/fd/missing" : file_in_memory(known.text)};
    graph.encoding = Encoding::Onnx;
    setup.graphs.push_back(std::move(graph));
  }
  return setup;
}

Host& host() {
  static const std::unique_ptr<Host> kHost = plain::make_host(small_host());
  return *kHost;
}

/// Directives that make echo wait: a fuzzer that finds them only gets slower.
bool would_wait(ByteView memory) {
  const std::string_view text = text_of(memory);
  return text.find("endless") != text.npos || text.find("delay_ms") != text.npos;
}

/// One guest, the model of it, and the decisions of one input.
class Player {
 public:
  explicit Player(ByteView input)
      : source_(input),
        session_(host().new_session()),
        guest_(std::make_unique<witx::Guest>(session_)),
        memory_(kFirstMemory),
        model_(small_limits(), [this](std::uint32_t handle) { return ports_of(handle); }) {}

  void play() {
    for (int step = 0; step < kMostSteps && !source_.empty(); ++step) this->step();
    guest_.reset();
    require(session_->usage() == Session::Usage{}, "something is in use after the guest has ended");
    require(host().model_bytes() == 0, "a model is loaded after the guest has ended");
  }

 private:
  using Arguments = std::vector<std::uint32_t>;

  void step() {
    switch (source_.below(16)) {
      case 0:
      case 1:
        return load();
      case 2:
        return load_by_name();
      case 3:
        return load_with_options();
      case 4:
        return init(graph_handle());
      case 5:
      case 6:
        return set_input(context_handle());
      case 7:
      case 8:
        call("compute", {context_handle()});
        return;
      case 9:
      case 10:
        return get_output(context_handle());
      case 11:
        return end_something();
      case 12:
        return touch_memory();
      case 13:
        return infer();
      case 14:
        return source_.below(2) == 1 ? ask() : infer_at_once();
      default:
        return call_anything();
    }
  }

  // Values.

  GraphPorts ports_of(std::uint32_t handle) {
    const auto found = guest_->graph(handle);
    require(found.has_value(), "a handle was written that is no graph");
    const Graph& graph = (*found)->graph();
    return {{graph.inputs().begin(), graph.inputs().end()}, {graph.outputs().begin(), graph.outputs().end()}};
  }

  static std::vector<std::byte> zeros(std::size_t count) { return std::vector<std::byte>(count); }

  std::uint32_t hostile() {
    const auto size = static_cast<std::uint32_t>(memory_.size());
    // The last places where a number, a part and a tensor fit, and those one byte further.
    const std::uint32_t values[] = {0,         size - 7,  size,       size - 1,   size - 3,  size - 4, size - 8,
                                    size - 20, size - 19, 0xFFFFFFFF, 0xFFFFFFF0, 0x80000000};
    const std::uint32_t choice = source_.below(std::size(values) + 2);
    if (choice < std::size(values)) return values[choice];
    return choice == std::size(values) ? source_.u32() : source_.byte();
  }

  std::uint32_t handle_among(const std::vector<std::uint32_t>& handles) {
    const std::uint32_t choice = source_.byte();
    if (choice < 0xF0 && !handles.empty()) return handles[choice % handles.size()];
    if (choice % 4 == 0) return model_.last_handle() + 1;
    return choice % 4 == 1 ? source_.byte() : hostile();
  }

  std::uint32_t graph_handle() { return handle_among(model_.graphs()); }
  std::uint32_t context_handle() { return handle_among(model_.contexts()); }

  /// Puts bytes somewhere in memory, at any alignment, over what was there.
  Pointer place(ByteView bytes) {
    if (next_ + bytes.size() + 3 > memory_.size()) next_ = 16;
    const std::size_t where = next_ + source_.below(4);
    std::copy(bytes.begin(), bytes.end(), memory_.bytes().begin() + static_cast<std::ptrdiff_t>(where));
    next_ = where + bytes.size();
    return static_cast<Pointer>(where);
  }

  Pointer place_numbers(const Arguments& numbers) { return place(std::as_bytes(std::span(numbers))); }

  // Steps.

  void load() {
    Arguments builders;
    const std::uint32_t parts = source_.below(16) == 15 ? source_.below(5) : 1;
    for (std::uint32_t i = 0; i < parts; ++i) {
      const ByteView text = model_text();
      builders.push_back(place(text));
      builders.push_back(static_cast<std::uint32_t>(text.size()));
    }
    const Pointer array = place_numbers(builders);
    const std::uint32_t encoding = source_.below(10);
    const std::uint32_t target = source_.below(8);
    // Mostly an encoding and a target that work, so that there is something to go on with.
    call("load", {array, parts, encoding > 7 ? 1 : encoding, target > 4 ? 3 : target, place(zeros(4))});
  }

  ByteView model_text() {
    const std::uint32_t choice = source_.below(known_models().size() + 2);
    if (choice < known_models().size()) return bytes_of(known_models()[choice].text);
    return source_.bytes(80);
  }

  std::string_view name() {
    const std::uint32_t choice = source_.below(known_names().size() + 1);
    return choice < known_names().size() ? known_names()[choice].name : text_of(source_.bytes(20));
  }

  void load_by_name() {
    const std::string_view text = name();
    const Pointer at = place(bytes_of(text));
    call("load_by_name", {at, static_cast<std::uint32_t>(text.size()), place(zeros(4))});
  }

  void load_with_options() {
    static constexpr std::array<std::string_view, 8> kOptions = {
        "{}", R"({"threads":2})", R"({"target":"gpu"})", R"({"target":"cpu","threads":1})", R"({"image":"x"})",
        R"({"threads":-1})", "[[[[[]]]]]", R"({"x":[{"y":[]}]})"};
    const std::string_view text = name();
    const Pointer at = place(bytes_of(text));
    const std::uint32_t choice = source_.below(kOptions.size() + 1);
    const std::string_view json = choice < kOptions.size() ? kOptions[choice] : text_of(source_.bytes(70));
    const Pointer json_at = place(bytes_of(json));
    call("load_by_name_with_config", {at, static_cast<std::uint32_t>(text.size()), json_at,
                                      static_cast<std::uint32_t>(json.size()), place(zeros(4))});
  }

  void init(std::uint32_t graph) { call("init_execution_context", {graph, place(zeros(4))}); }

  /// All that one inference takes, on a graph that is there or a new one.
  void infer() {
    if (model_.graphs().empty() || source_.below(2) == 1) load();
    if (model_.graphs().empty()) return;
    init(model_.graphs().back());
    if (model_.contexts().empty()) return;
    const std::uint32_t context = model_.contexts().back();
    const auto count = static_cast<std::uint32_t>(model_.inputs_of(context).size());
    for (std::uint32_t i = 0; i < count; ++i) set_input(context, i);
    call("compute", {context});
    for (std::uint32_t i = 0; i < count; ++i) get_output(context, i);
  }

  /// The same in one call, sometimes several times on one context.
  void infer_at_once() {
    if (model_.graphs().empty() || source_.below(4) == 3) load();
    if (model_.graphs().empty()) return;
    if (model_.contexts().empty() || source_.below(4) == 3) init(model_.graphs().back());
    if (model_.contexts().empty()) return;
    const std::uint32_t context = model_.contexts().back();
    const auto inputs = model_.inputs_of(context);
    Arguments tensors;
    for (const Port& port : inputs) {
      const Pointer tensor = fitting_tensor(port);
      for (std::uint32_t field = 0; field < 20; field += 4) tensors.push_back(number_at(tensor + field));
    }
    const Pointer list = place_numbers(tensors);
    const Arguments rows = output_rows(model_.outputs_of(context).size(), tensors);
    const auto count = static_cast<std::uint32_t>(rows.size() / 3);
    call("infer", {context, list, static_cast<std::uint32_t>(inputs.size()), place_numbers(rows), count});
  }

  /// Buffers that are large enough, unless the input says otherwise; some lie over the data of an input.
  Arguments output_rows(std::size_t ports, const Arguments& tensors) {
    Arguments rows;
    if (ports > 0 && source_.below(16) == 15) --ports;
    for (std::size_t i = 0; i < ports; ++i) {
      const std::uint32_t capacity = source_.below(8) == 7 ? source_.below(64) : 64;
      const bool over_input = !tensors.empty() && source_.below(8) == 7;
      rows.push_back(over_input ? tensors[3] + source_.below(4) : place(zeros(capacity)));
      rows.push_back(capacity);
      rows.push_back(source_.byte());
    }
    return rows;
  }

  std::uint32_t number_at(Pointer place) {
    std::uint32_t value = 0;
    std::memcpy(&value, memory_.bytes().data() + place, sizeof value);
    return value;
  }

  /// What a graph is like, or why the last call failed.
  void ask() {
    static constexpr std::array<std::string_view, 5> kNames = {"infer", "supports", "port_dimensions", "compute", ""};
    const Pointer size = place(zeros(4));
    const std::uint32_t length = source_.below(8) == 7 ? source_.below(64) : 255;
    switch (source_.below(8)) {
      case 0: {
        const std::string_view name = kNames[source_.below(kNames.size())];
        return call("supports", {place(bytes_of(name)), static_cast<std::uint32_t>(name.size())});
      }
      case 1:
        return call("last_error", {place(zeros(length)), length, size});
      case 2:
        return call("port_count", {graph_handle(), source_.below(3), size});
      case 3:
        return call("port_type", {graph_handle(), source_.below(2), source_.below(4), size});
      case 4:
        return call("port_name", {graph_handle(), source_.below(2), source_.below(4), place(zeros(length)), length, size});
      case 5:
        return call("port_dimensions",
                    {graph_handle(), source_.below(2), source_.below(4), place(zeros(length)), length, size});
      case 6:
        return call("metadata_count", {graph_handle(), size});
      default:
        return call(source_.below(2) == 0 ? "metadata_key" : "metadata_value",
                    {graph_handle(), source_.below(2), place(zeros(length)), length, size});
    }
  }

  std::span<const Port> ports_of_context(std::uint32_t context) const {
    const auto contexts = model_.contexts();
    const bool lives = std::find(contexts.begin(), contexts.end(), context) != contexts.end();
    return lives ? model_.inputs_of(context) : std::span<const Port>();
  }

  void set_input(std::uint32_t context) {
    set_input(context, source_.below(ports_of_context(context).size() + 1));
  }

  void set_input(std::uint32_t context, std::uint32_t index) {
    const auto ports = ports_of_context(context);
    const Pointer tensor = index < ports.size() ? fitting_tensor(ports[index]) : place(source_.bytes(40));
    call("set_input", {context, index, tensor});
  }

  /// A tensor that the port takes, unless the input says otherwise.
  Pointer fitting_tensor(const Port& port) {
    Arguments dimensions;
    const std::size_t rank = port.rank_known ? port.dimensions.size() : source_.below(4);
    std::uint64_t size = byte_size(port.type.value_or(ElementType::U8));
    for (std::size_t i = 0; i < rank; ++i) {
      const bool known = port.rank_known && port.dimensions[i].known();
      dimensions.push_back(known ? static_cast<std::uint32_t>(port.dimensions[i].size) : source_.below(8));
      size *= dimensions.back();
    }
    std::uint32_t type = number_of(port.type.value_or(ElementType::Bf16));
    if (source_.below(16) == 15) type = source_.byte();
    if (source_.below(16) == 15) size += source_.below(64);
    std::vector<std::byte> data(size, static_cast<std::byte>(source_.byte()));
    const Pointer data_at = place(data);
    const Pointer sizes_at = place_numbers(dimensions);
    return place_numbers({sizes_at, static_cast<std::uint32_t>(rank), 0xAABBCC00U | type, data_at,
                          static_cast<std::uint32_t>(size)});
  }

  /// The number of a type, today's or the one from before August 2023.
  std::uint32_t number_of(ElementType type) {
    constexpr std::uint32_t kNow[] = {0, 1, 2, 6, 3, 4, 5};
    const bool old = source_.below(4) == 3;
    if (old && type == ElementType::U8) return 2;
    if (old && type == ElementType::I32) return 3;
    return kNow[static_cast<std::size_t>(type)];
  }

  void get_output(std::uint32_t context) { get_output(context, source_.below(4)); }

  void get_output(std::uint32_t context, std::uint32_t index) {
    const std::uint32_t length = source_.below(8) == 7 ? source_.below(64) : 64;
    const Pointer buffer = place(zeros(length));
    call("get_output", {context, index, buffer, length, place(zeros(4))});
  }

  void end_something() {
    switch (source_.below(3)) {
      case 0:
        call("unload", {graph_handle()});
        return;
      case 1:
        call("finalize_execution_context", {context_handle()});
        return;
      default:
        call("compute_single", {context_handle()});
    }
  }

  void touch_memory() {
    if (source_.below(8) == 7 && memory_.size() < kMostMemory) return memory_.grow(1024);
    const std::size_t where = source_.u32() % memory_.size();
    const ByteView bytes = source_.bytes(std::min<std::size_t>(64, memory_.size() - where));
    std::copy(bytes.begin(), bytes.end(), memory_.bytes().begin() + static_cast<std::ptrdiff_t>(where));
  }

  /// Any function with anything.
  void call_anything() {
    const auto& table = witx::import_modules()[source_.below(4) == 3 ? 1 : 0].functions;
    const auto& function = table[source_.below(table.size())];
    Arguments arguments;
    for (std::uint32_t i = 0; i < function.parameter_count; ++i) {
      const bool handle = source_.below(2) == 0;
      arguments.push_back(handle ? source_.below(16) : hostile());
    }
    call(function.name, arguments);
  }

  // Calls.

  const witx::Function& function_named(std::string_view name) {
    for (const witx::ImportModule& module : witx::import_modules()) {
      const auto& table = module.functions;
      const auto found = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
      if (found != table.end()) return *found;
    }
    std::abort();
  }

  /// Now and then spoils an argument, a byte of what was placed last, or the memory as a whole.
  void spoil(Arguments& arguments) {
    const std::uint32_t choice = source_.below(16);
    if (choice == 15) arguments[source_.below(arguments.size())] = hostile();
    if (choice == 14) memory_.bytes()[next_ - 1 - source_.below(16)] = static_cast<std::byte>(source_.byte());
    present_ = choice != 13 || source_.below(4) != 3;
  }

  void call(std::string_view name, Arguments arguments) {
    spoil(arguments);
    const bool loads = name == "load";
    if (loads && would_wait(memory_.bytes())) return;
    const witx::Function& function = function_named(name);
    const bool shared = present_ && source_.below(4) == 3;
    Expected expected = model_.expect(name, arguments, memory_.bytes(), shared);
    if (!present_) expected = {name == "supports" ? 1U : 1U << 3, {}, 0, {}};
    std::vector<std::byte> before(memory_.bytes().begin(), memory_.bytes().end());
    const GuestMemory memory = present_ ? GuestMemory(memory_.bytes(), shared) : GuestMemory();
    const std::uint32_t answer = function.call(*guest_, memory, arguments.data());
    compare(function.name, answer, expected, std::move(before));
  }

  void compare(std::string_view name, std::uint32_t answer, const Expected& expected, std::vector<std::byte> memory) {
    function_ = name;
    answer_ = answer;
    count(name, answer);
    if (answer > 8 || (expected.allowed >> answer & 1U) == 0) {
      differ("which is none of the errnos in mask " + std::to_string(expected.allowed));
    }
    if (expected.commit) expected.commit(answer);
    if ((expected.unsaid_at >> answer & 1U) != 0) {
      for (const auto& [where, size] : expected.unsaid) {
        std::copy_n(memory_.bytes().begin() + where, size, memory.begin() + where);
      }
    }
    if ((expected.writes_at >> answer & 1U) != 0) {
      for (const auto& [where, bytes] : expected.writes) std::copy(bytes.begin(), bytes.end(), memory.begin() + where);
    }
    require(std::memcmp(memory.data(), memory_.bytes().data(), memory.size()) == 0, "and memory is not as it must be");
    if (!(session_->usage() == model_.usage())) differ("and what is in use is not as it must be: " + usage_text());
    check_last_error(name, answer);
    require(!guest_->graph(model_.last_handle() + 1) && !guest_->context(model_.last_handle() + 1),
            "and there is a handle too many");
  }

  /// Only calls that fail change the text; those that ask for it and for functions never do.
  void check_last_error(std::string_view name, std::uint32_t answer) {
    const std::string text = guest_->last_error();
    const bool failed = answer != 0 && present_ && name != "supports" && name != "last_error";
    require(!failed || !text.empty(), "and there is no text for the failure");
    if (failed) model_.remember(text);
    require(text == model_.last_error(), "and the text of the last failure is not as it must be");
  }

  static void count(std::string_view name, std::uint32_t answer) {
    ++counts.calls;
    if (name == "supports") return;  // answers no errno
    if (answer < 9) ++counts.by_errno[answer];
    if (answer != 0) return;
    ++counts.successes;
    counts.computed += name == "compute" ? 1 : 0;
    counts.inferred += name == "infer" ? 1 : 0;
    counts.asked += name.starts_with("port_") || name.starts_with("metadata_") ? 1 : 0;
    counts.outputs += name == "get_output" ? 1 : 0;
  }

  std::string usage_text() const {
    const auto text = [](const Session::Usage& u) {
      return std::to_string(u.graphs) + " graphs, " + std::to_string(u.contexts) + " contexts, " +
             std::to_string(u.tensors) + " tensors, " + std::to_string(u.model_bytes) + " model bytes, " +
             std::to_string(u.tensor_bytes) + " tensor bytes";
    };
    return text(session_->usage()) + "; the model says " + text(model_.usage());
  }

  void require(bool holds, const char* otherwise) const {
    if (!holds) differ(otherwise);
  }

  [[noreturn]] void differ(const std::string& otherwise) const {
    const std::string text = std::string(function_) + " answered " + std::to_string(answer_);
    std::fprintf(stderr, "the ABI of core modules differs from its model: %s, %s\n", text.c_str(), otherwise.c_str());
    std::abort();
  }

  ByteSource source_;
  std::shared_ptr<Session> session_;
  std::unique_ptr<witx::Guest> guest_;
  plain::Block memory_;
  AbiModel model_;
  std::size_t next_ = 32;
  bool present_ = true;
  std::string_view function_ = "nothing";
  std::uint32_t answer_ = 0;
};

}  // namespace

void play_witx(ByteView input) { Player(input).play(); }

const WitxCounts& witx_counts() noexcept { return counts; }

void print_witx_counts() noexcept {
  std::fprintf(stderr, "witx: %llu calls, %llu succeeded, %llu computations, %llu outputs read, %llu inferences in one call, "
               "%llu questions answered; by errno",
               static_cast<unsigned long long>(counts.calls), static_cast<unsigned long long>(counts.successes),
               static_cast<unsigned long long>(counts.computed), static_cast<unsigned long long>(counts.outputs), static_cast<unsigned long long>(counts.inferred),
               static_cast<unsigned long long>(counts.asked));
  for (const std::uint64_t n : counts.by_errno) std::fprintf(stderr, " %llu", static_cast<unsigned long long>(n));
  std::fprintf(stderr, "\n");
}

}  // namespace wasinn::fuzz

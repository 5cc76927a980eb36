// SPDX-License-Identifier: Apache-2.0
// Takes steps in the same process as one plug-in, through the host's own interfaces and without any guest.
//
//   conformance_native PLUGIN-FOLDER BACKEND FOLDER STEPS NAME:ENCODING=FILE[,FILE]...
//
// The files of models are relative to FOLDER, and so are the steps. Exit code 77: the backend's framework is not here.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "host/session.h"
#include "plugin/discovery.h"
#include "plugin/framework_folders.h"
#include "tests/conformance/guest/steps.h"

namespace wasinn {
namespace {

constexpr int kNotInstalled = 77;
constexpr std::uint64_t kMostHandles = 1000;

// One context with the inputs that are set.
struct Binding {
  std::unique_ptr<Context> context;
  std::vector<std::optional<Tensor>> inputs;
  std::span<const TensorView> outputs;
};

// What the steps work on.
struct Stage {
  std::unique_ptr<Host> host;
  std::shared_ptr<Session> session;
  std::optional<GuestGraph> graphs[kMostSlots];
  Binding bindings[kMostSlots];
};

Stage& stage() {
  static Stage made;
  return made;
}

// The name of the code as components see it; the text goes to stderr.
const char* told(const Error& error) {
  static constexpr const char* kNames[] = {"invalid_argument", "invalid_encoding",      "timeout",
                                           "runtime_error",    "unsupported_operation", "too_large",
                                           "not_found",        "security",              "unknown",
                                           "busy",             "security"};
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return kNames[static_cast<std::size_t>(error.code)];
}

const char* keep(unsigned graph, Result<GuestGraph> loaded) {
  if (!loaded) return told(loaded.error());
  stage().graphs[graph] = std::move(*loaded);
  return "ok";
}

// The index of a port that is called so, or has that index when none is called so.
std::optional<std::size_t> find_port(std::span<const Port> ports, std::string_view text) {
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (ports[i].name == text) return i;
  }
  std::size_t index = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), index);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || index >= ports.size()) return std::nullopt;
  return index;
}

Result<Tensor> tensor_of(const step_tensor& from) {
  const std::vector<std::int64_t> dimensions(from.dimensions, from.dimensions + from.rank);
  const auto type = element_type_named(from.type);
  if (!type) return fail(ErrorCode::InvalidArgument, "there is no such type");
  WASINN_ASSIGN(const Shape shape, Shape::from(dimensions));
  const ByteView bytes(reinterpret_cast<const std::byte*>(from.data.bytes), from.data.byte_size);
  WASINN_ASSIGN(const TensorView view, TensorView::checked(*type, shape, bytes));
  return Tensor::copy_of(view);
}

Result<void> set_input(Binding& binding, std::string_view port, const step_tensor& from) {
  const auto index = find_port(binding.context->inputs(), port);
  if (!index) return fail(ErrorCode::InvalidArgument, "there is no input '" + std::string(port) + "'");
  WASINN_ASSIGN(Tensor tensor, tensor_of(from));
  WASINN_TRY(binding.context->check_input(*index, tensor.view()));
  binding.inputs[*index] = std::move(tensor);
  return {};
}

Result<void> compute(Binding& binding) {
  std::vector<TensorView> views;
  for (const auto& input : binding.inputs) {
    if (!input) return fail(ErrorCode::InvalidArgument, "an input is not set");
    views.push_back(input->view());
  }
  binding.outputs = {};
  WASINN_ASSIGN(binding.outputs, binding.context->compute(views));
  return {};
}

NamedGraph read_graph(const std::string& text) {
  NamedGraph graph;
  const std::size_t colon = text.find(':');
  const std::size_t equals = text.find('=');
  graph.name = text.substr(0, colon);
  graph.encoding = encoding_named(text.substr(colon + 1, equals - colon - 1));
  for (std::size_t at = equals; at != text.npos;) {
    const std::size_t next = text.find(',', at + 1);
    graph.files.emplace_back(text.substr(at + 1, next == text.npos ? next : next - at - 1));
    at = next;
  }
  return graph;
}

HostOptions host_options() {
  HostOptions options;
  options.limits.graphs = kMostHandles;
  options.limits.contexts = kMostHandles;
  options.policy.load_from_bytes.fill(true);
  options.log = [](LogLevel level, std::string_view text) {
    if (level >= LogLevel::Warning) std::fprintf(stderr, "%s\n", std::string(text).c_str());
  };
  return options;
}

// A host with one backend only. Errors: what opening the backend said.
Result<void> set_stage(const std::filesystem::path& plugins, const std::string& backend) {
  Stage& made = stage();
  made.host = std::make_unique<Host>(host_options());
  PluginOptions options;
  const std::vector<std::filesystem::path> folders{plugins};
  options.framework_roots = default_framework_roots(folders, [](const char* name) { return std::getenv(name); });
  options.shared_threads = 2;
  for (BackendSource& source : discover(folders, options)) {
    if (source.name == backend) WASINN_TRY(made.host->add_backend(std::move(source)));
  }
  WASINN_TRY(made.host->backends().open(backend));
  return {};
}

Result<void> add_graphs(std::span<char* const> texts) {
  for (const char* text : texts) WASINN_TRY(stage().host->add_graph(read_graph(text)));
  stage().session = stage().host->new_session();
  return {};
}

int give_up(const Error& error, int code) {
  std::fprintf(stderr, "conformance_native: %s\n", error.message.c_str());
  return code;
}

}  // namespace
}  // namespace wasinn

extern "C" {

const char* step_named(unsigned graph, const char* name) {
  wasinn::stage().graphs[graph].reset();
  return wasinn::keep(graph, wasinn::stage().session->load_by_name(name));
}

const char* step_load(unsigned graph, const char* encoding, const step_bytes* parts, size_t count) {
  wasinn::stage().graphs[graph].reset();
  std::vector<wasinn::ByteView> views;
  for (size_t i = 0; i < count; ++i) {
    views.emplace_back(reinterpret_cast<const std::byte*>(parts[i].bytes), parts[i].byte_size);
  }
  const wasinn::EncodingRequest as{wasinn::encoding_named(encoding), {}};
  return wasinn::keep(graph, wasinn::stage().session->load(views, as, wasinn::ExecutionTarget::Cpu));
}

const char* step_open(unsigned context, unsigned graph) {
  wasinn::Stage& on = wasinn::stage();
  on.bindings[context] = {};
  if (!on.graphs[graph]) return "no_such_graph";
  auto made = on.session->create_context(*on.graphs[graph]);
  if (!made) return wasinn::told(made.error());
  on.bindings[context].inputs.resize((*made)->inputs().size());
  on.bindings[context].context = std::move(*made);
  return "ok";
}

const char* step_input(unsigned context, const char* port, const step_tensor* tensor) {
  wasinn::Binding& binding = wasinn::stage().bindings[context];
  if (!binding.context) return "no_such_context";
  const auto set = wasinn::set_input(binding, port, *tensor);
  return set ? "ok" : wasinn::told(set.error());
}

const char* step_compute(unsigned context) {
  wasinn::Binding& binding = wasinn::stage().bindings[context];
  if (!binding.context) return "no_such_context";
  const auto computed = wasinn::compute(binding);
  return computed ? "ok" : wasinn::told(computed.error());
}

const char* step_output_of(unsigned context, const char* port, size_t, step_output* output) {
  wasinn::Binding& binding = wasinn::stage().bindings[context];
  if (!binding.context || binding.outputs.empty()) return "runtime_error";
  const auto index = wasinn::find_port(binding.context->outputs(), port);
  if (!index) return "invalid_argument";
  const wasinn::TensorView& view = binding.outputs[*index];
  output->type = wasinn::element_type_name(view.type).data();
  output->rank = static_cast<uint32_t>(view.shape.rank());
  for (size_t i = 0; i < view.shape.rank(); ++i) output->dimensions[i] = static_cast<uint32_t>(view.shape[i]);
  output->data = {reinterpret_cast<const uint8_t*>(view.bytes.data()), view.bytes.size()};
  return "ok";
}

const char* step_drop(unsigned graph) {
  wasinn::stage().graphs[graph].reset();
  return "ok";
}

void step_end(void) {
  for (wasinn::Binding& binding : wasinn::stage().bindings) binding = {};
  for (auto& graph : wasinn::stage().graphs) graph.reset();
}

}  // extern "C"

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: conformance_native PLUGIN-FOLDER BACKEND FOLDER STEPS NAME:ENCODING=FILE...\n");
    return 2;
  }
  const std::filesystem::path plugins = std::filesystem::absolute(argv[1]);
  if (const auto set = wasinn::set_stage(plugins, argv[2]); !set) {
    return wasinn::give_up(set.error(), wasinn::kNotInstalled);
  }
  std::filesystem::current_path(argv[3]);
  const auto added = wasinn::add_graphs({argv + 5, static_cast<std::size_t>(argc - 5)});
  if (!added) return wasinn::give_up(added.error(), 1);
  const int code = play_steps(argv[4]);
  wasinn::stage().session.reset();
  wasinn::stage().host.reset();
  return code;
}

// SPDX-License-Identifier: Apache-2.0
// From the options of `wasinn run` to a Config and a guest.
#include "cli/run_command.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "cli/guest_run.h"
#include "config/graph_text.h"

namespace wasinn::cli {
namespace {

constexpr const char* kExamples = R"(Everything after GUEST is the guest's own; a first "--" after it is left out.

Examples:
  wasinn run --graph digits=models/digits.onnx --dir pictures classify.wasm seven.png
  wasinn run --graph net:openvino:cpu=net.xml,net.bin --timeout 5s --max-memory 512MiB guest.wasm
  wasinn run --stats --allow-load none --limit compute-time=1s --graph a=a.onnx guest.wasm
  wasinn run --invoke answer component.wasm
  wasinn run -S nn -S nn-graph=onnx::models/mobile guest.wasm       (as wasmtime: the name is 'mobile')
  wasinn run --nn-preload default:ONNX:CPU:mobile.onnx guest.wasm   (as wasmedge)

Exit codes: the guest's own where it ended by itself, 1 where a component returned an error; 64 wrong use, 70 the guest
trapped or wasinn failed, 124 the time was over.
)";

tl::unexpected<Error> wrong(std::string what) { return fail(ErrorCode::InvalidArgument, std::move(what)); }

/// One `KEY[=VALUE]` of wasmtime's -S.
Result<void> apply_wasmtime_option(std::string_view text, std::vector<NamedGraph>& graphs) {
  constexpr std::string_view kGraph = "nn-graph=";
  if (text == "nn" || text == "nn=y" || text == "nn=yes" || text == "nn=true") return {};
  if (!text.starts_with(kGraph)) {
    return wrong("-S " + printable(text) + " is not known here; of wasmtime's options there are nn and "
                 "nn-graph=ENCODING::DIR");
  }
  WASINN_ASSIGN(NamedGraph graph, parse_wasmtime_graph(text.substr(kGraph.size())));
  graphs.push_back(std::move(graph));
  return {};
}

/// wasmtime takes several at once, separated by commas.
Result<void> apply_wasmtime_options(std::string_view list, std::vector<NamedGraph>& graphs) {
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    WASINN_TRY(apply_wasmtime_option(one, graphs));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
  }
  return {};
}

bool has_own_name(const std::string& directory) { return directory.find(':') != directory.npos; }

}  // namespace

RunCommand::RunCommand(CLI::App& parent)
    : Command(parent, "run", "run a WebAssembly guest", "[OPTIONS] GUEST [ARGS...]") {
  app().prefix_command();
  app().footer(kExamples);
  add_graph_options();
  add_guest_options();
}

void RunCommand::add_graph_options() {
  add_list("--graph", graphs_, "a model that the guest finds by name", "NAME[:ENCODING[:TARGET]]=PATH[,PATH...]");
  app().add_option("--allow-load", allow_load_, "encodings that the guest may load from bytes, or none")
      ->option_text("LIST");
  app().add_flag("--target-fallback", target_fallback_, "use another device where the one asked for cannot be had");
  app().add_flag("--unsized-buffers", unsized_buffers_, "a guest's buffer of 0 bytes for an output takes all of it");
  app().add_flag("--no-extensions", no_extensions_, "give the guest the standard only, without wasinn's own functions");
  app().add_option("--threads", threads_, "auto, latency, throughput, or threads that all graphs of a backend share")
      ->option_text("POLICY");
  add_list("-S", wasmtime_options_, "wasmtime's spelling: nn, nn-graph=ENCODING::DIR", "OPTION[,OPTION...]");
  add_list("--nn-preload", wasmedge_graphs_, "wasmedge's spelling of a graph", "NAME:ENCODING:TARGET:PATH[:PATH]");
}

void RunCommand::add_guest_options() {
  add_list("--dir", directories_, "a directory for the guest; the first without GUEST is also its '.'",
           "HOST[::GUEST]");
  add_list("--env", variables_, "a variable for the guest; without a value: the one set here", "NAME[=VALUE]");
  app().add_option("--invoke", function_, "call this exported function, which takes no arguments, and print its result")
      ->option_text("NAME");
  app().add_option("--timeout", timeout_, "end the guest after this time: 5s, 200ms, 1min")->option_text("TIME");
  app().add_option("--max-memory", max_memory_, "bound the guest's memory: 512MiB")->option_text("SIZE");
  app().add_flag("--stats{table}", statistics_, "at the end, say what happened with each graph: as a table, json or none");
  app().add_flag("--no-cache", no_cache_, "compile the guest anew, and do not keep the result");
}

Result<void> RunCommand::apply_graphs(Config& config) const {
  std::vector<NamedGraph> given;
  for (const std::string& text : graphs_) {
    WASINN_ASSIGN(NamedGraph graph, parse_graph(text));
    given.push_back(std::move(graph));
  }
  for (const std::string& text : wasmedge_graphs_) {
    WASINN_ASSIGN(NamedGraph graph, parse_wasmedge_graph(text));
    given.push_back(std::move(graph));
  }
  for (const std::string& list : wasmtime_options_) WASINN_TRY(apply_wasmtime_options(list, given));
  std::set<std::string> names;
  for (NamedGraph& graph : given) {
    if (!names.insert(graph.name).second) return wrong("the name '" + graph.name + "' is given to two graphs");
    set_graph(config, std::move(graph));
  }
  return {};
}

Result<void> RunCommand::apply_policy(Config& config) const {
  if (!allow_load_.empty()) WASINN_TRY(config.policy.allow_load(allow_load_));
  config.policy.target_fallback = config.policy.target_fallback || target_fallback_;
  config.policy.unsized_buffers = config.policy.unsized_buffers || unsized_buffers_;
  config.policy.extensions = config.policy.extensions && !no_extensions_;
  config.keep_compiled = config.keep_compiled && !no_cache_;
  if (!threads_.empty()) {
    WASINN_ASSIGN(config.threads, read_thread_policy(threads_));
  }
  return {};
}

Result<void> RunCommand::apply_guest(GuestSettings& guest) const {
  for (const std::string& text : directories_) {
    WASINN_ASSIGN(engine::GuestDirectory directory, parse_directory(text));
    set_directory(guest, std::move(directory));
  }
  const auto unnamed = std::find_if_not(directories_.begin(), directories_.end(), has_own_name);
  const bool has_dot = std::any_of(guest.directories.begin(), guest.directories.end(),
                                   [](const auto& directory) { return directory.guest == "."; });
  if (unnamed != directories_.end() && !has_dot) set_directory(guest, {*unnamed, "."});
  for (const std::string& text : variables_) {
    WASINN_ASSIGN(engine::EnvironmentVariable variable, read_variable(text));
    set_variable(guest, std::move(variable));
  }
  if (!timeout_.empty()) {
    WASINN_ASSIGN(guest.timeout_ms, parse_milliseconds(timeout_));
  }
  if (!max_memory_.empty()) {
    WASINN_ASSIGN(guest.max_memory_bytes, parse_byte_size(max_memory_));
  }
  return {};
}

Result<Config> RunCommand::config() const {
  WASINN_ASSIGN(Config config, common().config());
  WASINN_TRY(apply_graphs(config));
  WASINN_TRY(apply_policy(config));
  WASINN_TRY(apply_guest(config.guest));
  if (!statistics_.empty()) {
    WASINN_ASSIGN(config.statistics, read_statistics_form(statistics_));
  }
  if (!function_.empty()) config.guest.function = function_;
  return config;
}

Result<std::vector<std::string>> RunCommand::guest_and_arguments() {
  std::vector<std::string> rest = app().remaining();
  if (rest.empty()) return wrong("no guest was given; write wasinn run [OPTIONS] GUEST [ARGS...]");
  if (rest.front().starts_with("-")) {
    return wrong("there is no option '" + printable(rest.front()) + "' before the guest; see wasinn run --help");
  }
  if (rest.size() > 1 && rest[1] == "--") rest.erase(rest.begin() + 1);
  return rest;
}

Result<int> RunCommand::execute(Console& console) {
  WASINN_ASSIGN(const Config config, this->config());
  WASINN_ASSIGN(std::vector<std::string> words, guest_and_arguments());
  console.set_level(config.log_level);
  GuestRun run{console, config, words.front(), {words.begin() + 1, words.end()}};
  return run_guest(run);
}

}  // namespace wasinn::cli

// SPDX-License-Identifier: Apache-2.0
// One model, tensors from files, tensors to files or text.
#include "cli/infer_command.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/input_files.h"
#include "cli/model_host.h"
#include "cli/npy.h"
#include "cli/statistics_text.h"
#include "cli/tensor_text.h"

namespace wasinn::cli {
namespace {

constexpr const char* kExamples = R"(NAME is an input's or output's name or number; wasinn inspect shows them.
A .npy file has its own type and shape. Any other file is the tensor's bytes: little-endian, row-major.
NumPy has no bf16: it is read from arrays of V2 or uint16, and written as V2.

Examples:
  wasinn infer digits.onnx --input image=pixels.npy
  wasinn infer digits.onnx --input image:1x1x8x8=pixels.raw --output probabilities=answer.npy
  wasinn infer mobile.onnx --input pixels.npy --repeat 100

Exit codes: 0; 64 wrong use, or a model or tensor that does not fit; 69 no backend for the model; 70 the framework
failed; 124 a time limit passed (--limit compute-time=0 takes it away).
)";

/// Where an output goes.
struct Destination {
  std::size_t port;
  std::filesystem::path file;
};

Result<Destination> read_destination(std::span<const Port> ports, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos || equals + 1 == text.size()) {
    return fail(ErrorCode::InvalidArgument, "'" + printable(text) + "' names no output and file; write NAME=FILE");
  }
  WASINN_ASSIGN(const std::size_t port, find_port(ports, text.substr(0, equals), "output"));
  return Destination{port, text.substr(equals + 1)};
}

Result<void> write_tensor(const std::filesystem::path& file, const TensorView& tensor) {
  if (file.extension() != ".npy") return write_file(file, tensor.bytes);
  std::string content = npy_header(tensor.type, tensor.shape);
  content += text_of(tensor.bytes);
  return write_file(file, bytes_of(content));
}

std::string output_text(std::size_t index, const Port& port, const TensorView& tensor, std::size_t most) {
  const std::string name = port.name.empty() ? "output " + std::to_string(index) : printable(port.name);
  if (!port.expressible()) return name + "  " + port.text() + ", which wasi-nn cannot express\n";
  return name + "  " + tensor.text() + '\n' + values_text(tensor, most);
}

std::string timing_text(std::vector<double> runs_ns) {
  std::sort(runs_ns.begin(), runs_ns.end());
  return std::to_string(runs_ns.size()) + " runs: best " + duration_text(runs_ns.front()) + ", median " +
         duration_text(runs_ns[runs_ns.size() / 2]) + ", worst " + duration_text(runs_ns.back()) + "\n";
}

Result<void> check_inputs(const Context& context, const std::vector<TensorView>& tensors) {
  for (std::size_t i = 0; i < tensors.size(); ++i) WASINN_TRY(context.check_input(i, tensors[i]));
  return {};
}

}  // namespace

InferCommand::InferCommand(CLI::App& parent)
    : Command(parent, "infer", "run a model, without a guest", "[OPTIONS] MODEL") {
  add_list("--input", inputs_, "a tensor for an input", "NAME[:SHAPE]=FILE");
  add_list("--output", outputs_, "write an output: .npy, or bytes alone", "NAME=FILE");
  app().add_option("--values", values_, "values of an output that are printed at most; 0: all")->option_text("N");
  app().add_option("--repeat", repeat_, "run N times, and say how long that took")
      ->option_text("N")
      ->check(CLI::PositiveNumber);
  model_.add_to(app());
  app().footer(kExamples);
}

Result<int> InferCommand::execute(Console& console) {
  WASINN_ASSIGN(Config common_config, common().config());
  WASINN_ASSIGN(const Config config, model_.apply(std::move(common_config)));
  console.set_level(config.log_level);
  WASINN_ASSIGN(const ModelOnDisk model, open_model(model_.model(), config.graphs.front().encoding));
  WASINN_ASSIGN(const std::unique_ptr<Host> host, make_host(config, console));
  const auto backend = host->backends().serving(model.encoding);
  if (!backend) return tell_missing_backend(console, backend.error(), config);
  const auto code = infer(config.graphs.front().name, *host->new_session(), console);
  if (code) end_process(*code);
  return code;
}

Result<int> InferCommand::infer(const std::string& name, Session& session, Console& console) const {
  WASINN_ASSIGN(const GuestGraph graph, session.load_by_name(name));
  WASINN_ASSIGN(const std::unique_ptr<Context> context, session.create_context(graph));
  WASINN_TRY(check_outputs(context->outputs()));
  WASINN_ASSIGN(const std::vector<Tensor> tensors, read_inputs(context->inputs(), inputs_));
  std::vector<TensorView> views;
  for (const Tensor& tensor : tensors) views.push_back(tensor.view());
  WASINN_TRY(check_inputs(*context, views));
  std::span<const TensorView> outputs;
  std::vector<double> runs_ns;
  for (std::uint32_t i = 0; i < repeat_; ++i) {
    const auto began = std::chrono::steady_clock::now();
    WASINN_ASSIGN(outputs, context->compute(views));
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - began;
    runs_ns.push_back(taken.count());
  }
  WASINN_TRY(write_outputs(context->outputs(), outputs));
  if (repeat_ > 1) console.print(timing_text(std::move(runs_ns)));
  return 0;
}

Result<void> InferCommand::check_outputs(std::span<const Port> ports) const {
  for (const std::string& text : outputs_) {
    WASINN_ASSIGN(const Destination destination, read_destination(ports, text));
    if (ports[destination.port].expressible()) continue;
    return fail(ErrorCode::UnsupportedOperation, port_text("output", destination.port, ports[destination.port]) +
                                                     " has a type that wasi-nn cannot express");
  }
  return {};
}

Result<void> InferCommand::write_outputs(std::span<const Port> ports, std::span<const TensorView> outputs) const {
  for (const std::string& text : outputs_) {
    WASINN_ASSIGN(const Destination destination, read_destination(ports, text));
    WASINN_TRY(write_tensor(destination.file, outputs[destination.port]));
  }
  if (!outputs_.empty()) return {};
  std::string text;
  for (std::size_t i = 0; i < ports.size(); ++i) text += output_text(i, ports[i], outputs[i], values_);
  return write_output(text);
}

}  // namespace wasinn::cli

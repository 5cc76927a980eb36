// SPDX-License-Identifier: Apache-2.0
// What contexts need to know of a session, prepared once.
#include "graph.h"

#include <algorithm>

#include "context.h"
#include "metadata.h"
#include "ports.h"
#include "status.h"

namespace ort {
namespace {

using wasinn::sdk::GraphDescription;
using wasinn::sdk::Port;

GraphDescription describe(const Functions& functions, const Session* session) {
  return GraphDescription(read_inputs(functions, session), read_outputs(functions, session),
                          read_metadata(functions, session), "cpu", WASINN_TARGET_CPU);
}

std::string port_text(const char* kind, std::size_t index, const Port& port) {
  return std::string(kind) + " " + std::to_string(index) + " ('" + port.name + "') has the type " + port.type_name +
         ", which wasi-nn tensors cannot express";
}

std::string obstacle_in(std::span<const Port> inputs, std::span<const Port> outputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].type == WASINN_TYPE_FOREIGN) return port_text("input", i, inputs[i]);
  }
  const auto is_foreign = [](const Port& port) { return port.type == WASINN_TYPE_FOREIGN; };
  const bool nothing_left = !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), is_foreign);
  return nothing_left ? port_text("output", 0, outputs[0]) : std::string();
}

}  // namespace

OnnxGraph::OnnxGraph(const Library& library, Owned<Session> session)
    : Graph(describe(library.functions, session.get())),
      functions_(library.functions),
      session_(std::move(session)),
      plans_(plan_outputs(description().inputs(), description().outputs())),
      obstacle_(obstacle_in(description().inputs(), description().outputs())) {
  MemoryInfo* memory = nullptr;
  check(functions_, functions_.CreateCpuMemoryInfo(kDeviceAllocator, kDefaultMemory, &memory));
  memory_ = Owned<MemoryInfo>(memory, {functions_.ReleaseMemoryInfo});
  for (const Port& input : description().inputs()) input_names_.push_back(input.name.c_str());
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    if (plans_[i].source != OutputSource::Framework) continue;
    requested_.push_back(i);
    requested_names_.push_back(description().outputs()[i].name.c_str());
  }
}

std::unique_ptr<wasinn::sdk::Context> OnnxGraph::create_context() const { return std::make_unique<OnnxContext>(*this); }

}  // namespace ort

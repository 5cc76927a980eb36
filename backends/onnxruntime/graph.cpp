// SPDX-License-Identifier: Apache-2.0
// What contexts need to know of a session, prepared once.
#include "graph.h"

#include <algorithm>

#include <wasinn/obstacle.hpp>

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

}  // namespace

OnnxGraph::OnnxGraph(const Library& library, Owned<Session> session)
    : Graph(describe(library.functions, session.get())),
      functions_(library.functions),
      session_(std::move(session)),
      plans_(plan_outputs(description().inputs(), description().outputs())),
      obstacle_(wasinn::sdk::obstacle_in(description().inputs(), description().outputs())) {
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

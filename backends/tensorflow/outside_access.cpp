// SPDX-License-Identifier: Apache-2.0
// The names of such operations, and what of a graph runs.
#include "outside_access.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include <wasinn/plugin.hpp>

namespace tf {
namespace {

using wasinn::sdk::Failure;

// Parts of names, so that new versions of an operation are found too. Chosen from the list of all 1,799 operations of
// TensorFlow 2.21 (TF_GetAllOpList).
constexpr std::array<std::string_view, 52> kRefused = {
    // Files.
    "File", "Reader", "Save", "Restore", "Checkpoint", "Dataset", "Iterator", "Record", "Summary", "Event", "Debug",
    "Dump", "Print", "ImmutableConst", "LoadAndRemap", "VocabRemapping", "Skipgram", "FixedUnigram", "CalibrationStat",
    "MemoryCache",
    // Other processes, devices and machines.
    "PyFunc", "Rpc", "Remote", "Send", "Recv", "Collective", "Nccl", "Service", "WorkerHeartbeat", "TPU", "Tpu",
    "Infeed", "Outfeed", "DTensor", "Mesh",
    // Compilers, and the end of the process.
    "Xla", "Mlir", "Symbolic", "Abort",
    // Waiting for another run.
    "Queue", "Barrier", "Stage", "Unstage", "MapPeek", "Accumulator", "Mutex",
    // What only training needs.
    "Grad", "BackpropFilter", "BoostedTrees", "Unbatch", "Sdca", "Apply"};

// They have the name of such an operation in theirs and only hand on a tensor.
constexpr std::array<std::string_view, 2> kHarmless = {"StopGradient", "PreventGradient"};

// What the functions that read variables consist of.
constexpr std::array<std::string_view, 5> kRestoring = {"Const", "RestoreV2", "Identity", "AssignVariableOp", "NoOp"};

[[noreturn]] void refuse(const Node& node) {
  throw Failure(WASINN_SECURITY, "the model has the operation " + std::string(node.operation.substr(0, 64)) +
                                     ", which is refused in models from guests; the operator can name the model");
}

void refuse_node(const Node& node) {
  if (is_refused(node.operation) || node.is_compiled) refuse(node);
}

/// What runs when some tensors of a graph are asked for.
class Reach {
 public:
  explicit Reach(const GraphDef& graph) {
    for (const Node& node : graph.nodes) nodes_[node.name] = &node;
    for (const Function& function : graph.functions) functions_[function.name] = &function;
  }

  void follow(std::string_view tensor) {
    std::vector<std::string_view> pending{operation_of(tensor)};
    while (!pending.empty()) {
      const auto found = nodes_.find(pending.back());
      pending.pop_back();
      if (found == nodes_.end() || !seen_.insert(found->second).second) continue;
      outer_.push_back(found->second);
      for (const std::string_view input : found->second->inputs) pending.push_back(operation_of(input));
      enter(*found->second);
    }
  }

  /// Nodes of the graph itself, and of the functions that are called.
  std::span<const Node* const> outer() const { return outer_; }
  std::span<const Node* const> inner() const { return inner_; }
  std::span<const Function* const> functions() const { return called_; }
  const Node* node(std::string_view name) const {
    const auto found = nodes_.find(name);
    return found == nodes_.end() ? nullptr : found->second;
  }

 private:
  // Everything in the functions that `caller` names or is a call of; the framework runs whole functions.
  void enter(const Node& caller) {
    std::vector<std::string_view> pending(caller.functions);
    pending.push_back(caller.operation);
    while (!pending.empty()) {
      const auto found = functions_.find(pending.back());
      pending.pop_back();
      if (found == functions_.end() || !entered_.insert(found->second).second) continue;
      called_.push_back(found->second);
      for (const Node& node : found->second->nodes) {
        inner_.push_back(&node);
        pending.insert(pending.end(), node.functions.begin(), node.functions.end());
        pending.push_back(node.operation);
      }
    }
  }

  std::unordered_map<std::string_view, const Node*> nodes_;
  std::unordered_map<std::string_view, const Function*> functions_;
  std::unordered_set<const Node*> seen_;
  std::unordered_set<const Function*> entered_;
  std::vector<const Node*> outer_;
  std::vector<const Node*> inner_;
  std::vector<const Function*> called_;
};

Reach reach_of_signature(const GraphDef& graph, const SavedProgram& program) {
  Reach reach(graph);
  for (const SignaturePort& port : program.signature.outputs) reach.follow(port.tensor);
  for (const std::string& tensor : program.start_tensors) reach.follow(tensor);
  return reach;
}

[[noreturn]] void refuse_restoring(std::string_view what) {
  throw Failure(WASINN_SECURITY, "the way in which the SavedModel reads its variables has " +
                                     std::string(what.substr(0, 64)) +
                                     ", which only models that the operator names may have");
}

// A function that reads variables: no other operations, and the file is an argument.
void check_restoring(const Function& function) {
  for (const Node& node : function.nodes) {
    if (std::find(kRestoring.begin(), kRestoring.end(), node.operation) == kRestoring.end()) {
      refuse_restoring(node.operation);
    }
    if (node.operation != "RestoreV2") continue;
    const bool from_argument = !node.inputs.empty() && std::find(function.arguments.begin(), function.arguments.end(),
                                                                 node.inputs[0]) != function.arguments.end();
    if (!from_argument) refuse_restoring("a file of its own choice");
  }
}

// A call of such a function: it is given the framework's file and variables, nothing else.
void check_restoring_call(const Reach& reach, const Node& call, std::string_view filename) {
  for (const std::string_view input : call.inputs) {
    const Node* from = reach.node(operation_of(input));
    if (operation_of(input) == filename || (from != nullptr && from->operation == "VarHandleOp")) continue;
    refuse_restoring("an input of its own choice");
  }
}

void check_restoring(const GraphDef& graph, const SavedProgram& program) {
  Reach reach(graph);
  reach.follow(program.restore_operation);
  const std::string_view filename = operation_of(program.filename_tensor);
  for (const Node* node : reach.outer()) {
    const bool is_call = !node->functions.empty();
    const bool is_filename = node->name == filename && node->operation == "Placeholder";
    if (is_call && (node->operation == "StatefulPartitionedCall" || node->operation == "PartitionedCall")) {
      check_restoring_call(reach, *node, filename);
    } else if (is_call || (!is_filename && node->operation != "VarHandleOp" && node->operation != "NoOp")) {
      refuse_restoring(node->operation);
    }
  }
  for (const Function* function : reach.functions()) check_restoring(*function);
}

}  // namespace

bool is_refused(std::string_view operation) {
  if (std::find(kHarmless.begin(), kHarmless.end(), operation) != kHarmless.end()) return false;
  return operation.starts_with('_') || std::any_of(kRefused.begin(), kRefused.end(), [&](std::string_view part) {
           return operation.find(part) != operation.npos;
         });
}

void refuse_outside_access(const GraphDef& graph) { each_node(graph, refuse_node); }

void refuse_outside_access(const SavedProgram& program, const GraphDef& graph) {
  const Reach reach = reach_of_signature(graph, program);
  for (const Node* node : reach.outer()) refuse_node(*node);
  for (const Node* node : reach.inner()) refuse_node(*node);
  if (!program.restore_operation.empty()) check_restoring(graph, program);
}

bool uses_variables(const SavedProgram& program, const GraphDef& graph) {
  const Reach reach = reach_of_signature(graph, program);
  const auto is_variable = [](const Node* node) {
    return node->operation == "VarHandleOp" || node->operation.starts_with("Variable");
  };
  return std::any_of(reach.outer().begin(), reach.outer().end(), is_variable);
}

}  // namespace tf

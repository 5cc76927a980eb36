// SPDX-License-Identifier: Apache-2.0
// Finds the operations through which a program that a guest brought could reach outside of itself.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph_def.h"
#include "saved_model.h"

namespace tf {

/// Whether an operation reads or writes files, reaches the network or other processes, ends the process, waits for
/// what a second run would have to bring, serves training only, or belongs to the framework's own plumbing.
bool is_refused(std::string_view operation);

/// Throws Failure with WASINN_SECURITY that names the first such operation anywhere in `graph`.
void refuse_outside_access(const GraphDef& graph);

/// The same for what runs of the graph of a SavedModel: its signature and its start; and what reads its variables may
/// do nothing else than read them from the file that the framework names.
void refuse_outside_access(const SavedProgram& program, const GraphDef& graph);

/// Whether the signature of a program needs variables.
bool uses_variables(const SavedProgram& program, const GraphDef& graph);

}  // namespace tf

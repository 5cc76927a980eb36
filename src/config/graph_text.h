// SPDX-License-Identifier: Apache-2.0
// Named graphs and guest directories as they are written on a command line, in our own words and in those of wasmtime
// and wasmedge.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/run_options.h"
#include "registry/named_graphs.h"

namespace wasinn {

/// `NAME[:ENCODING[:TARGET]]=PATH[,PATH...]`. A comma belongs to a path when that path with it exists.
/// Errors: InvalidArgument.
Result<NamedGraph> parse_graph(std::string_view text);

/// The files of `PATH[,PATH...]`, as in `parse_graph`.
std::vector<std::filesystem::path> parse_files(std::string_view text);

/// wasmtime's `nn-graph=ENCODING::DIRECTORY` (the part after the equals sign): the name is the directory's, the files
/// are those that wasmtime looks for in it (model.onnx; model.xml and model.bin; ...). Errors: InvalidArgument.
Result<NamedGraph> parse_wasmtime_graph(std::string_view text);

/// wasmedge's `--nn-preload NAME:ENCODING:TARGET:PATH[:PATH]`. Errors: InvalidArgument.
Result<NamedGraph> parse_wasmedge_graph(std::string_view text);

/// `HOST[::GUEST]`; without GUEST the guest sees it under HOST. Or `GUEST:HOST`, as wasmedge has it. Errors:
/// InvalidArgument.
Result<engine::GuestDirectory> parse_directory(std::string_view text);

}  // namespace wasinn

// SPDX-License-Identifier: Apache-2.0
// Telling apart what is to be loaded, and what of it is allowed.
#include "loader.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <string_view>

#include "archive.h"
#include "graph.h"
#include "graph_def.h"
#include "outside_access.h"
#include "ports.h"
#include "saved_model.h"

namespace tf {
namespace {

using wasinn::sdk::CancelScope;
using wasinn::sdk::Failure;
using wasinn::sdk::LoadRequest;

constexpr std::string_view kModelFile = "saved_model.pb";

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// One load of a model.
class Loading {
 public:
  Loading(const Functions& functions, std::uint32_t threads, const LoadRequest& request)
      : functions_(functions), threads_(threads), part_(request.parts()[0]) {}

  std::unique_ptr<wasinn::sdk::Graph> run(const std::atomic<bool>& cancelled) const {
    if (cancelled) give_up();
    auto graph = load();
    if (cancelled) give_up();
    return graph;
  }

 private:
  [[noreturn]] static void give_up() { throw Failure(WASINN_TIMEOUT, "the load was cancelled"); }

  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(part_.data), static_cast<std::size_t>(part_.byte_size)};
  }
  bool is_guests() const { return part_.path == nullptr; }

  std::unique_ptr<wasinn::sdk::Graph> load() const {
    if (is_archive(bytes())) {
      const UnpackedModel model = unpack(bytes());
      return load_folder(model.folder.path(), model.message);
    }
    if (!is_saved_model(bytes())) return load_graph_def();
    if (!folder().empty()) return load_folder(folder(), bytes());
    const TemporaryFolder alone;
    alone.write(std::string(kModelFile), bytes());
    return load_folder(alone.path(), bytes());
  }

  // The folder of the operator's file; "" when that is not called as the framework wants it.
  std::string folder() const {
    const std::string_view path = is_guests() ? "" : part_.path;
    if (path == kModelFile) return ".";
    const std::size_t slash = path.rfind('/');
    if (slash == path.npos || path.substr(slash + 1) != kModelFile) return "";
    return std::string(path.substr(0, slash == 0 ? 1 : slash));
  }

  std::unique_ptr<wasinn::sdk::Graph> load_folder(const std::string& folder, std::string_view message) const {
    const SavedProgram program = read_saved_model(message);
    const GraphDef definition = read_graph_def(program.graph);
    check_graph(definition);
    if (is_guests()) refuse_outside_access(program, definition);
    const bool has_variables = access((folder + "/variables/variables.index").c_str(), F_OK) == 0;
    if (!has_variables && uses_variables(program, definition)) {
      throw Failure(WASINN_INVALID_ENCODING, "the SavedModel needs its variables, which lie in the folder 'variables' "
                                             "beside saved_model.pb; give the whole folder, as bytes in a zip archive");
    }
    OpenSession session = OpenSession::from_folder(functions_, folder, program.tags, threads_);
    const BoundPorts ports = bind_signature(functions_, session.graph(), program.signature);
    return std::make_unique<TfGraph>(functions_, std::move(session), ports,
                                     TfGraph::Properties{{"written by", "TensorFlow " + program.framework_version},
                                                         {"tags", joined(program.tags)},
                                                         {"signature", program.signature.name}});
  }

  std::unique_ptr<wasinn::sdk::Graph> load_graph_def() const {
    const GraphDef definition = read_graph_def(bytes());
    check_graph(definition);
    if (is_guests()) refuse_outside_access(definition);
    OpenSession session = OpenSession::from_graph(functions_, bytes(), threads_);
    const BoundPorts ports = bind_graph(functions_, session.graph());
    if (ports.outputs.empty()) throw Failure(WASINN_INVALID_ENCODING, "the graph computes nothing");
    return std::make_unique<TfGraph>(functions_, std::move(session), ports, TfGraph::Properties());
  }

  const Functions& functions_;
  std::uint32_t threads_;
  const wasinn_model_part& part_;
};

void check_request(const LoadRequest& request) {
  if (request.parts().size() != 1) {
    throw Failure(WASINN_INVALID_ARGUMENT,
                  "a TensorFlow model has 1 part, got " + std::to_string(request.parts().size()));
  }
  if (request.parts()[0].byte_size == 0) throw Failure(WASINN_INVALID_ENCODING, "the model has no bytes");
  if (request.threads() > 1024) {
    throw Failure(WASINN_INVALID_ARGUMENT, "at most 1024 threads, got " + std::to_string(request.threads()));
  }
}

}  // namespace

std::unique_ptr<wasinn::sdk::Graph> load_graph(const Functions& functions, std::uint32_t threads,
                                               const LoadRequest& request) {
  check_request(request);
  std::atomic<bool> cancelled = false;
  const CancelScope scope(request, [&cancelled] { cancelled = true; });
  return Loading(functions, request.threads() == 0 ? threads : request.threads(), request).run(cancelled);
}

}  // namespace tf

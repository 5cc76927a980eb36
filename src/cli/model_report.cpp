// SPDX-License-Identifier: Apache-2.0
// Collecting and writing what is known of a model.
#include "cli/model_report.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/table.h"
#include "format/format.h"
#include "registry/digest.h"

namespace wasinn::cli {
namespace {

bool reads(const BackendSource& source, Encoding encoding) {
  return std::find(source.encodings.begin(), source.encodings.end(), encoding) != source.encodings.end();
}

Result<std::shared_ptr<const Graph>> load(const Backend& backend, const ModelOnDisk& model) {
  if (!backend.info().own_format) WASINN_TRY(check_model(model.encoding, model.parts, ModelOrigin::Operator));
  std::vector<ModelPart> parts;
  for (const ModelFile& file : model.files) parts.push_back({file.bytes(), file.path()});
  Cancellation cancellation;
  return backend.load({model.encoding, parts, {backend.info().targets.front(), 0}}, cancellation);
}

void take_over(const Graph& graph, ModelReport& report) {
  report.inputs.assign(graph.inputs().begin(), graph.inputs().end());
  report.outputs.assign(graph.outputs().begin(), graph.outputs().end());
  report.metadata = graph.info().metadata;
}

BackendVerdict ask(const BackendSource& source, const ModelOnDisk& model, const Host& host, ModelReport& report) {
  BackendVerdict verdict{source.name, "", "", false};
  const auto backend = host.backends().open(source.name);
  if (!backend) {
    verdict.reason = backend.error().message;
    if (!source.how_to_get.empty()) verdict.reason += "; get it: " + source.how_to_get;
    verdict.missing = true;
    return verdict;
  }
  const auto graph = load(**backend, model);
  if (!graph) {
    verdict.reason = graph.error().message;
    return verdict;
  }
  verdict.device = (*graph)->info().device;
  if (report.inputs.empty() && report.outputs.empty()) take_over(**graph, report);
  return verdict;
}

std::string dimensions_text(const Port& port) {
  if (!port.rank_known) return "[...]";
  std::string out = "[";
  for (const PortDimension& dimension : port.dimensions) {
    if (out.size() > 1) out += ", ";
    if (dimension.known()) {
      out += std::to_string(dimension.size);
    } else {
      out += dimension.name.empty() ? "?" : printable(dimension.name);
    }
  }
  return out + "]";
}

std::string columns(std::vector<std::vector<std::string>> rows) {
  if (rows.empty()) return "";
  Table table(std::move(rows.front()));
  for (std::size_t i = 1; i < rows.size(); ++i) table.add(std::move(rows[i]));
  return table.text("  ");
}

void add_ports(const std::vector<Port>& ports, const char* kind, std::vector<std::vector<std::string>>& rows) {
  for (std::size_t i = 0; i < ports.size(); ++i) {
    rows.push_back({kind, std::to_string(i), printable(ports[i].name), ports[i].type_text(), dimensions_text(ports[i])});
    if (!ports[i].expressible()) rows.back().back() += "  (wasi-nn has no such type)";
  }
}

std::string ports_text(const ModelReport& report) {
  std::vector<std::vector<std::string>> rows;
  add_ports(report.inputs, "input", rows);
  add_ports(report.outputs, "output", rows);
  return columns(std::move(rows));
}

/// What belongs to the format itself, in brackets behind its name.
std::string format_text(const ModelReport& report) {
  std::string out;
  for (const auto& [key, value] : report.format) out += (out.empty() ? "" : ", ") + key + ' ' + printable(value);
  return out.empty() ? out : " (" + out + ")";
}

std::string parts_text(const ModelReport& report) {
  return report.parts == 1 ? "" : " in " + std::to_string(report.parts) + " parts";
}

std::string metadata_text(const ModelReport& report) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : report.metadata) rows.push_back({printable(key), printable(value, 100)});
  return columns(std::move(rows));
}

nlohmann::ordered_json port_json(const Port& port) {
  nlohmann::ordered_json out;
  out["name"] = port.name;
  out["type"] = port.type ? std::string(element_type_name(*port.type)) : port.type_text();
  out["expressible"] = port.expressible();
  if (!port.carried_type.empty()) out["carries"] = port.carried_type;
  if (!port.quantization.scales.empty()) {
    out["quantization"] = {{"scales", port.quantization.scales},
                           {"zero_points", port.quantization.zero_points},
                           {"axis", port.quantization.axis}};
  }
  if (!port.rank_known) {
    out["shape"] = nullptr;
    return out;
  }
  out["shape"] = nlohmann::ordered_json::array();
  for (const PortDimension& dimension : port.dimensions) {
    if (dimension.known()) {
      out["shape"].push_back(dimension.size);
    } else {
      out["shape"].push_back(dimension.name.empty() ? "?" : dimension.name);
    }
  }
  return out;
}

nlohmann::ordered_json texts_json(const std::vector<std::pair<std::string, std::string>>& texts) {
  auto out = nlohmann::ordered_json::object();
  for (const auto& [key, value] : texts) out[key] = value;
  return out;
}

nlohmann::ordered_json verdict_json(const BackendVerdict& verdict) {
  nlohmann::ordered_json out{{"name", verdict.backend}, {"runs", verdict.reason.empty()}};
  verdict.reason.empty() ? out["device"] = verdict.device : out["reason"] = verdict.reason;
  return out;
}

}  // namespace

bool ModelReport::runs_anywhere() const {
  return std::any_of(backends.begin(), backends.end(), [](const auto& verdict) { return verdict.reason.empty(); });
}

Result<ModelReport> report_on(const std::string& model, std::optional<Encoding> encoding, const Host& host) {
  WASINN_ASSIGN(const ModelOnDisk opened, open_model(model, encoding));
  ModelReport report;
  report.file = model;
  report.encoding = opened.encoding;
  report.byte_size = opened.byte_size;
  report.parts = opened.parts.size();
  report.sha256 = sha256_hex(opened.parts.front());
  report.format = describe_model(opened.encoding, opened.parts);
  for (const BackendSource& source : host.backends().sources()) {
    if (reads(source, opened.encoding)) report.backends.push_back(ask(source, opened, host, report));
  }
  return report;
}

std::string report_text(const ModelReport& report) {
  std::string out = std::filesystem::path(report.file).filename().string() + "   " +
                    std::string(encoding_name(report.encoding)) + format_text(report) + ", " +
                    format_byte_size(report.byte_size) + parts_text(report) + '\n' + ports_text(report) + metadata_text(report);
  std::string runs_on;
  std::string refusals;
  for (const BackendVerdict& verdict : report.backends) {
    if (verdict.reason.empty()) {
      runs_on += (runs_on.empty() ? "" : ", ") + verdict.backend + " (" + verdict.device + ")";
    } else {
      refusals += "not on " + verdict.backend + ": " + one_line(verdict.reason) + '\n';
    }
  }
  out += "runs on: " + (runs_on.empty() ? "nothing that is here" : runs_on) + '\n' + refusals;
  return out + "sha256: " + report.sha256 + '\n';
}

nlohmann::ordered_json report_json(const ModelReport& report) {
  nlohmann::ordered_json out{{"file", report.file},
                             {"encoding", encoding_name(report.encoding)},
                             {"bytes", report.byte_size},
                             {"parts", report.parts},
                             {"sha256", report.sha256}};
  out["format"] = texts_json(report.format);
  out["metadata"] = texts_json(report.metadata);
  for (const char* list : {"inputs", "outputs", "backends"}) out[list] = nlohmann::ordered_json::array();
  for (const Port& port : report.inputs) out["inputs"].push_back(port_json(port));
  for (const Port& port : report.outputs) out["outputs"].push_back(port_json(port));
  for (const BackendVerdict& verdict : report.backends) out["backends"].push_back(verdict_json(verdict));
  return out;
}

}  // namespace wasinn::cli

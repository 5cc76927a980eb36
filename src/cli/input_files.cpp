// SPDX-License-Identifier: Apache-2.0
// From `--input` texts to tensors.
#include "cli/input_files.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"
#include "cli/files.h"
#include "cli/npy.h"

namespace wasinn::cli {
namespace {

tl::unexpected<Error> wrong(std::string what) { return fail(ErrorCode::InvalidArgument, std::move(what)); }

std::string in_quotes(std::string_view text) { return "'" + printable(text) + "'"; }

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::size_t> index_named(std::span<const Port> ports, std::string_view name) {
  const auto port = std::find_if(ports.begin(), ports.end(), [&](const Port& p) { return p.name == name; });
  if (port != ports.end()) return static_cast<std::size_t>(port - ports.begin());
  const auto index = whole_number<std::size_t>(name);
  return index && *index < ports.size() ? index : std::nullopt;
}

std::string list_of(std::span<const Port> ports, std::string_view kind) {
  if (ports.empty()) return "it has none";
  std::string out = "there is ";
  for (std::size_t i = 0; i < ports.size(); ++i) out += (i == 0 ? "" : ", ") + port_text(kind, i, ports[i]);
  return out;
}

/// "1x1x8x8"; "" is no shape, and a scalar is "scalar".
std::optional<Shape> read_shape(std::string_view text) {
  if (text == "scalar") return Shape();
  std::vector<std::int64_t> sizes;
  for (;;) {
    const std::size_t end = text.find('x');
    const auto size = whole_number<std::int64_t>(text.substr(0, end));
    if (!size) return std::nullopt;
    sizes.push_back(*size);
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  auto shape = Shape::from(sizes);
  return shape ? std::optional(*shape) : std::nullopt;
}

/// One `--input` text taken apart.
struct Request {
  std::size_t port = 0;
  std::optional<Shape> shape;
  std::string file;
};

Result<Request> take_apart(std::span<const Port> ports, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos) {
    if (ports.size() == 1) return Request{0, {}, text};
    return wrong(in_quotes(text) + " does not say which input it is for; write NAME=FILE; " + list_of(ports, "input"));
  }
  const std::string_view name = std::string_view(text).substr(0, equals);
  Request request{0, {}, text.substr(equals + 1)};
  const std::size_t colon = name.rfind(':');
  if (!index_named(ports, name) && colon != name.npos) request.shape = read_shape(name.substr(colon + 1));
  WASINN_ASSIGN(request.port, find_port(ports, request.shape ? name.substr(0, colon) : name, "input"));
  return request;
}

/// The shape of bytes that bring none: the port's, with one unknown size made so that the bytes fit.
Result<Shape> shape_for(const Port& port, std::size_t byte_count) {
  std::vector<std::int64_t> sizes;
  std::uint64_t known = byte_size(*port.type);
  std::optional<std::size_t> unknown;
  for (const PortDimension& dimension : port.dimensions) {
    if (!dimension.known() && unknown) return wrong("more than one of its sizes is unknown");
    if (!dimension.known()) unknown = sizes.size();
    if (dimension.known()) known *= static_cast<std::uint64_t>(dimension.size);
    sizes.push_back(dimension.known() ? dimension.size : 0);
  }
  if (!port.rank_known) return wrong("its rank is unknown");
  if (unknown && known > 0) sizes[*unknown] = static_cast<std::int64_t>(byte_count / known);
  return Shape::from(sizes);
}

Result<TensorView> raw_tensor(const Port& port, const std::optional<Shape>& given, ByteView bytes) {
  if (port.any_type) return wrong("the model does not say its type, so bytes have no meaning; give a .npy file");
  if (!port.type) return fail(ErrorCode::UnsupportedOperation, "wasi-nn has no such type, so bytes have no meaning");
  auto shape = given ? Result<Shape>(*given) : shape_for(port, bytes.size());
  if (!shape) return wrong(shape.error().message + "; say the shape: NAME:1x2x3=FILE");
  return TensorView::checked(*port.type, *shape, bytes);
}

Result<Tensor> read_tensor(const Port& port, const Request& request) {
  WASINN_ASSIGN(const std::string content, read_file(request.file));
  const ByteView bytes = bytes_of(content);
  if (!is_npy(bytes)) {
    WASINN_ASSIGN(const TensorView view, raw_tensor(port, request.shape, bytes));
    return Tensor::copy_of(view);
  }
  WASINN_ASSIGN(TensorView view, parse_npy(bytes));
  if (request.shape) WASINN_TRY(TensorView::checked(view.type, *request.shape, view.bytes));
  view.shape = request.shape.value_or(view.shape);
  return Tensor::copy_of(view);
}

}  // namespace

std::string port_text(std::string_view kind, std::size_t index, const Port& port) {
  std::string out = std::string(kind) + ' ' + std::to_string(index);
  if (!port.name.empty()) out += " '" + printable(port.name) + "'";
  return out + ' ' + port.text();
}

Result<std::size_t> find_port(std::span<const Port> ports, std::string_view name, std::string_view kind) {
  if (const auto index = index_named(ports, name)) return *index;
  return wrong("the model has no " + std::string(kind) + " " + in_quotes(name) + "; " + list_of(ports, kind));
}

Result<std::vector<std::optional<Tensor>>> read_given_inputs(std::span<const Port> ports,
                                                             const std::vector<std::string>& texts) {
  std::vector<std::optional<Tensor>> found(ports.size());
  for (const std::string& text : texts) {
    WASINN_ASSIGN(const Request request, take_apart(ports, text));
    const std::string what = port_text("input", request.port, ports[request.port]);
    if (found[request.port]) return wrong(what + " is given twice");
    auto tensor = read_tensor(ports[request.port], request);
    if (!tensor) return fail(std::move(tensor).error().within(what + " from " + request.file));
    found[request.port] = std::move(*tensor);
  }
  return found;
}

Result<std::vector<Tensor>> read_inputs(std::span<const Port> ports, const std::vector<std::string>& texts) {
  WASINN_ASSIGN(auto found, read_given_inputs(ports, texts));
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (!found[i]) return wrong(port_text("input", i, ports[i]) + " is not given; give it: --input NAME=FILE");
    tensors.push_back(std::move(*found[i]));
  }
  return tensors;
}

}  // namespace wasinn::cli

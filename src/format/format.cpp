// SPDX-License-Identifier: Apache-2.0
// Magic numbers of model formats, and which check belongs to which format.
#include "format/format.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "format/gguf.h"
#include "format/onnx.h"
#include "format/openvino_ir.h"
#include "format/tensorflow.h"
#include "format/tflite.h"
#include "format/torchscript.h"

namespace wasinn {
namespace {

using namespace std::string_view_literals;

/// Something that is no model, but is handed over as one now and then.
struct Lookalike {
  std::string_view magic;
  std::string_view name;
};

constexpr std::array kLookalikes = {
    Lookalike{"\x1f\x8b"sv, "gzip"},
    Lookalike{"PK\x03\x04"sv, "a zip archive"},
    Lookalike{"\x28\xb5\x2f\xfd"sv, "zstandard"},
    Lookalike{"\xfd"
              "7zXZ"sv,
              "xz"},
    Lookalike{"BZh"sv, "bzip2"},
    Lookalike{"\x7f"
              "ELF"sv,
              "an ELF program"},
    Lookalike{"\0asm"sv, "WebAssembly"},
    Lookalike{"\x89"
              "HDF\r\n"sv,
              "HDF5"},
    Lookalike{"\x89"
              "PNG"sv,
              "a PNG picture"},
    Lookalike{"\xff\xd8\xff"sv, "a JPEG picture"},
    Lookalike{"\x93"
              "NUMPY"sv,
              "a NumPy array"},
    Lookalike{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46"sv, "weights without code, of an old PyTorch (torch.jit.save saves both)"},
    Lookalike{"version https://git-lfs"sv, "a Git LFS pointer (the model itself was not fetched)"},
    Lookalike{"<!DOCTYPE html"sv, "an HTML page"},
    Lookalike{"<!doctype html"sv, "an HTML page"},
    Lookalike{"<html"sv, "an HTML page"},
};

std::string_view head_of(std::span<const ByteView> parts, std::size_t most) {
  return parts.empty() ? std::string_view() : text_of(parts.front()).substr(0, most);
}

/// XML with an element `net` near its beginning; a byte order mark and blanks may come first.
bool is_openvino_ir(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::size_t begin = std::min(head.find_first_not_of(" \t\r\n"), head.size());
  const std::size_t net = head.find("<net");
  return head.substr(begin).starts_with("<") && net != std::string_view::npos && net + 4 < head.size() &&
         std::string_view(" \t\r\n>/").find(head[net + 4]) != std::string_view::npos;
}

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return c == '\n' || c == '\t' || c == '\r' || (c >= 0x20 && c < 0x7F); });
}

std::size_t most_parts(Encoding encoding) { return encoding == Encoding::OpenVino ? 2 : 1; }

Result<void> check_parts(Encoding encoding, std::span<const ByteView> parts) {
  const std::string name(encoding_name(encoding));
  if (parts.empty() || parts.size() > most_parts(encoding)) {
    return fail(ErrorCode::InvalidArgument,
                "a model in encoding " + name + " has " +
                    (most_parts(encoding) == 1 ? "one part" : "one or two parts") + ", got " +
                    std::to_string(parts.size()));
  }
  if (parts.front().empty()) {
    return fail(ErrorCode::InvalidArgument, "the model in encoding " + name + " has no bytes");
  }
  return {};
}

}  // namespace

std::optional<Encoding> sniff_encoding(std::span<const ByteView> parts) {
  const std::string_view head = head_of(parts, 4096);
  if (head.empty()) return std::nullopt;
  if (head.starts_with("GGUF")) return Encoding::Ggml;
  if (head.size() >= 8 && head.substr(4, 4) == "TFL3") return Encoding::TensorFlowLite;
  if (is_openvino_ir(head)) return Encoding::OpenVino;
  if (torchscript::recognise(parts.front())) return Encoding::PyTorch;
  if (onnx::recognise(parts.front())) return Encoding::Onnx;
  if (tensorflow::recognise(parts.front())) return Encoding::TensorFlow;
  return std::nullopt;
}

std::string looks_like(std::span<const ByteView> parts) {
  if (const auto encoding = sniff_encoding(parts)) return std::string(encoding_name(*encoding));
  const std::string_view head = head_of(parts, 64);
  if (head.empty()) return "no bytes at all";
  for (const Lookalike& lookalike : kLookalikes) {
    if (head.starts_with(lookalike.magic)) return std::string(lookalike.name);
  }
  return is_text(head) ? "text" : "nothing known";
}

Result<void> check_model(Encoding encoding, std::span<const ByteView> parts, ModelOrigin origin) {
  WASINN_TRY(check_parts(encoding, parts));
  const auto found = sniff_encoding(parts);
  if (found != encoding) {
    return fail(ErrorCode::InvalidEncoding, "does not parse as " + std::string(encoding_name(encoding)) +
                                                " (its first bytes look like " + looks_like(parts) + ")");
  }
  if (encoding == Encoding::Ggml) return gguf::check(parts.front());
  if (encoding == Encoding::Onnx) return onnx::check(parts.front(), origin);
  if (encoding == Encoding::OpenVino) return openvino_ir::check(parts, origin);
  if (encoding == Encoding::PyTorch) return torchscript::check(parts.front());
  if (encoding == Encoding::TensorFlow) return tensorflow::check(parts.front());
  if (encoding == Encoding::TensorFlowLite) return tflite::check(parts.front(), origin);
  return {};
}

std::vector<std::pair<std::string, std::string>> describe_model(Encoding encoding, std::span<const ByteView> parts) {
  if (parts.empty()) return {};
  if (encoding == Encoding::Ggml) return gguf::describe(parts.front());
  if (encoding == Encoding::Onnx) return onnx::describe(parts.front());
  if (encoding == Encoding::OpenVino) return openvino_ir::describe(parts);
  if (encoding == Encoding::PyTorch) return torchscript::describe(parts.front());
  if (encoding == Encoding::TensorFlow) return tensorflow::describe(parts.front());
  if (encoding == Encoding::TensorFlowLite) return tflite::describe(parts.front());
  return {};
}

}  // namespace wasinn

// SPDX-License-Identifier: Apache-2.0
// The yardstick: a framework called directly, one copy into a reused input buffer, one out of a reused output buffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/workload.h"

namespace wasinn::bench {

/// A 64-byte-aligned buffer of floats.
struct Buffer {
  explicit Buffer(std::uint64_t elements);
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  float* data;
  std::size_t byte_size;
};

/// One workload's model with its buffers bound. One thread.
class NativeModel {
 public:
  explicit NativeModel(const Workload& workload);
  virtual ~NativeModel() = default;
  NativeModel(const NativeModel&) = delete;
  NativeModel& operator=(const NativeModel&) = delete;

  /// Runs `count` inferences: copies the caller's input in, runs, copies the output out.
  void infer(std::uint64_t count);

  /// The same on the bound buffers alone: no copies.
  void infer_in_place(std::uint64_t count);

  /// The sum of the last output's elements, to compare with what the guest computed.
  double output_sum() const;

 protected:
  Buffer input_;
  Buffer output_;

 private:
  virtual void run() = 0;

  std::vector<float> from_;  // the caller's side of the copies
  std::vector<float> to_;
};

/// The model on the framework of that backend: "onnxruntime", "openvino" or "tflite".
std::unique_ptr<NativeModel> open_native(const std::string& backend, const Workload& workload);

}  // namespace wasinn::bench

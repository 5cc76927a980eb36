// SPDX-License-Identifier: Apache-2.0
// The yardstick: ONNX Runtime called directly, one copy into a reused input buffer and one out of a reused output buffer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/workload.h"

namespace wasinn::bench {

/// A session on one workload's model with its buffers bound. One thread.
class NativeModel {
 public:
  explicit NativeModel(const Workload& workload);
  ~NativeModel();
  NativeModel(const NativeModel&) = delete;
  NativeModel& operator=(const NativeModel&) = delete;

  /// Runs `count` inferences: copies the caller's input in, runs, copies the output out.
  void infer(std::uint64_t count);

  /// The same on the bound buffers alone: no copies.
  void infer_in_place(std::uint64_t count);

  /// The sum of the last output's elements, to compare with what the guest computed.
  double output_sum() const;

 private:
  struct Session;
  std::unique_ptr<Session> session_;
  std::vector<float> from_;  // the caller's side of the copies
  std::vector<float> to_;
};

}  // namespace wasinn::bench

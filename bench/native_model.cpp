// SPDX-License-Identifier: Apache-2.0
// What native inference is whatever the framework: the buffers and the two copies.
#include "bench/native_model.h"

#include <cstring>
#include <new>
#include <numeric>

#include "bench/native_onnxruntime.h"
#include "bench/native_openvino.h"
#include "bench/native_tflite.h"

namespace wasinn::bench {

Buffer::Buffer(std::uint64_t elements)
    : data(static_cast<float*>(::operator new(elements * sizeof(float), std::align_val_t{64}))),
      byte_size(elements * sizeof(float)) {}

Buffer::~Buffer() { ::operator delete(data, std::align_val_t{64}); }

NativeModel::NativeModel(const Workload& workload)
    : input_(element_count(workload.dimensions)),
      output_(element_count(workload.output_dimensions)),
      from_(element_count(workload.dimensions)),
      to_(element_count(workload.output_dimensions)) {
  constexpr std::size_t kPeriod = 251;  // the guest fills its input the same way
  for (std::size_t i = 0; i < from_.size(); ++i) from_[i] = static_cast<float>(i % kPeriod) / float{kPeriod};
}

void NativeModel::infer(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    std::memcpy(input_.data, from_.data(), input_.byte_size);
    run();
    std::memcpy(to_.data(), output_.data, output_.byte_size);
  }
}

void NativeModel::infer_in_place(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) run();
}

double NativeModel::output_sum() const { return std::accumulate(to_.begin(), to_.end(), 0.0); }

std::unique_ptr<NativeModel> open_native(const std::string& backend, const Workload& workload) {
  if (backend == "onnxruntime") return open_onnxruntime(workload);
  if (backend == "openvino") return open_openvino(workload);
  if (backend == "tflite") return open_tflite(workload);
  give_up("there is no native side for " + backend);
}

}  // namespace wasinn::bench

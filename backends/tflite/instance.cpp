// SPDX-License-Identifier: Apache-2.0
// Making of models and interpreters, and the calls that can fail.
#include "instance.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include <wasinn/plugin.hpp>

namespace lite {
namespace {

constexpr std::size_t kAlignment = 64;

Owned<Delegate> make_delegate(const Functions& functions, std::int32_t threads) {
  XnnpackOptions options = functions.XNNPackDelegateOptionsDefault();
  options.num_threads = threads;
  return {functions.XNNPackDelegateCreate(&options), {functions.XNNPackDelegateDelete}};
}

}  // namespace

void LiteModel::Free::operator()(void* memory) const noexcept { std::free(memory); }

LiteModel::LiteModel(const Functions& functions, std::span<const std::uint8_t> bytes) : functions_(functions) {
  const std::size_t room = (bytes.size() + kAlignment - 1) / kAlignment * kAlignment;
  bytes_.reset(std::aligned_alloc(kAlignment, room));
  if (!bytes_) throw std::bad_alloc();
  std::memcpy(bytes_.get(), bytes.data(), bytes.size());
  Report report;
  model_ = {functions_.ModelCreateWithErrorReporter(bytes_.get(), bytes.size(), Report::receive, &report),
            {functions_.ModelDelete}};
  if (!model_) report.fail(WASINN_INVALID_ENCODING, "the bytes are no TensorFlow Lite model");
}

Instance::Instance(const LiteModel& model, const InstanceOptions& options) : functions_(model.functions()) {
  if (options.accelerated) delegate_ = make_delegate(functions_, options.threads);
  interpreter_ = create(model, options.threads);
  if (!interpreter_) report_.fail(WASINN_INVALID_ENCODING, "the model does not load");
}

Owned<Interpreter> Instance::create(const LiteModel& model, std::int32_t threads) {
  const Owned<InterpreterOptions> options(functions_.InterpreterOptionsCreate(),
                                          {functions_.InterpreterOptionsDelete});
  functions_.InterpreterOptionsSetNumThreads(options.get(), threads);
  functions_.InterpreterOptionsSetErrorReporter(options.get(), Report::receive, &report_);
  functions_.InterpreterOptionsEnableCancellation(options.get(), true);
  if (delegate_) functions_.InterpreterOptionsAddDelegate(options.get(), delegate_.get());
  return {functions_.InterpreterCreate(model.get(), options.get()), {functions_.InterpreterDelete}};
}

void Instance::resize(std::size_t input, std::span<const std::int64_t> sizes) {
  int narrow[WASINN_MAX_RANK];
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) narrow[axis] = static_cast<int>(sizes[axis]);
  report_.clear();
  const Status status = functions_.InterpreterResizeInputTensor(
      interpreter_.get(), static_cast<std::int32_t>(input), narrow, static_cast<std::int32_t>(sizes.size()));
  if (status != kOk) report_.fail(WASINN_INVALID_ARGUMENT, "input " + std::to_string(input) + " has a wrong shape");
}

void Instance::allocate(wasinn_status status) {
  report_.clear();
  if (functions_.InterpreterAllocateTensors(interpreter_.get()) == kOk) return;
  report_.fail(status, "the model cannot be prepared for its inputs");
}

bool Instance::invoke() {
  report_.clear();
  return functions_.InterpreterInvoke(interpreter_.get()) == kOk;
}

}  // namespace lite

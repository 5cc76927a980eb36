// SPDX-License-Identifier: Apache-2.0
// Making of models and interpreters, and the calls that can fail.
#include "instance.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include <wasinn/plugin.hpp>

#include "abort_trap.h"
#include "guarded_operators.h"

namespace lite {
namespace {

using wasinn::sdk::Failure;

constexpr std::size_t kAlignment = 64;

constexpr const char* kGaveUp = "the framework gave up on the model: a check inside of one of its operators failed";

}  // namespace

void LiteModel::Free::operator()(void* memory) const noexcept { std::free(memory); }

LiteModel::LiteModel(const Functions& functions, std::span<const std::uint8_t> bytes, Losses& losses, bool from_guest)
    : functions_(functions), losses_(losses), byte_size_(bytes.size()), from_guest_(from_guest) {
  const std::size_t room = (bytes.size() + kAlignment - 1) / kAlignment * kAlignment;
  bytes_.reset(std::aligned_alloc(kAlignment, room));
  if (!bytes_) throw std::bad_alloc();
  std::memcpy(bytes_.get(), bytes.data(), bytes.size());
  Report report;
  Model* model = nullptr;
  const bool survived = survives([&] {
    model = functions_.ModelCreateWithErrorReporter(bytes_.get(), bytes.size(), Report::receive, &report);
  });
  if (!survived) {
    losses_.add(byte_size_);
    throw Failure(WASINN_INVALID_ENCODING, kGaveUp);
  }
  model_ = {model, {functions_.ModelDelete}};
  if (!model_) report.fail(WASINN_INVALID_ENCODING, "the bytes are no TensorFlow Lite model");
}

void LiteModel::lose(const std::shared_ptr<const LiteModel>& self) noexcept {
  self->losses_.add(self->byte_size_);
  (void)new (std::nothrow) std::shared_ptr<const LiteModel>(self);
}

Instance::Instance(std::shared_ptr<const LiteModel> model, const InstanceOptions& options)
    : functions_(model->functions()), model_(std::move(model)) {
  model_->refuse_after_too_many_losses();
  if (options.accelerated) {
    XnnpackOptions accelerator = functions_.XNNPackDelegateOptionsDefault();
    accelerator.num_threads = options.threads;
    delegate_ = {functions_.XNNPackDelegateCreate(&accelerator), {functions_.XNNPackDelegateDelete}};
  }
  create(options.threads);
  if (!interpreter_) report_.fail(WASINN_INVALID_ENCODING, "the model does not load");
}

Instance::~Instance() {
  if (!in_pieces_) return;
  // Threads of the framework may still work on these, and nothing in them is fit to be given back.
  (void)interpreter_.release();
  (void)delegate_.release();
  LiteModel::lose(model_);
}

// Throws when the framework gives up, and whenever that was so before.
template <class Call>
Status Instance::call(const Call& call, wasinn_status status) {
  if (in_pieces_) throw Failure(status, kGaveUp);
  report_.clear();
  Status result = kOk;
  in_pieces_ = !survives([&] { result = call(); });
  if (in_pieces_) throw Failure(status, kGaveUp);
  return result;
}

void Instance::create(std::int32_t threads) {
  const Owned<InterpreterOptions> options(functions_.InterpreterOptionsCreate(),
                                          {functions_.InterpreterOptionsDelete});
  functions_.InterpreterOptionsSetNumThreads(options.get(), threads);
  functions_.InterpreterOptionsSetErrorReporter(options.get(), Report::receive, &report_);
  functions_.InterpreterOptionsEnableCancellation(options.get(), true);
  guard_operators(functions_, options.get());
  if (delegate_) functions_.InterpreterOptionsAddDelegate(options.get(), delegate_.get());
  Interpreter* interpreter = nullptr;
  const bool survived = survives([&] { interpreter = functions_.InterpreterCreate(model_->get(), options.get()); });
  if (survived) {
    interpreter_ = {interpreter, {functions_.InterpreterDelete}};
    return;
  }
  // An object whose constructor throws has no destructor run.
  (void)delegate_.release();
  LiteModel::lose(model_);
  throw Failure(WASINN_INVALID_ENCODING, kGaveUp);
}

void Instance::resize(std::size_t input, std::span<const std::int64_t> sizes) {
  int narrow[WASINN_MAX_RANK];
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) narrow[axis] = static_cast<int>(sizes[axis]);
  const auto rank = static_cast<std::int32_t>(sizes.size());
  const Status status = call(
      [&] {
        return functions_.InterpreterResizeInputTensor(get(), static_cast<std::int32_t>(input), narrow, rank);
      },
      WASINN_INVALID_ARGUMENT);
  if (status != kOk) report_.fail(WASINN_INVALID_ARGUMENT, "input " + std::to_string(input) + " has a wrong shape");
}

void Instance::place_input(std::size_t input, void* memory, std::size_t byte_size) {
  const int tensor = functions_.InterpreterInputTensorIndices(get())[input];
  const CustomAllocation allocation{memory, byte_size};
  const Status status = call(
      [&] { return functions_.InterpreterSetCustomAllocationForTensor(get(), tensor, &allocation, 0); },
      WASINN_RUNTIME_ERROR);
  if (status != kOk) report_.fail(WASINN_RUNTIME_ERROR, "input " + std::to_string(input) + " cannot be placed");
}

void Instance::allocate(wasinn_status status) {
  if (call([&] { return functions_.InterpreterAllocateTensors(get()); }, status) == kOk) return;
  report_.fail(status, "the model cannot be prepared for its inputs");
}

void Instance::invoke() {
  if (call([&] { return functions_.InterpreterInvoke(get()); }, WASINN_RUNTIME_ERROR) == kOk) return;
  report_.fail(WASINN_RUNTIME_ERROR, "the computation failed");
}

}  // namespace lite

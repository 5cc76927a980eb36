// SPDX-License-Identifier: Apache-2.0
// Choosing among backends and opening them when they are first needed.
#include "registry/backend_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace wasinn {
namespace {

using testing::HasSubstr;
using testing::Not;

class NamedBackend : public Backend {
 public:
  explicit NamedBackend(std::string name) { info_.name = std::move(name); }
  const BackendInfo& info() const noexcept override { return info_; }
  Result<std::shared_ptr<const Graph>> load(const LoadRequest&, Cancellation&) const override {
    return fail(ErrorCode::UnsupportedOperation, "loads nothing");
  }

 private:
  BackendInfo info_;
};

BackendSource source(std::string name, std::vector<Encoding> encodings) {
  BackendSource source;
  source.name = name;
  source.encodings = std::move(encodings);
  source.open = [name]() -> Result<std::shared_ptr<const Backend>> { return std::make_shared<NamedBackend>(name); };
  return source;
}

BackendSource missing(std::string name, std::vector<Encoding> encodings, std::string how_to_get) {
  BackendSource missing = source(std::move(name), std::move(encodings));
  missing.how_to_get = std::move(how_to_get);
  missing.open = []() -> Result<std::shared_ptr<const Backend>> {
    return fail(ErrorCode::NotFound, "its library is missing");
  };
  return missing;
}

std::string serving(const BackendRegistry& registry, Encoding encoding) {
  const auto backend = registry.serving(encoding);
  return backend ? (*backend)->info().name : backend.error().message;
}

TEST(Backends, ServeInTheOrderTheyWereAdded) {
  BackendRegistry registry;
  ASSERT_TRUE(registry.add(source("first", {Encoding::Onnx})));
  ASSERT_TRUE(registry.add(source("second", {Encoding::Onnx, Encoding::OpenVino})));
  EXPECT_EQ(serving(registry, Encoding::Onnx), "first");
  EXPECT_EQ(serving(registry, Encoding::OpenVino), "second");
  EXPECT_EQ(registry.sources().size(), 2U);
}

TEST(Backends, StepInForOnesThatDoNotOpen) {
  BackendRegistry registry;
  ASSERT_TRUE(registry.add(missing("first", {Encoding::Onnx}, "")));
  ASSERT_TRUE(registry.add(source("second", {Encoding::Onnx})));
  EXPECT_EQ(serving(registry, Encoding::Onnx), "second");
}

TEST(Backends, ThatNobodyHasAreAnInvalidEncoding) {
  BackendRegistry registry;
  ASSERT_TRUE(registry.add(source("first", {Encoding::Onnx})));
  EXPECT_EQ(registry.serving(Encoding::PyTorch).error().code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(serving(registry, Encoding::PyTorch), HasSubstr("encoding pytorch needs a backend"));
}

TEST(Backends, ThatDoNotOpenSayWhyAndHowToGetThem) {
  BackendRegistry registry;
  ASSERT_TRUE(registry.add(missing("torch", {Encoding::PyTorch}, "tools/setup torch")));
  ASSERT_TRUE(registry.add(missing("other", {Encoding::PyTorch}, "")));
  ASSERT_TRUE(registry.add(missing("unrelated", {Encoding::Onnx}, "")));
  EXPECT_EQ(registry.serving(Encoding::PyTorch).error().code, ErrorCode::InvalidEncoding);
  const std::string message = serving(registry, Encoding::PyTorch);
  EXPECT_THAT(message, HasSubstr("torch: its library is missing; get it: tools/setup torch"));
  EXPECT_THAT(message, HasSubstr("other: its library is missing"));
  EXPECT_THAT(message, Not(HasSubstr("unrelated")));
}

TEST(Backends, HaveANameEach) {
  BackendRegistry registry;
  ASSERT_TRUE(registry.add(source("same", {Encoding::Onnx})));
  EXPECT_EQ(registry.add(source("same", {Encoding::Ggml})).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(registry.sources().size(), 1U);
}

TEST(Backends, OpenByName) {
  BackendRegistry registry;
  ASSERT_TRUE(registry.add(source("first", {Encoding::Onnx})));
  EXPECT_EQ(registry.open("first").value()->info().name, "first");
  EXPECT_EQ(registry.open("second").error().code, ErrorCode::NotFound);
  EXPECT_THAT(registry.open("a\x1b[2J").error().message, HasSubstr("'a?[2J'"));
}

TEST(Backends, OpenOnceHoweverOftenTheyAreAskedFor) {
  std::atomic<int> opened{0};
  BackendRegistry registry;
  BackendSource counted = source("counted", {Encoding::Onnx});
  counted.open = [&, open = counted.open] {
    ++opened;
    return open();
  };
  ASSERT_TRUE(registry.add(std::move(counted)));
  EXPECT_EQ(opened, 0) << "nothing is opened before it is needed";
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 100; ++round) EXPECT_TRUE(registry.serving(Encoding::Onnx));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 1);
  EXPECT_EQ(registry.open("counted").value(), registry.serving(Encoding::Onnx).value());
}

TEST(Backends, AreTriedAgainAfterAFailure) {
  int tries = 0;
  BackendRegistry registry;
  BackendSource late = source("late", {Encoding::Onnx});
  late.open = [&tries, open = late.open]() -> Result<std::shared_ptr<const Backend>> {
    if (++tries == 1) return fail(ErrorCode::NotFound, "not yet");
    return open();
  };
  ASSERT_TRUE(registry.add(std::move(late)));
  EXPECT_THAT(serving(registry, Encoding::Onnx), HasSubstr("not yet"));
  EXPECT_EQ(serving(registry, Encoding::Onnx), "late");
  EXPECT_EQ(serving(registry, Encoding::Onnx), "late");
  EXPECT_EQ(tries, 2);
}

TEST(Backends, ThatThrowWhileOpeningBlockNobody) {
  int tries = 0;
  BackendRegistry registry;
  BackendSource broken = source("broken", {Encoding::Onnx});
  broken.open = [&tries, open = broken.open]() -> Result<std::shared_ptr<const Backend>> {
    if (++tries == 1) throw std::runtime_error("no memory");
    return open();
  };
  ASSERT_TRUE(registry.add(std::move(broken)));
  EXPECT_THROW((void)registry.serving(Encoding::Onnx), std::runtime_error);
  EXPECT_EQ(serving(registry, Encoding::Onnx), "broken");
}

}  // namespace
}  // namespace wasinn

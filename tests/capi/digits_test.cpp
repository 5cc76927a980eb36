// SPDX-License-Identifier: Apache-2.0
// A real framework through the embedding interface gives the very bits that it gives when it is called directly:
// without a guest, from a core module and from a component.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "tests/capi/digits.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::capi {
namespace {

class Digits : public testing::Test {
 protected:
  /// What a guest prints that is given the picture in a file.
  std::string run(const std::string& name) {
    const demo::Pixels pixels = picture();
    folder_.write("pixels", {reinterpret_cast<const char*>(pixels.data()), sizeof pixels});
    wasinn_guest* guest = nullptr;
    EXPECT_EQ(wasinn_guest_load(host_.get(), guest_path(name).c_str(), &guest, failure_.slot()), WASINN_OK)
        << failure_.message();
    const GuestPtr owned(guest);
    const char* const arguments[] = {"digits", "/data/pixels"};
    const std::string folder = folder_.path().string();
    const wasinn_directory directory{folder.c_str(), "/data"};
    std::string printed;
    wasinn_run_options options{};
    options.struct_size = sizeof options;
    options.arguments = arguments;
    options.argument_count = 2;
    options.directories = &directory;
    options.directory_count = 1;
    options.output = [](void* text, const std::uint8_t* bytes, std::uint64_t byte_size) {
      static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), byte_size);
    };
    options.output_data = &printed;
    EXPECT_EQ(wasinn_guest_run(guest, nullptr, &options, nullptr, failure_.slot()), WASINN_OK) << failure_.message();
    return printed;
  }

  const HostPtr host_ = digits_host();
  const TemporaryFolder folder_;
  Failure failure_;
};

TEST_F(Digits, AreTheFrameworksOwnWithoutAGuest) {
  const ContextPtr context = make_context(load_named(make_session(host_), "digits"));
  const demo::Pixels pixels = picture();
  const wasinn_tensor input = tensor(WASINN_TYPE_F32, {1, 1, 8, 8}, pixels.data(), sizeof pixels);
  demo::Probabilities answer{};
  wasinn_tensor output = tensor(WASINN_TYPE_F32, {1, 10}, answer.data(), sizeof answer);
  WASINN_ASSERT_OK(wasinn_context_compute(context.get(), &input, 1, &output, 1, failure_.slot()), failure_);
  EXPECT_EQ(output.data, reinterpret_cast<std::uint8_t*>(answer.data())) << "the framework wrote where it was told";
  EXPECT_EQ(answer, native_answer());
  wasinn_tensor kept{};
  WASINN_ASSERT_OK(wasinn_context_compute(context.get(), &input, 1, &kept, 1, failure_.slot()), failure_);
  ASSERT_EQ(kept.byte_size, sizeof answer);
  EXPECT_EQ(std::memcmp(kept.data, answer.data(), sizeof answer), 0);
}

TEST_F(Digits, AreTheFrameworksOwnFromACoreModule) { EXPECT_EQ(answer_in(run("jobs_c_core")), native_answer()); }

TEST_F(Digits, AreTheFrameworksOwnFromAComponent) { EXPECT_EQ(answer_in(run("jobs_c_component")), native_answer()); }

}  // namespace
}  // namespace wasinn::capi

// SPDX-License-Identifier: Apache-2.0
// The framework called directly, and what guests print.
#include "tests/capi/digits.h"

#include <bit>
#include <cstddef>
#include <sstream>

namespace wasinn::capi {
namespace {

const std::string kModel = WASINN_TEST_SOURCE_DIR "/models/digits.onnx";

}  // namespace

demo::Pixels picture() {
  demo::Pixels pixels{};
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i * 37 % 64) / 63.0F;
  return pixels;
}

demo::Probabilities native_answer() { return demo::NativeDigits(WASINN_TEST_ONNXRUNTIME, kModel).infer(picture()); }

HostPtr digits_host() {
  Failure failure;
  const ConfigPtr config(wasinn_config_new());
  const std::string json = R"({"plugins": ")" WASINN_TEST_PLUGIN_DIR R"(", "frameworks": ")" WASINN_TEST_CACHE_DIR
                           R"(", "cache": false, "graphs": {"digits": ")" + kModel + R"("}})";
  EXPECT_EQ(wasinn_config_read_text(config.get(), json.c_str(), nullptr, failure.slot()), WASINN_OK)
      << failure.message();
  return make_host(config);
}

demo::Probabilities answer_in(const std::string& printed) {
  demo::Probabilities answer{};
  std::istringstream words(printed.substr(printed.find('\n') + 1));
  std::string name;
  words >> name >> std::hex;
  for (float& value : answer) {
    std::uint32_t bits = 0;
    words >> bits;
    value = std::bit_cast<float>(bits);
  }
  EXPECT_TRUE(words) << printed;
  return answer;
}

std::string guest_path(const std::string& name) { return WASINN_TEST_GUEST_DIR "/" + name + ".wasm"; }

}  // namespace wasinn::capi

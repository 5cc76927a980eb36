# SPDX-License-Identifier: Apache-2.0
# Libraries from the distribution, found once for all folders; tools/setup names each package with its reason.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)

if(WASINN_ENGINE)
  find_package(CLI11 REQUIRED)
  find_package(spdlog REQUIRED)
endif()
if(WASINN_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
if(WASINN_BENCH)
  find_package(benchmark REQUIRED)
endif()

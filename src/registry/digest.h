// SPDX-License-Identifier: Apache-2.0
// SHA-256 of model bytes.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wasinn {

/// Collects bytes into one SHA-256. One thread at a time.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  /// Adds a length and then the bytes, so that no two lists of parts give the same sum.
  void add_part(ByteView bytes);

  /// Adds the bytes alone.
  void add(ByteView bytes);

  /// The sum as 64 lower-case hexadecimal digits. Ends the collection.
  std::string hex();

 private:
  void* state_;  // EVP_MD_CTX of OpenSSL, whose header stays out of here
};

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(ByteView bytes);

/// Whether `text` has the form of such a sum.
bool is_sha256_hex(std::string_view text) noexcept;

}  // namespace wasinn

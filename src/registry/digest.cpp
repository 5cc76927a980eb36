// SPDX-License-Identifier: Apache-2.0
// SHA-256 through OpenSSL's libcrypto.
#include "registry/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace wasinn {
namespace {

EVP_MD_CTX* context_of(void* state) { return static_cast<EVP_MD_CTX*>(state); }

}  // namespace

Digest::Digest() : state_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_of(state_), EVP_sha256(), nullptr); }

Digest::~Digest() { EVP_MD_CTX_free(context_of(state_)); }

void Digest::add(ByteView bytes) { EVP_DigestUpdate(context_of(state_), bytes.data(), bytes.size()); }

void Digest::add_part(ByteView bytes) {
  const std::uint64_t size = bytes.size();
  add(std::as_bytes(std::span(&size, 1)));
  add(bytes);
}

std::string Digest::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context_of(state_), sum.data(), &size);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out += kDigits[sum[i] >> 4U];
    out += kDigits[sum[i] & 15U];
  }
  return out;
}

std::string sha256_hex(ByteView bytes) {
  Digest digest;
  digest.add(bytes);
  return digest.hex();
}

bool is_sha256_hex(std::string_view text) noexcept {
  constexpr std::size_t kDigits = 64;
  return text.size() == kDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace wasinn

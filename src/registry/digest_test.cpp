// SPDX-License-Identifier: Apache-2.0
// SHA-256 against published values, and parts that must not run into each other.
#include "registry/digest.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace wasinn {
namespace {

std::string sum_of(std::string_view text) { return sha256_hex(bytes_of(text)); }

std::string sum_of_parts(const std::vector<std::string>& parts) {
  Digest digest;
  for (const std::string& part : parts) digest.add_part(bytes_of(part));
  return digest.hex();
}

// Source: FIPS 180-4 example values (NIST, "SHA256.pdf" and the long message of the SHAVS).
TEST(Sha256, GivesThePublishedValues) {
  EXPECT_EQ(sum_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sum_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sum_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sum_of(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OfBytesInPiecesIsThatOfTheWhole) {
  Digest digest;
  digest.add(bytes_of("a"));
  digest.add({});
  digest.add(bytes_of("bc"));
  EXPECT_EQ(digest.hex(), sum_of("abc"));
}

TEST(DigestOfParts, DiffersWhereverThePartsAreDivided) {
  const std::set<std::string> sums = {sum_of_parts({"ab"}),     sum_of_parts({"a", "b"}),    sum_of_parts({"b", "a"}),
                                      sum_of_parts({"ab", ""}), sum_of_parts({"", "ab"}),    sum_of_parts({}),
                                      sum_of_parts({""}),       sum_of_parts({"a", "", "b"}), sum_of("ab")};
  EXPECT_EQ(sums.size(), 9U);
  EXPECT_EQ(sum_of_parts({"a", "b"}), sum_of_parts({"a", "b"}));
}

}  // namespace
}  // namespace wasinn

// SPDX-License-Identifier: Apache-2.0
// Inflating piece by piece, and the checksum over it.
#include "format/zip_content.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace wasinn::zip {
namespace {

constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // zlib counts in 32 bits

tl::unexpected<Error> damaged(const Entry& entry) {
  return fail(ErrorCode::InvalidEncoding,
              "the zip archive is damaged: '" + printable(entry.name) + "' does not match its checksum");
}

/// The checksum and size of bytes that come in pieces.
class Sum {
 public:
  void add(ByteView bytes) {
    size_ += bytes.size();
    while (!bytes.empty()) {
      const ByteView piece = bytes.first(std::min(bytes.size(), kMostAtOnce));
      crc_ = crc32(crc_, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
      bytes = bytes.subspan(piece.size());
    }
  }

  std::uint64_t size() const { return size_; }
  bool matches(const Entry& entry) const { return size_ == entry.size && crc_ == entry.crc32; }

 private:
  uLong crc_ = crc32(0, nullptr, 0);
  std::uint64_t size_ = 0;
};

/// One stream of deflated bytes.
class Inflater {
 public:
  Inflater() : ready_(inflateInit2(&stream_, -MAX_WBITS) == Z_OK) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }

  /// False when the bytes are no such stream, do not end it, or give more than `most`.
  bool run(ByteView packed, std::uint64_t most, Sum& sum) {
    std::array<std::byte, 16384> piece;
    int state = ready_ ? Z_OK : Z_MEM_ERROR;
    while (state == Z_OK && sum.size() <= most) {
      if (stream_.avail_in == 0) feed(packed);
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = piece.size();
      state = inflate(&stream_, Z_NO_FLUSH);
      sum.add(ByteView(piece).first(piece.size() - stream_.avail_out));
    }
    return state == Z_STREAM_END && stream_.avail_in == 0 && packed.empty() && sum.size() <= most;
  }

 private:
  void feed(ByteView& packed) {
    const ByteView next = packed.first(std::min(packed.size(), kMostAtOnce));
    // zlib only reads there; its field is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(next.data()));
    stream_.avail_in = static_cast<uInt>(next.size());
    packed = packed.subspan(next.size());
  }

  z_stream stream_{};
  bool ready_;
};

}  // namespace

Result<void> check_content(ByteView archive, const Entry& entry) {
  Sum sum;
  if (entry.method == kStored) {
    sum.add(packed_data(archive, entry));
  } else if (entry.method != kDeflated) {
    return fail(ErrorCode::InvalidEncoding, "the zip archive packs '" + printable(entry.name) + "' with method " +
                                                std::to_string(entry.method) + "; 0 (stored) and 8 (deflated) are served");
  } else if (entry.size > kMostInflated) {
    return fail(ErrorCode::TooLarge, "the zip archive has a compressed file of " + std::to_string(entry.size) +
                                         " bytes; at most " + std::to_string(kMostInflated) + " are served");
  } else if (!Inflater().run(packed_data(archive, entry), entry.size, sum)) {
    return damaged(entry);
  }
  return sum.matches(entry) ? Result<void>{} : damaged(entry);
}

}  // namespace wasinn::zip

// SPDX-License-Identifier: Apache-2.0
// Guests from files and bytes, and their machine code.
#include "capi/guest.h"

#include <utility>
#include <vector>

#include "capi/wall.h"

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_guest_load(wasinn_host* host, const char* path, wasinn_guest** guest, wasinn_error* error) {
  return answer(__func__, error, {{"host", host}, {"path", path}, {"guest", guest}}, [&]() -> Result<void> {
    WASINN_ASSIGN(const engine::Engine* const engine, host->state->engine());
    WASINN_ASSIGN(auto program, engine->load(path));
    *guest = new wasinn_guest{host->state, std::move(program)};
    return {};
  });
}

wasinn_status wasinn_guest_compile(wasinn_host* host, const uint8_t* bytes, uint64_t byte_size, const char* name,
                                   wasinn_guest** guest, wasinn_error* error) {
  return answer(__func__, error, {{"host", host}, {"bytes", bytes}, {"name", name}, {"guest", guest}},
                [&]() -> Result<void> {
                  WASINN_ASSIGN(const engine::Engine* const engine, host->state->engine());
                  const ByteView view(reinterpret_cast<const std::byte*>(bytes), static_cast<std::size_t>(byte_size));
                  WASINN_ASSIGN(auto program, engine->compile(view, name));
                  *guest = new wasinn_guest{host->state, std::move(program)};
                  return {};
                });
}

void wasinn_guest_delete(wasinn_guest* guest) { delete guest; }

wasinn_status wasinn_guest_serialize(const wasinn_guest* guest,
                                     void (*write)(void* data, const uint8_t* bytes, uint64_t byte_size), void* data,
                                     wasinn_error* error) {
  return answer(__func__, error, {{"guest", guest}, {"write", write}}, [&]() -> Result<void> {
    WASINN_ASSIGN(const std::vector<std::byte> code, guest->program->serialize());
    write(data, reinterpret_cast<const std::uint8_t*>(code.data()), code.size());
    return {};
  });
}

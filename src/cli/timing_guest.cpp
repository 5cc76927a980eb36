// SPDX-License-Identifier: Apache-2.0
// The guests' files, taken in by the assembler.
#include "cli/timing_guest.h"

#include <cstddef>

// Defines NAME_begin and NAME_end around the bytes of a file.
#define WASINN_EMBED_FILE(name, file)                            \
  __asm__(".pushsection .rodata, \"a\", @progbits\n"             \
          ".hidden " #name "_begin\n.global " #name "_begin\n"   \
          ".hidden " #name "_end\n.global " #name "_end\n"       \
          #name "_begin:\n.incbin \"" file "\"\n" #name "_end:\n" \
          ".byte 0\n.popsection\n");                             \
  extern "C" const std::byte name##_begin[];                     \
  extern "C" const std::byte name##_end[]

WASINN_EMBED_FILE(wasinn_timing_module, WASINN_TIMING_MODULE);
#ifdef WASINN_TIMING_COMPONENT
WASINN_EMBED_FILE(wasinn_timing_component, WASINN_TIMING_COMPONENT);
#endif

namespace wasinn::cli {

ByteView timing_module() noexcept { return {wasinn_timing_module_begin, wasinn_timing_module_end}; }

ByteView timing_component() noexcept {
#ifdef WASINN_TIMING_COMPONENT
  return {wasinn_timing_component_begin, wasinn_timing_component_end};
#else
  return {};
#endif
}

}  // namespace wasinn::cli

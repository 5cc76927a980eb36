// SPDX-License-Identifier: Apache-2.0
// Finding the slots through which the library calls functions of the C library, and what stands there afterwards.
#include "abort_trap.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace lite {
namespace detail {

thread_local std::jmp_buf* landing = nullptr;

}  // namespace detail

namespace {

[[noreturn]] void give_up() noexcept {
  if (detail::landing != nullptr) std::longjmp(*detail::landing, 1);
  std::abort();
}

extern "C" [[noreturn]] void instead_of_abort() { give_up(); }
extern "C" [[noreturn]] void instead_of_exit(int) { give_up(); }
extern "C" [[noreturn]] void instead_of_assert_fail(const char*, const char*, unsigned, const char*) { give_up(); }

// What stands in for the function of that name; null for all others.
void* replacement(std::string_view name) noexcept {
  if (name == "abort") return reinterpret_cast<void*>(&instead_of_abort);
  if (name == "exit") return reinterpret_cast<void*>(&instead_of_exit);
  if (name == "__assert_fail") return reinterpret_cast<void*>(&instead_of_assert_fail);
  return nullptr;
}

// The library's list of slots that the loader filled, and the names that belong to them.
struct Imports {
  const ElfW(Rela)* first = nullptr;
  std::size_t count = 0;
  const ElfW(Sym)* symbols = nullptr;
  const char* names = nullptr;
};

// The loader turned the addresses in this list into those of this process.
Imports imports_of(const link_map& library) noexcept {
  Imports imports;
  for (const ElfW(Dyn)* entry = library.l_ld; entry->d_tag != DT_NULL; ++entry) {
    switch (entry->d_tag) {
      case DT_JMPREL: imports.first = reinterpret_cast<const ElfW(Rela)*>(entry->d_un.d_ptr); break;
      case DT_PLTRELSZ: imports.count = entry->d_un.d_val / sizeof(ElfW(Rela)); break;
      case DT_SYMTAB: imports.symbols = reinterpret_cast<const ElfW(Sym)*>(entry->d_un.d_ptr); break;
      case DT_STRTAB: imports.names = reinterpret_cast<const char*>(entry->d_un.d_ptr); break;
      default: break;
    }
  }
  if (imports.first == nullptr || imports.symbols == nullptr || imports.names == nullptr) imports.count = 0;
  return imports;
}

// The page may have been made read-only after the loader was done with it; it then stays writable.
bool write_slot(void** slot, void* function) noexcept {
  const auto page_size = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::uintptr_t page = reinterpret_cast<std::uintptr_t>(slot) & ~(page_size - 1);
  if (mprotect(reinterpret_cast<void*>(page), page_size, PROT_READ | PROT_WRITE) != 0) return false;
  __atomic_store_n(slot, function, __ATOMIC_RELAXED);
  return true;
}

}  // namespace

bool trap_aborts(void* handle) noexcept {
  link_map* library = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &library) != 0) return false;
  const Imports imports = imports_of(*library);
  bool found = false;
  for (std::size_t i = 0; i < imports.count; ++i) {
    const ElfW(Rela)& slot = imports.first[i];
    const auto symbol = static_cast<std::size_t>(ELF64_R_SYM(slot.r_info));
    void* function = replacement(imports.names + imports.symbols[symbol].st_name);
    if (function == nullptr) continue;
    found = write_slot(reinterpret_cast<void**>(library->l_addr + slot.r_offset), function) || found;
  }
  return found;
}

}  // namespace lite

// SPDX-License-Identifier: Apache-2.0
// What AddressSanitizer does not ask of the program that it is part of: leaks, because frameworks keep memory until the
// process ends and what they unload meanwhile cannot be named in a list of exceptions; and pairs of allocating and freeing
// functions, because frameworks bring some of their own.

extern "C" __attribute__((visibility("default"), used)) const char* __asan_default_options();

extern "C" const char* __asan_default_options() { return "detect_leaks=0:alloc_dealloc_mismatch=0"; }

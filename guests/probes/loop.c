// SPDX-License-Identifier: Apache-2.0
// Probe: spins for ever without calling the host, so that only the guest's own deadline can stop it.

#include <stdio.h>

int main(void) {
  puts("spinning");
  fflush(stdout);
  for (volatile unsigned turns = 0;; ++turns) {
  }
}

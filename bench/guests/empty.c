// SPDX-License-Identifier: Apache-2.0
// A guest that ends at once: what is left is the cost of making and ending one.

int main(void) { return 0; }

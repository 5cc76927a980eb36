/* SPDX-License-Identifier: Apache-2.0 */
/* A shared library that is no plug-in: it lacks the entry symbol. */

__attribute__((visibility("default"))) int wasinn_something_else(void) { return 0; }

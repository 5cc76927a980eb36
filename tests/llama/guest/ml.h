// SPDX-License-Identifier: Apache-2.0
// The names that the conformance suite's component uses, for a component that also has what wasinn has beyond wasi:nn.
#include "ext.h"

typedef ext_string_t ml_string_t;
#define ml_string_set ext_string_set

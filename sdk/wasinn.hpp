// SPDX-License-Identifier: Apache-2.0
// The one header for C++ programs that embed wasinn: small classes over <wasinn/wasinn.h>, see docs/embedding.md.
//
// Objects end themselves, calls that can fail answer a Result, and nothing is thrown unless a program asks for it by value();
// what the standard library throws when memory is short passes through. What a callback throws stays inside.
#pragma once

#include <wasinn/host.hpp>

// SPDX-License-Identifier: Apache-2.0
// Takes the steps of the conformance suite as a core module, but computes each answer piece by piece.
#include <stdlib.h>
#include <string.h>

#include <wasinn/guest.h>

enum { kText = 0, kMetadata = 1, kMostOfText = 1 << 20, kMostOfPiece = 1 << 12 };

// What came of the last answer.
static char texts[2][kMostOfText];
static uint32_t sizes[2];

static nn_errno take_piece(nn_context context) {
  if (sizes[kText] + kMostOfPiece > kMostOfText) return NN_TOO_LARGE;
  uint32_t size = 0;
  nn_errno error = nn_get_output_single(context, kText, texts[kText] + sizes[kText], kMostOfPiece, &size);
  sizes[kText] += size;
  return error;
}

static nn_errno compute_in_pieces(nn_context context) {
  sizes[kText] = 0;
  nn_errno error;
  while (!(error = nn_compute_single(context))) {
    if ((error = take_piece(context))) break;
  }
  if (error == NN_END_OF_SEQUENCE) {
    error = nn_get_output(context, kMetadata, texts[kMetadata], kMostOfText, &sizes[kMetadata]);
  }
  nn_fini_single(context);
  return error;
}

static nn_errno get_collected(nn_context context, uint32_t index, void* buffer, uint32_t capacity, uint32_t* written) {
  (void)context;
  if (index > kMetadata) return NN_INVALID_ARGUMENT;
  *written = sizes[index];
  if (sizes[index] > capacity) return NN_TOO_LARGE;
  memcpy(buffer, texts[index], sizes[index]);
  return NN_SUCCESS;
}

#define nn_compute compute_in_pieces
#define nn_get_output get_collected
#include "tests/conformance/guest/core.c"

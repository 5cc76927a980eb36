// SPDX-License-Identifier: Apache-2.0
// Grey pictures for the classify guest: reading a PNG file and reducing it to a few numbers.
#ifndef WASINN_GUESTS_CLASSIFY_PICTURE_H_
#define WASINN_GUESTS_CLASSIFY_PICTURE_H_

#include <stdbool.h>
#include <stdint.h>

// Grey values 0 (black) to 255 (white), row by row; owned, given back by picture_free.
typedef struct {
  int width;
  int height;
  uint8_t* grey;
} picture;

// Reads a PNG file of at most 8192 x 8192 pixels; colour becomes grey. Tells stderr and answers false on failure.
bool picture_read(const char* path, picture* read);

// Averages the picture by area to side x side numbers of ink, 0 = paper, 1 = full ink. The paper is what
// most of the picture's edge is: on light paper dark is ink, on dark paper light is.
// Needs a picture that was read. Tells stderr and answers false when memory runs out.
bool picture_reduce(const picture* read, int side, float* ink);

// Gives the pixels back; width and height stay.
void picture_free(picture* read);

#endif  // WASINN_GUESTS_CLASSIFY_PICTURE_H_

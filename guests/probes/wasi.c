// SPDX-License-Identifier: Apache-2.0
// Probe: what a guest sees of WASI preview 1. Runs its arguments as commands, in order:
//
//   args              prints argc and every argument, one a line
//   env NAME          prints NAME=VALUE, or NAME unset
//   read PATH         prints the file
//   write PATH TEXT   writes TEXT to the file
//   stdin             copies standard input to standard output
//   stderr TEXT       prints TEXT to standard error
//   grow PAGES        grows the memory by 64 KiB pages, touches the last byte; prints the new size or `refused`
//   clock             prints `forward` when two looks at the monotonic clock do not go backwards
//   exit CODE         ends with CODE
//
// Exit code: that of `exit`, else 0; 1 when a file cannot be used; 2 for a command that it does not know.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int copy(FILE* from) {
  char bytes[4096];
  size_t count;
  while ((count = fread(bytes, 1, sizeof bytes, from)) > 0) fwrite(bytes, 1, count, stdout);
  return ferror(from) ? 1 : 0;
}

static FILE* open_or_tell(const char* path, const char* mode) {
  FILE* file = fopen(path, mode);
  if (!file) fprintf(stderr, "%s: %s\n", path, strerror(errno));
  return file;
}

static int read_file(const char* path) {
  FILE* file = open_or_tell(path, "rb");
  if (!file) return 1;
  int failed = copy(file);
  fclose(file);
  return failed;
}

static int write_file(const char* path, const char* text) {
  FILE* file = open_or_tell(path, "wb");
  if (!file) return 1;
  int failed = fputs(text, file) < 0;
  return fclose(file) != 0 || failed;
}

static void print_env(const char* name) {
  const char* value = getenv(name);
  if (value) {
    printf("%s=%s\n", name, value);
  } else {
    printf("%s unset\n", name);
  }
}

static void grow(unsigned long pages) {
  if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) {
    puts("refused");
    return;
  }
  size_t size = __builtin_wasm_memory_size(0);
  volatile char* last = (volatile char*)(size * 65536 - 1);
  *last = 1;
  printf("%zu pages\n", size);
}

static void look_at_clock(void) {
  struct timespec first, second;
  clock_gettime(CLOCK_MONOTONIC, &first);
  clock_gettime(CLOCK_MONOTONIC, &second);
  long long apart = (second.tv_sec - first.tv_sec) * 1000000000LL + (second.tv_nsec - first.tv_nsec);
  puts(apart >= 0 ? "forward" : "backward");
}

static void print_args(int argc, char** argv) {
  printf("%d\n", argc);
  for (int i = 0; i < argc; ++i) puts(argv[i]);
}

// Runs the command at argv[0], of which `left` words remain; answers the words used, or -1 when unknown.
static int run(int left, char** argv, int* failed) {
  const char* command = argv[0];
  if (strcmp(command, "stdin") == 0) {
    *failed = copy(stdin);
    return 1;
  }
  if (strcmp(command, "clock") == 0) {
    look_at_clock();
    return 1;
  }
  if (left < 2) return -1;
  if (strcmp(command, "env") == 0) {
    print_env(argv[1]);
  } else if (strcmp(command, "read") == 0) {
    *failed = read_file(argv[1]);
  } else if (strcmp(command, "stderr") == 0) {
    fprintf(stderr, "%s\n", argv[1]);
  } else if (strcmp(command, "grow") == 0) {
    grow(strtoul(argv[1], NULL, 10));
  } else if (strcmp(command, "exit") == 0) {
    exit(atoi(argv[1]));
  } else if (strcmp(command, "write") == 0 && left >= 3) {
    *failed = write_file(argv[1], argv[2]);
    return 3;
  } else {
    return -1;
  }
  return 2;
}

int main(int argc, char** argv) {
  int exit_code = 0;
  for (int i = 1; i < argc;) {
    int failed = 0;
    int used = 1;
    if (strcmp(argv[i], "args") == 0) {
      print_args(argc, argv);
    } else {
      used = run(argc - i, argv + i, &failed);
    }
    if (used < 0) {
      fprintf(stderr, "unknown or incomplete command '%s'\n", argv[i]);
      return 2;
    }
    if (failed) exit_code = 1;
    i += used;
  }
  return exit_code;
}

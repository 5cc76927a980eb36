// SPDX-License-Identifier: Apache-2.0
// A language model continues a text: `continue GRAPH PROMPT [OPTIONS]`, where OPTIONS is a JSON object. The text comes
// piece by piece on standard output, and what the model says of it on standard error.

import { getArguments } from "wasi:cli/environment@0.2.12";
import { getStdout } from "wasi:cli/stdout@0.2.12";
import { loadByName } from "wasi:nn/graph@0.2.0-rc-2024-10-28";
import { finish, next, start } from "wasinn:nn-ext/text-generation@0.1.0";

function print(text) {
  getStdout().blockingWriteAndFlush(new TextEncoder().encode(text));
}

function continueText(graph, prompt, options) {
  const context = loadByName(graph).initExecutionContext();
  start(context, prompt, options);
  for (let piece; (piece = next(context)) !== undefined; ) print(piece);
  print("\n");
  console.error(finish(context));
}

// What the host's error says, which is its payload.
function reason(error) {
  return error.payload?.data?.() ?? error.message ?? String(error);
}

export const run = {
  run() {
    const words = getArguments().slice(1);
    try {
      if (words.length < 2 || words.length > 3) throw new Error("usage: continue GRAPH PROMPT [OPTIONS]");
      continueText(...words);
    } catch (error) {
      console.error(`continue: ${reason(error)}`);
      throw { tag: "err", val: undefined };
    }
  },
};

# SPDX-License-Identifier: Apache-2.0
# Holds the schema of the configuration file against the reader: both accept and refuse the same files.
"""A validator of JSON Schema and `wasinn config check` look at the same files: whole ones, and each with one change."""
import copy
import json
import os
import re
import sys
import unittest

from command import SOURCE, CommandTest

sys.path.insert(0, os.environ["WASINN_TEST_PACKAGES"])
try:
    import fastjsonschema
except ImportError:
    print("skipped: fastjsonschema is not here; tools/setup fetches it")
    sys.exit(77)

WHOLE = {
    "$schema": "config.schema.json",
    "graphs": {
        "digits": "digits.onnx",
        "parts": ["net.xml", "net.bin"],
        "net.v-1_2": {"files": "net.onnx", "encoding": "onnx", "target": "cpu", "threads": 2, "sha256": "0a" * 32,
                      "options": {"depth": [1, {"a": None}]}},
    },
    "limits": {"graphs": 4, "contexts": "4", "tensors": 9, "model-bytes": "1GiB", "tensor-bytes": 1, "graph-bytes": "7KB",
               "graph-parts": 2, "tensor-size": "64MiB", "inputs": 1, "name-bytes": "9B", "config-bytes": 5,
               "config-depth": 3, "threads": 2, "process-model-bytes": "1GB", "resident-model-bytes": "8MB",
               "load-time": "1min", "compute-time": "5s"},
    "allow-load": ["onnx", "tensorflow"],
    "unsized-buffers": True, "target-fallback": True, "extensions": False,
    "plugins": ["plugins"], "frameworks": "frameworks",
    "backends": {"openvino": "a", "onnx": "a", "tensorflow": "a", "pytorch": "a", "tensorflowlite": "a", "ggml": "a"},
    "backend-options": {"openvino": {"precision": "any", "streams": 4}},
    "backend-order": ["openvino"], "threads": 2, "pooled-guests": 3, "cache": "cache", "log": "info", "stats": "json",
    "guest": {"dirs": {".": "data"}, "env": {"LANG": "C", "HOME": True}, "timeout": "5s", "max-memory": "512MiB",
              "invoke": "answer"},
}
OTHERS = [{}, {"allow-load": "none"}, {"allow-load": []}, {"cache": False}, {"graphs": {}}, {"stats": "none"},
          {"plugins": []}, {"backend-order": "a"}, {"limits": {"load-time": 0}}, {"threads": "throughput"}]
# What is put in the place of each value in turn; some fit in some places, and then both must say so.
VALUES = [None, True, False, -1, 7, 2 ** 33, 1.5, "", "strange", "5 s", "7MiB", "3s", "12", [], ["strange"], [1], {}, {"strange": 1},
          {"strange": {}}]


def places(value, path=()):
    """The paths to all values below `value`, but not inside of a graph's options, which may be anything."""
    if isinstance(value, dict) and path[-1:] != ("options",):
        for key, member in value.items():
            yield path + (key,)
            yield from places(member, path + (key,))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed(path, change):
    """WHOLE with `change` done to the object that holds the last key of `path`."""
    document = copy.deepcopy(WHOLE)
    change(at(document, path[:-1]), path[-1])
    return document


def mutants():
    for path in places(WHOLE):
        for value in VALUES:
            yield changed(path, lambda owner, key: owner.__setitem__(key, value))
        yield changed(path, lambda owner, key: owner.pop(key))
        yield changed(path, lambda owner, key: owner.__setitem__(key + " ", owner.pop(key)))


class Agreement(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.published = json.loads((SOURCE / "docs" / "config.schema.json").read_text())
        cls.validate = staticmethod(fastjsonschema.compile(cls.published))

    def schema_accepts(self, document):
        try:
            self.validate(document)
            return True
        except fastjsonschema.JsonSchemaValueException:
            return False

    def reader_refuses(self, documents, code):
        """The numbers of the documents that `wasinn config check` refuses."""
        refused = set()
        for number, document in enumerate(documents):
            self.write(f"{number}.json", json.dumps(document))
        checked = self.wasinn("config", "check", *(f"{number}.json" for number in range(len(documents))), code=code,
                              env={"HOME ": "passed on by one of the changed files"})
        for number in re.findall(r"^error: (\d+)\.json:", checked.err, re.M):
            refused.add(int(number))
        return refused

    def test_the_published_schema_is_the_commands(self):
        self.assertEqual(self.published, json.loads(self.wasinn("config", "schema").out),
                         "write it anew: wasinn config schema >docs/config.schema.json")

    def test_good_files_are_good_for_both(self):
        documents = [WHOLE, *OTHERS]
        self.assertEqual(self.reader_refuses(documents, code=0), set())
        for document in documents:
            self.assertTrue(self.schema_accepts(document), document)

    def test_the_whole_file_has_every_key(self):
        def missing(schema, value, path):
            schema = next((one for one in schema.get("anyOf", []) if one.get("type") == "object"), schema)
            for key, member in schema.get("properties", {}).items():
                self.assertIn(key, value, path)
                missing(member, value[key], path + [key])
        missing(self.published, WHOLE, [])
        missing(self.published["properties"]["graphs"]["additionalProperties"], WHOLE["graphs"]["net.v-1_2"], ["graphs"])

    def test_changed_files_are_good_or_bad_for_both(self):
        documents = list(mutants())
        refused = self.reader_refuses(documents, code=64)
        split = [json.dumps(document) for number, document in enumerate(documents)
                 if self.schema_accepts(document) == (number in refused)]
        self.assertEqual(split, [])
        self.assertGreater(len(refused), len(documents) / 2)
        self.assertLess(len(refused), len(documents))


if __name__ == "__main__":
    unittest.main()

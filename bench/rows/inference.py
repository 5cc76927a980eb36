# SPDX-License-Identifier: Apache-2.0
"""Time of one inference, by core modules, components, and in one call without copies."""

from rows.bench import column
from rows.comparison import Comparison, Section, Target

ROUNDS = 31
LABELS = {
    "tiny": "tiny model (4 to 3 numbers)",
    "identity_1mib": "1 MiB in and out",
    "identity_64mib": "64 MiB in and out",
    "mobile": "MobileNet-sized model",
    "digits": "digits classifier (8 x 8 pixels)",
}
# OpenVINO takes a model whose output is its input for none.
MODELS = {"onnxruntime": ["tiny", "identity_1mib", "identity_64mib", "mobile"], "openvino": ["tiny", "mobile"],
          "tflite": ["digits"]}
NAMES = {"onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "tflite": "TensorFlow Lite"}
CORE = {"tiny": Target(ratio=1.15), "identity_1mib": Target(ratio=1.03), "identity_64mib": Target(ratio=1.03),
        "mobile": Target(ratio=1.01)}
COMPONENT = {**CORE, "tiny": Target(more=1000)}
ONE_CALL = {"identity_1mib": Target(ratio=1.05), "identity_64mib": Target(ratio=1.05)}
# title, slug, the native side, the side through wasm, targets
TABLES = (("core module", "core", "native", "wasm", CORE),
          ("component", "component", "native", "component", COMPONENT),
          ("one call, no copies", "infer", "native0", "infer", ONE_CALL))


def models(bench):
    return bench.chosen(LABELS)


def by_backend(bench):
    """{backend: models}, of backends that are ready and models that were chosen."""
    chosen = {backend: bench.chosen(known) for backend, known in MODELS.items() if backend in bench.backends}
    return {backend: known for backend, known in chosen.items() if known}


def measure(bench):
    return {backend: bench.samples("inference", backend, *known, rounds=ROUNDS)
            for backend, known in by_backend(bench).items()}


def sections(figures):
    for backend, rounds in figures.items():
        for title, slug, native, ours, targets in TABLES:
            lines = [Comparison(LABELS[model], column(sides[native]), column(sides[ours]), target=targets.get(model))
                     for model, sides in rounds.items()]
            yield Section(f"inference-{backend}-{slug}", f"one inference, {NAMES[backend]}, {title}", lines)

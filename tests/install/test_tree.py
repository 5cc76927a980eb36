# SPDX-License-Identifier: Apache-2.0
"""An installed tree works where it was moved to: the command, and projects of others that build with the library."""
import os
import pathlib
import re
import unittest

from installed import BUILD, CLASSIFY, DIGITS, PICTURES, SOURCE, InstalledTest, classify, run

CC = os.environ.get("CC", "cc")
CXX = os.environ.get("CXX", "c++")
CONSUMER = pathlib.Path(__file__).parent / "consumer"
STRICT = ("-Wall", "-Wextra", "-Wpedantic", "-Werror")


class MovedTree(InstalledTest):
    @classmethod
    def prepare(cls):
        run("cmake", "--install", BUILD, "--prefix", cls.folder / "made")
        cls.tree = cls.folder / "moved"
        (cls.folder / "made").rename(cls.tree)
        cls.packages = {"PKG_CONFIG_PATH": cls.tree / "lib" / "pkgconfig"}

    def assert_consumes(self, *command):
        """The consumer runs the guest and computes without one."""
        said = run(*command, DIGITS, CLASSIFY, PICTURES)
        self.assert_classifies(said)
        self.assertIn("without a guest: 10 probabilities, sum 1.00", said)

    def flags(self, *options):
        return run("pkg-config", *options, **self.packages).split()

    def test_the_command_runs_a_guest_with_the_plugins_beside_it(self):
        program = self.tree / "bin" / "wasinn"
        self.assertIn(str(self.tree / "lib" / "wasinn" / "plugins"), run(program, "backends"))
        self.assert_classifies(classify(program))

    def test_the_command_finds_what_fetches_frameworks(self):
        self.assertTrue(os.access(self.tree / "lib" / "wasinn" / "framework", os.X_OK))

    def test_no_file_names_a_folder_of_the_build(self):
        texts = [path for pattern in ("*.cmake", "*.pc", "*.json", "*.h", "*.hpp") for path in self.tree.rglob(pattern)]
        self.assertTrue(texts)
        for path in texts:
            for folder in (SOURCE, BUILD, self.folder):
                self.assertNotIn(str(folder), path.read_text(encoding="utf-8"), path)
        for path in [*self.tree.rglob("*.so*"), self.tree / "bin" / "wasinn"]:
            self.assertNotRegex(run("readelf", "-d", path), "R(UN)?PATH", path)

    def test_a_cmake_project_finds_it_in_c_and_cpp_shared_and_static(self):
        built = self.folder / "cmake"
        run("cmake", "-S", CONSUMER, "-B", built, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.tree}",
            f"-DCMAKE_C_COMPILER={CC}", f"-DCMAKE_CXX_COMPILER={CXX}")
        run("cmake", "--build", built)
        for program in ("c_shared", "c_static", "cpp_shared"):
            with self.subTest(program):
                # A static library finds its plug-ins from the program's folder, which is not in the tree.
                plugins = ["env", f"WASINN_PLUGINS={self.tree}/lib/wasinn/plugins"] if program == "c_static" else []
                self.assert_consumes(*plugins, built / program)

    def test_a_cmake_project_that_wants_another_version_is_told(self):
        built = self.folder / "wrong"
        with self.assertRaisesRegex(AssertionError, r"compatible\s+with requested version"):
            run("cmake", "-S", CONSUMER, "-B", built, f"-DCMAKE_PREFIX_PATH={self.tree}", "-DWANTED_VERSION=7.0")

    def test_pkg_config_finds_the_shared_library(self):
        program = self.folder / "c_with_pkg_config"
        flags = self.flags("--cflags", "--libs", "wasinn")
        run(CC, "-std=c11", *STRICT, CONSUMER / "consumer.c", *flags, "-o", program)
        self.assert_consumes("env", f"LD_LIBRARY_PATH={self.tree}/lib", program)

    def test_pkg_config_finds_the_static_library(self):
        program = self.tree / "bin" / "cpp_with_pkg_config"
        run(CXX, "-std=c++20", *STRICT, CONSUMER / "consumer.cpp", *self.flags("--cflags", "--libs", "wasinn-static"),
            "-o", program)
        self.assertNotIn("libwasinn", run("readelf", "-d", program))
        self.assert_consumes(program)

    def test_a_backend_is_built_with_the_headers_alone(self):
        built = self.folder / "backend"
        run("cmake", "-S", SOURCE / "examples" / "backend", "-B", built, "-G", "Ninja",
            f"-DCMAKE_PREFIX_PATH={self.tree}", f"-DCMAKE_CXX_COMPILER={CXX}")
        run("cmake", "--build", built)
        said = run(self.tree / "bin" / "wasinn", "backends", "--plugins", built / "plugins", "--backend", "onnx=affine")
        self.assertRegex(said, "affine .* ready")

    def built_example(self, name, *options):
        """The folder with the programs of an example, which is built as a project of its own."""
        built = self.folder / name
        run("cmake", "-S", SOURCE / "examples" / name, "-B", built, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.tree}",
            f"-DCMAKE_C_COMPILER={CC}", f"-DCMAKE_CXX_COMPILER={CXX}", *options)
        run("cmake", "--build", built)
        return built

    def example(self, program, *arguments):
        """What a program says that is run from the root of the repository."""
        return run("env", "--chdir", SOURCE, program, *arguments)

    def test_examples_that_embed_are_built_with_it(self):
        built = self.built_example("embed")
        for program in ("embed_cpp", "embed_c"):
            self.assert_classifies(self.example(built / program, CLASSIFY))
        self.assert_classifies(self.example(built / "embed_store", "models", CLASSIFY, "seven.png"))
        pixels = SOURCE / "tests" / "conformance" / "data" / "seven.txt"
        printed = self.example("sh", "-c", f"'{built}/embed_infer' < '{pixels}'")
        self.assertAlmostEqual(sum(map(float, printed.split())), 1, places=5)

    @unittest.skipUnless(os.environ["OTHER_ENGINE"], "wasmi is not in the cache")
    def test_the_example_of_another_engine_is_built_with_it(self):
        built = self.built_example("other-engine", f"-DWASINN_OTHER_ENGINE_DIR={os.environ['OTHER_ENGINE']}")
        self.assert_classifies(self.example(built / "other_engine", "models/digits.onnx", "examples/digits", CLASSIFY,
                                            "seven.png"))

    def test_a_guest_is_built_with_the_headers_for_guests(self):
        for language in ("c", "cpp"):
            page = (SOURCE / "docs" / "guests" / f"{language}.md").read_text(encoding="utf-8")
            name, program = re.search(r"^`(classify\.\w+)`:\n\n```\w+\n(.*?)^```$", page, re.M | re.S).groups()
            command = re.search(r"^Build it:\n\n```sh\n(.*?)^```$", page, re.M | re.S).group(1)
            folder = self.folder / f"guest_{language}"
            folder.mkdir()
            (folder / name).write_text(program, encoding="utf-8")
            run("env", "--chdir", folder, "sh", "-ec", command, WASINN_GUEST=self.tree / "share" / "wasinn" / "guest")
            said = run(self.tree / "bin" / "wasinn", "run", "--graph", f"digits={DIGITS}", folder / "classify.wasm")
            self.assertEqual(said, "7 (91 %)\n", language)

    def test_each_header_compiles_alone_and_twice(self):
        include = self.tree / "include"
        self.assertFalse((include / "wasinn" / "wasmtime.h").exists(), "of use only where the library shows its engine")
        headers = [*include.rglob("*.h"), *include.rglob("*.hpp")]
        self.assertTrue(headers)
        for header in headers:
            name = header.relative_to(include)
            program = f'#include "{name}"\n#include "{name}"\n'
            languages = [("c++", CXX, "c++20")] + ([("c", CC, "c11")] if header.suffix == ".h" else [])
            for language, compiler, standard in languages:
                with self.subTest(header=str(name), standard=standard):
                    source = self.folder / f"alone.{language}"
                    source.write_text(program)
                    run(compiler, "-x", language, f"-std={standard}", *STRICT, "-fsyntax-only", "-I", include, source)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""The packages that CPack makes: what they say of themselves, and that they run from wherever they are unpacked."""
import unittest

from installed import BUILD, InstalledTest, classify, run


class Packages(InstalledTest):
    @classmethod
    def prepare(cls):
        made = cls.folder / "packages"
        run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", made)
        cls.debs = {path.name.split("_")[0]: path for path in made.glob("*.deb")}
        cls.archive = next(made.glob("*.tar.gz"))
        cls.root = cls.folder / "root"
        for path in cls.debs.values():
            run("dpkg-deb", "-x", path, cls.root)

    def field(self, package, name):
        return run("dpkg-deb", "-f", self.debs[package], name).strip()

    def test_there_is_one_for_the_command_the_library_and_each_backend(self):
        plugins = BUILD / "lib" / "wasinn" / "plugins"
        backends = {path.stem for path in plugins.glob("*.json")}
        if not (plugins / "libwasinn_pytorch_torch.so").exists():
            backends.discard("pytorch")
        self.assertEqual(set(self.debs), {"wasinn", "libwasinn0", "libwasinn-dev", "wasinn-guest-dev"} |
                         {f"wasinn-backend-{backend}" for backend in backends})

    def test_they_say_what_they_need_of_the_system(self):
        for package in ("wasinn", "libwasinn0"):
            self.assertRegex(self.field(package, "Depends"), r"libc6 \(>= .*libssl3")
        self.assertRegex(self.field("libwasinn-dev", "Depends"), r"libwasinn0 \(= ")
        self.assertRegex(self.field("wasinn-backend-onnxruntime", "Depends"), r"wasinn \(>= .*\) \| libwasinn0")
        self.assertEqual(self.field("wasinn-guest-dev", "Architecture"), "all")

    def test_they_say_what_they_are(self):
        first_lines = {self.field(package, "Description").splitlines()[0] for package in self.debs}
        self.assertEqual(len(first_lines), len(self.debs), first_lines)

    def test_no_two_have_the_same_file(self):
        seen = {}
        for package, path in self.debs.items():
            for line in run("dpkg-deb", "-c", path).splitlines():
                if not line.startswith("d"):
                    name = line.split()[5]
                    self.assertNotIn(name, seen, package)
                    seen[name] = package

    def test_unpacked_they_run(self):
        program = self.root / "usr" / "bin" / "wasinn"
        self.assertRegex(run(program, "backends"), "onnxruntime .* ready")
        self.assert_classifies(classify(program))

    def test_each_holds_its_licence(self):
        for package in self.debs:
            self.assertTrue((self.root / "usr" / "share" / "doc" / package / "copyright").is_file(), package)

    def test_the_archive_runs_too(self):
        (self.folder / "archive").mkdir()
        run("tar", "-xf", self.archive, "-C", self.folder / "archive")
        tree = next((self.folder / "archive").iterdir())
        self.assertTrue((tree / "include" / "wasinn" / "plugin.h").is_file())
        self.assert_classifies(classify(tree / "bin" / "wasinn"))


if __name__ == "__main__":
    unittest.main()

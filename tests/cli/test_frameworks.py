# SPDX-License-Identifier: Apache-2.0
# Tests of `wasinn backends add`, with a package client that hands out an archive of the test's own.
"""What is fetched, unpacked, refused and told; no network is used."""
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import unittest
import zipfile

from command import BUILD, CommandTest, environment, WASINN

FAKE_MAVEN = """#!/bin/sh
for word; do case $word in -DoutputDirectory=*) folder=${word#*=} ;; esac; done
[ -n "$FAKE_ARCHIVE" ] || { echo 'cannot reach the repository'; exit 1; }
echo called >>"$FAKE_CALLS"
cp "$FAKE_ARCHIVE" "$folder/thing-1.0.jar"
"""

FAKE_NPM = """#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = --pack-destination ] && folder=$2; shift; done
[ -n "$FAKE_ARCHIVE" ] || { echo 'cannot reach the registry'; exit 1; }
echo "$1" >>"$FAKE_CALLS"
cp "$FAKE_ARCHIVE" "$folder/some-thing-1.0.tgz"
"""


def tar_archive(members, links=()):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as package:
        for name, text in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            package.addfile(entry, io.BytesIO(text.encode()))
        for name, target in links:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            package.addfile(entry)
    return content.getvalue()


def archive(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as jar:
        for name, text in members.items():
            jar.writestr(name, text)
    return content.getvalue()


class Frameworks(CommandTest):
    def setUp(self):
        super().setUp()
        self.cache = self.folder / "cache"
        plugins = self.folder / "lib" / "plugins"
        plugins.mkdir(parents=True)
        shutil.copy(BUILD / "lib" / "wasinn" / "framework", plugins.parent / "framework")
        echo = next((BUILD / "lib" / "wasinn" / "plugins").glob("libwasinn_echo.*"))
        shutil.copy(echo, plugins / "libthing.so")
        for name, text in {"mvn": FAKE_MAVEN, "npm": FAKE_NPM}.items():
            client = self.write(f"bin/{name}", text)
            client.chmod(client.stat().st_mode | stat.S_IXUSR)
        self.jar = archive({"a/lib/one.so": "1", "a/lib/two.txt": "2", "a/include/x/y.h": "3", "LICENSE": "4"})
        self.env = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "WASINN_CACHE": str(self.cache),
                    "FAKE_ARCHIVE": str(self.write("thing.jar", self.jar)), "FAKE_CALLS": str(self.folder / "calls")}
        self.describe()

    def describe(self, **changes):
        file = {"client": "maven", "name": "some:thing:1.0:jar:linux", "megabytes": 3,
                "sha256": hashlib.sha256(self.jar).hexdigest(),
                "take": {"a/lib/*.so": "lib", "a/include/**": "include", "LICENSE": "."}, **changes}
        self.write("lib/plugins/thing.json", json.dumps({
            "name": "thing", "library": "libthing.so", "encodings": ["ggml"], "how_to_get": "wasinn backends add thing",
            "package": {"version": "1.0", "files": [file], "links": {"lib/one.so.1": "one.so"}}}))

    def add(self, *names, code=0, **env):
        return self.wasinn("backends", "--plugins", self.folder / "lib" / "plugins", "add", *(names or ["thing"]),
                           code=code, env={**self.env, **env})

    def folders(self):
        return [entry for entry in self.cache.iterdir() if entry.is_dir()] if self.cache.exists() else []

    def test_what_the_manifest_names_is_unpacked_and_nothing_else(self):
        self.assertEqual(self.add().out, "thing 1.0.0 is ready\n")
        (folder,) = self.folders()
        self.assertRegex(folder.name, "^thing-1.0-[0-9a-f]{12}$")
        found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
        self.assertEqual(found, {"lib/one.so", "lib/one.so.1", "include/x/y.h", "LICENSE"})
        self.assertEqual(os.readlink(folder / "lib" / "one.so.1"), "one.so")

    def use_npm(self, package, take):
        self.write("thing.jar", package)
        self.describe(client="npm", name="@some/thing@1.0", sha256=hashlib.sha256(package).hexdigest(), take=take)

    def test_a_package_of_npm_is_unpacked_without_its_links(self):
        self.use_npm(tar_archive({"package/bins/x/one.so": "1", "package/dist/index.js": "2", "package/LICENSE": "3"},
                                 [("package/bins/x/two.so", "/etc/passwd")]),
                     {"package/bins/x/*.so": "lib", "package/LICENSE": "."})
        self.add()
        (folder,) = self.folders()
        found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
        self.assertEqual(found, {"lib/one.so", "lib/one.so.1", "LICENSE"})
        self.assertEqual((self.folder / "calls").read_text(), "@some/thing@1.0\n")

    def test_a_package_whose_names_lead_out_of_the_folder_is_refused(self):
        self.use_npm(tar_archive({"package/../../../outside": "1"}), {"package/**": "lib"})
        self.assertIn("leads out of the folder", self.add(code=69).err)
        self.assertEqual(self.folders(), [])

    def test_a_package_of_npm_with_another_digest_is_not_used(self):
        self.use_npm(tar_archive({"package/LICENSE": "3"}), {"package/LICENSE": "."})
        self.describe(client="npm", name="@some/thing@1.0", sha256="0" * 64)
        self.assertIn("has the SHA-256", self.add(code=69).err)
        self.assertEqual(self.folders(), [])

    def test_what_is_there_is_not_fetched_again(self):
        self.add()
        self.assertIn("cached", self.add().err)
        self.assertEqual((self.folder / "calls").read_text(), "called\n")

    def test_two_at_once_fetch_it_once(self):
        command = [WASINN, "backends", "--plugins", self.folder / "lib" / "plugins", "add", "thing"]
        both = [subprocess.Popen(command, env=environment(self.env), stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL) for _ in range(2)]
        self.assertEqual([process.wait(60) for process in both], [0, 0])
        self.assertEqual((self.folder / "calls").read_text(), "called\n")

    def test_an_archive_with_another_digest_is_not_used(self):
        self.describe(sha256="0" * 64)
        ended = self.add(code=69)
        self.assertError(ended, "the framework of backend thing was not fetched")
        self.assertIn("has the SHA-256", ended.err)
        self.assertEqual(self.folders(), [])

    def test_without_a_network_it_says_so_and_leaves_nothing(self):
        ended = self.add(code=69, FAKE_ARCHIVE="")
        self.assertIn("cannot reach the repository", ended.err)
        self.assertIn("Without a network nothing can be fetched", ended.err)
        self.assertEqual(self.folders(), [])

    def test_a_missing_package_client_is_named(self):
        (self.folder / "python3").symlink_to(sys.executable)
        self.assertIn("there is no mvn: apt-get install maven", self.add(code=69, PATH=str(self.folder)).err)

    def test_a_missing_python_is_told(self):
        self.assertError(self.add(code=69, PATH="/nowhere"), "python3 cannot be run, and fetching needs it")

    def test_an_archive_that_lacks_what_is_wanted_is_told(self):
        self.describe(take={"b/*": "lib"})
        self.assertIn("holds no b/*", self.add(code=69).err)
        self.assertEqual(self.folders(), [])

    def test_unknown_backends_and_words_are_told_what_there_is(self):
        self.assertError(self.add("nothing", code=64), "no backend 'nothing' to add; there are thing")
        ended = self.wasinn("backends", "--plugins", self.folder / "lib" / "plugins", "remove", code=64)
        self.assertError(ended, "`wasinn backends add NAME` with one of: thing")

    def test_the_table_says_what_it_would_cost(self):
        self.write("lib/plugins/libthing.so", "no library")
        ended = self.wasinn("backends", "--plugins", self.folder / "lib" / "plugins", env=self.env)
        self.assertIn("not installed: wasinn backends add thing (3 MB)", ended.out)


if __name__ == "__main__":
    unittest.main()

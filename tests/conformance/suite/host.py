# SPDX-License-Identifier: Apache-2.0
"""Runs the steps of checks on a host, whatever its command is."""
import pathlib
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

from .compile import Compiler, Verdict, judge

MOST_LOG_LINES = 5


@dataclass
class Host:
    """How to run a guest on a host. In `command`, {dir} is the folder with the steps, {steps} their name in it, and
    {graphs} stands for `graph_option` once for each graph. In that, there are {name}, {encoding}, {ENCODING}, {files}
    (with commas), {colon_files} and {folder} (a folder of that name with the files in it)."""
    command: str
    graph_option: str
    abi: str
    encoding: str
    timeout: float = 300


class Round:
    """Some checks in one process of the host."""

    def __init__(self, host, models, checks, native):
        self._host = host
        self._models = models
        self._checks = checks
        self._native = native

    def run(self):
        """[(check, verdict), ...] as far as the host came: at least one, and all when it did not end early."""
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            compiler = Compiler(self._models, self._host.abi, folder)
            lines = [compiler.lines(check) for check in self._checks]
            text = "".join(f"check {check.name}\n" + "".join(line + "\n" for step in steps for line in step)
                           for check, steps in zip(self._checks, lines))
            (pathlib.Path(folder) / "steps").write_text(text)
            answers, log, ended = self._play(self._command(folder, compiler.named))
        return list(self._judge(lines, answers, log, ended))

    def _command(self, folder, named):
        words = []
        for word in shlex.split(self._host.command):
            if word == "{graphs}":
                for name, files in named.items():
                    words += self._graph_words(folder, name, files)
            else:
                words.append(word.replace("{dir}", folder).replace("{steps}", "steps"))
        return words

    def _graph_words(self, folder, name, files):
        own = pathlib.Path(folder) / "graphs" / name
        if "{folder}" in self._host.graph_option:
            own.mkdir(parents=True)
            for file in files:
                if file.is_dir():
                    shutil.copytree(file, own, dirs_exist_ok=True)
                else:
                    shutil.copyfile(file, own / f"model{file.suffix}")
        texts = {"name": name, "encoding": self._host.encoding, "ENCODING": self._host.encoding.upper(),
                 "files": ",".join(map(str, files)), "colon_files": ":".join(map(str, files)), "folder": own}
        return [word.format(**texts) for word in shlex.split(self._host.graph_option)]

    def _play(self, command):
        """(answers by check, last lines of stderr, how it ended)."""
        try:
            ended = subprocess.run(command, capture_output=True, timeout=self._host.timeout)
            out, log, how = ended.stdout, ended.stderr, f"code {ended.returncode}"
        except subprocess.TimeoutExpired as late:
            out, log, how = late.stdout or b"", late.stderr or b"", f"no end within {self._host.timeout:.0f} s"
        answers = {}
        lines = out.decode(errors="replace").splitlines()
        for line in lines:
            if line.startswith("check "):
                answers[line[6:]] = current = []
            elif line != "end" and answers:
                current.append(line)
        last = log.decode(errors="replace").splitlines()[-MOST_LOG_LINES:]
        return answers, " / ".join(last), None if how == "code 0" and lines[-1:] == ["end"] else how

    def _judge(self, lines, answers, log, ended):
        for check, own in zip(self._checks, lines):
            verdict = judge(check, own, answers.get(check.name, []), self._native)
            if verdict.result == "died":
                yield check, Verdict("died", f"{verdict.why}: the host ended ({ended}): {log}")
                return
            if ended and check.name == list(answers)[-1]:
                verdict = Verdict("died", f"the host ended after it ({ended}): {log}")
                yield check, verdict
                return
            yield check, verdict


def play(host, models, checks, native):
    """{name of a check: Verdict}. A host that ends early is started again for the checks that are left."""
    verdicts = {}
    left = []
    for check in checks:
        absent = sorted(name for name in check.models() if not models.has(name))
        if absent:
            verdicts[check.name] = Verdict("absent", f"there is no model {', '.join(absent)}")
        else:
            left.append(check)
    while left:
        group = [check for check in left if check.group == left[0].group]
        for check, verdict in Round(host, models, group, native).run():
            verdicts[check.name] = verdict
            left.remove(check)
    return verdicts

"""Cgroups of sandboxes, where this machine lets us make them."""

from __future__ import annotations

import os
import subprocess

import pytest

from codeonfly.localbox.limits import Controller, Governor, Limits


def test_cgroups_are_released_when_their_last_process_is_gone():
    governor = Governor(Limits(), owner="code-on-fly-test")
    if not governor.controllers:
        governor.close()
        pytest.skip("no cgroups can be made here")
    folders = [controller.parent / "one" for controller in governor.controllers]
    governor.prepare("one")
    with subprocess.Popen(["sleep", "60"]) as process:
        governor.confine("one", process.pid)
        assert governor.release("one") is False
        assert all(folder.exists() for folder in folders)
        process.kill()
    assert governor.release("one") is True
    assert not any(folder.exists() for folder in folders)
    governor.close()


def test_the_end_of_one_server_leaves_the_cgroups_of_another_in_its_process():
    kept, ended = Governor(Limits()), Governor(Limits())
    ended.close()
    assert all(controller.parent.is_dir() for controller in kept.controllers)
    kept.close()
    assert not any(controller.parent.exists() for controller in kept.controllers)


def test_parts_that_lag_behind_the_whole_are_no_empty_memory(tmp_path):
    governor = Governor(Limits())
    governor.close()
    governor.controllers = [Controller("memory", "cgroup v2", tmp_path)]
    (tmp_path / "one").mkdir()
    (tmp_path / "one/memory.current").write_text("4096\n")
    (tmp_path / "one/memory.stat").write_text("anon 0\nfile 8192\n")
    used = governor.usage("one", os.getpid())
    assert used.cache_bytes == 4096
    assert used.memory_bytes > 1 << 20  # of this process

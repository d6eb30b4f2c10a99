"""What is on this machine is reached without a proxy, whatever the environment says of proxies."""

from __future__ import annotations

import pytest

from codeonfly.proxies import reach_loopback_directly

ALL = "127.0.0.1,localhost,::1"


@pytest.mark.parametrize("name", ["HTTP_PROXY", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, ALL),
        ({"NO_PROXY": "corp.example, 10.0.0.0/8"}, f"corp.example,10.0.0.0/8,{ALL}"),
        ({"no_proxy": "localhost"}, "localhost,127.0.0.1,::1"),
        ({"NO_PROXY": "*"}, f"*,{ALL}"),
    ],
)
def test_this_machine_joins_what_is_reached_directly(name: str, before: dict[str, str], after: str) -> None:
    environ = {name: "http://proxy.example:3128", **before}
    reach_loopback_directly(environ)
    assert (environ["NO_PROXY"], environ["no_proxy"]) == (after, after)


@pytest.mark.parametrize("environ", [{}, {"HTTP_PROXY": ""}, {"NO_PROXY": "corp.example"}])
def test_without_a_proxy_nothing_is_changed(environ: dict[str, str]) -> None:
    before = dict(environ)
    reach_loopback_directly(environ)
    assert environ == before

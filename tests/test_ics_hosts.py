"""Addresses of calendars in which a part of the secret stands where the host does: refused before anything is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run
from connratio.fetch import https


@pytest.mark.parametrize(
    "address",
    [
        "https://calendar.google.com%2Fcalendar%2Fical%2Fprivate-HUSH%2Fbasic.ics",
        "https://calendar.google.com\\HUSH/x",
        "https://nohost.invalid;HUSH",
        "webcal://calendar.google.com,HUSH/x",
        "https://[::1]HUSH/x",
        "https://user@calendar.google.com&HUSH",
        "https://calendar.google.com:HUSH/x",
    ],
)
def test_a_secret_that_slipped_into_the_host_is_no_address(run: Run, tmp_path: Path, address: str) -> None:
    (tmp_path / "connratio.yaml").write_text(f"sources:\n  - kind: ics\n    name: work\n    url: '{address}'\n")
    for words in (("work",), ("ics", address)):
        done = run("sync", *words)
        assert (done.code, "contacting" in done.err, "HUSH" in done.out + done.err) == (2, False, False)
        assert "the address of an ics source is no address" in done.err


@pytest.mark.parametrize("address", ["https://u:p@xn--bcher-kva.example:8443/a", "https://[::1]:80/a", "https://a-b.example"])
def test_a_host_may_have_a_port_and_be_written_in_every_way_that_there_is(address: str) -> None:
    assert https.checked(address) == address

"""Check that the browser of the tests can reach no other machine, neither by name nor by address."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("address", ["http://a.example/", "http://192.0.2.1/"])
def test_the_browser_stays_here(chromium: Any, address: str) -> None:
    page = chromium.new_page()
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(address)
    page.close()

"""S35: no address leads into the company's own network, however it is written."""

from __future__ import annotations

import socket

import pytest

from app.outside.address import is_public, target_of
from app.outside.errors import AddressNotAllowed, NotReached

NOT_HTTPS = (
    "http://example.com/hook", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "//example.com/",
    "https:/example.com", "https://", "https://user@example.com/", "https://user:word@example.com/",
    "https://example.com:22/", "https://example.com:8443/", "https://example.com\\@127.0.0.1/", "https://exa mple.com/",
    "https://example.com/\r\nHost: x", "https://ex%61mple.com/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://①②⑦.0.0.1/", "https://example。com/", "javascript:alert(1)", "", "https://example.com/" + "a" * 1000,
)  # fmt: skip
INSIDE = (
    "https://localhost/hook", "https://LOCALHOST/hook", "https://127.0.0.1/", "https://127.1/", "https://2130706433/",
    "https://0x7f000001/", "https://0x7f.1/", "https://017700000001/", "https://0/", "https://0.0.0.0/",
    "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/", "https://192.0.2.1/", "https://198.18.0.1/",
)  # fmt: skip
PRIVATE = (
    "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "2002:7f00:1::",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "2001:db8::1", "100.127.255.255", "240.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("url", NOT_HTTPS)
def test_what_is_not_plain_https_is_refused(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        target_of(url)


@pytest.mark.parametrize("url", INSIDE)
def test_what_leads_inside_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        target_of(url)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_known(address: str) -> None:
    assert not is_public(address)


def test_what_is_public_is_let_through() -> None:
    assert all(is_public(each) for each in ("8.8.8.8", "2606:4700::1111"))
    target = target_of("https://8.8.8.8/hooks/T0?key=a%20b")
    assert (target.host, target.port, target.address) == ("8.8.8.8", 443, "8.8.8.8")
    assert target.path == "/hooks/T0?key=a%20b"


def test_a_name_with_one_inner_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_up(*_arguments: object, **_options: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, 443)) for address in ("8.8.8.8", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with pytest.raises(AddressNotAllowed):
        target_of("https://chat.example/hook")


def test_a_name_that_nobody_knows_is_no_address() -> None:
    with pytest.raises(NotReached):
        target_of("https://no-such-name.invalid/")


def test_a_host_inside_is_reached_where_a_setting_names_it() -> None:
    assert target_of("https://localhost:8443/", ["LocalHost:8443"]).port == 8443
    assert target_of("https://localhost/", ["localhost"]).address in {"127.0.0.1", "::1"}
    for url, allowed in (("https://localhost:8443/", "localhost"), ("https://localhost/", "localhost:8443")):
        with pytest.raises(AddressNotAllowed):
            target_of(url, [allowed])

"""Ports are chosen before anything starts."""

import os
import socket
from collections.abc import Iterator

import pytest

from embedded import ports
from embedded.errors import CannotRun


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((ports.HOST, 0)) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_another_to_try(taken: int) -> None:
    with pytest.raises(
        CannotRun, match=f"^Port {taken} is already in use: end what uses it, or try “make run PORT="
    ):
        ports.choose(str(taken))


@pytest.mark.parametrize("wish", ["", "http", "0", "65536", "-1", "8000 ", "８０００"])
def test_what_is_no_port_is_refused(wish: str) -> None:
    with pytest.raises(CannotRun, match="PORT must be a number from 1 to 65535"):
        ports.choose(wish)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may listen anywhere")
def test_a_port_of_roots_is_refused() -> None:
    with pytest.raises(CannotRun, match="Only root may listen on port 80"):
        ports.choose("80")


def test_a_peer_moves_away_from_a_taken_port(taken: int) -> None:
    chosen = ports.choose(str(taken - 1))
    assert chosen.web == taken - 1
    assert chosen.stripe != taken


def test_five_different_ports_are_chosen() -> None:
    chosen = ports.choose(str(ports.free()))
    assert len({chosen.web, chosen.stripe, chosen.vies, chosen.smtp, chosen.mail}) == 5


def test_peers_of_the_last_port_find_room() -> None:
    chosen = ports.choose("65535")
    assert max(chosen.stripe, chosen.vies, chosen.smtp, chosen.mail) < 65535

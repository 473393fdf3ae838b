from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.vies import ERRORS, ViesSandbox

REQUESTER = {"requesterMemberStateCode": "NL", "requesterNumber": "005916343B01"}


def check(peer: ViesSandbox, number: str, requester: Mapping[str, str] = REQUESTER) -> Any:
    asked = {"countryCode": number[:2], "vatNumber": number[2:], **requester}
    return requests.post(f"{peer.url}/check-vat-number", json=asked, timeout=20).json()


def test_a_well_formed_number_is_valid_with_a_consultation_number(vies_peer: ViesSandbox) -> None:
    answered = check(vies_peer, "LV40003032949")

    assert (answered["valid"], answered["countryCode"], answered["vatNumber"]) == (True, "LV", "40003032949")
    assert answered["requestIdentifier"].startswith("WAPI")
    assert answered["requestDate"].endswith("Z")
    assert answered["name"] == "Sandbox company LV40003032949"


def test_without_a_requester_there_is_no_consultation_number(vies_peer: ViesSandbox) -> None:
    assert check(vies_peer, "LV40003032949", {})["requestIdentifier"] == ""


def test_some_states_tell_no_name(vies_peer: ViesSandbox) -> None:
    assert check(vies_peer, "DE136695976")["name"] == "---"


@pytest.mark.parametrize("number", ["LV4000303294", "NL123", "EL12345678X"])
def test_a_number_of_the_wrong_shape_is_not_valid(number: str, vies_peer: ViesSandbox) -> None:
    answered = check(vies_peer, number)

    assert (answered["valid"], answered["requestIdentifier"], answered["name"]) == (False, "", "---")


@pytest.mark.parametrize("number", ["XX123", "GR123456789", "LV"])
def test_what_is_no_number_is_an_error(number: str, vies_peer: ViesSandbox) -> None:
    assert check(vies_peer, number)["errorWrappers"] == [{"error": "INVALID_INPUT"}]


def test_a_requester_must_be_a_number_too(vies_peer: ViesSandbox) -> None:
    wrong = {"requesterMemberStateCode": "NL", "requesterNumber": "1"}

    assert check(vies_peer, "LV40003032949", wrong)["errorWrappers"] == [{"error": "INVALID_REQUESTER_INFO"}]


def test_another_answer_is_set_for_one_number(vies_peer: ViesSandbox) -> None:
    vies_peer.answer(number="LV 4000-3032-949", with_="invalid")
    vies_peer.answer(number="DE136695976", with_="valid", name="Foto GmbH", address="Hauptstraße 1, Köln")

    assert check(vies_peer, "LV40003032949")["valid"] is False
    assert check(vies_peer, "LV40003245752")["valid"] is True
    assert check(vies_peer, "DE136695976")["name"] == "Foto GmbH"


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_of_vies_can_be_set(error: str, vies_peer: ViesSandbox) -> None:
    vies_peer.answer(with_=error)

    assert check(vies_peer, "LV40003032949") == {"actionSucceed": False, "errorWrappers": [{"error": error}]}


def test_vies_may_answer_with_a_page_or_a_500(vies_peer: ViesSandbox) -> None:
    vies_peer.answer(with_="html")
    with pytest.raises(requests.JSONDecodeError):
        check(vies_peer, "LV40003032949")

    vies_peer.answer(with_="http_500")
    assert requests.post(f"{vies_peer.url}/check-vat-number", json={}, timeout=20).status_code == 200
    asked = {"countryCode": "LV", "vatNumber": "40003032949"}
    assert requests.post(f"{vies_peer.url}/check-vat-number", json=asked, timeout=20).status_code == 500


def test_vies_may_hang_up_in_the_middle(vies_peer: ViesSandbox) -> None:
    vies_peer.answer(with_="cut")

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        check(vies_peer, "LV40003032949")


def test_vies_may_be_too_slow(vies_peer: ViesSandbox) -> None:
    vies_peer.answer(with_="slow", seconds=60)
    asked = {"countryCode": "LV", "vatNumber": "40003032949"}

    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{vies_peer.url}/check-vat-number", json=asked, timeout=0.5)


def test_vies_may_be_down_and_come_back_on_its_port(vies_peer: ViesSandbox) -> None:
    vies_peer.stop()
    with pytest.raises(requests.ConnectionError):
        check(vies_peer, "LV40003032949")
    vies_peer.start()

    assert check(vies_peer, "LV40003032949")["valid"] is True


def test_answers_are_set_from_outside_the_process_and_taken_back(vies_peer: ViesSandbox) -> None:
    given = {"number": "LV40003032949", "with": "MS_UNAVAILABLE"}
    requests.post(vies_peer.control_url, json=given, timeout=10)
    assert check(vies_peer, "LV40003032949")["errorWrappers"] == [{"error": "MS_UNAVAILABLE"}]

    wrong = requests.post(vies_peer.control_url, json={"with": "perhaps"}, timeout=10)
    requests.delete(vies_peer.control_url, timeout=10)

    assert (wrong.status_code, "MS_UNAVAILABLE" in wrong.json()["error"]) == (400, True)
    assert check(vies_peer, "LV40003032949")["valid"] is True


def test_set_answers_survive_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    data: Path = tmp_path_factory.mktemp("vies")
    with ViesSandbox(data) as before:
        before.answer(number="LV40003032949", with_="invalid")
    with ViesSandbox(data) as after:
        assert check(after, "LV40003032949")["valid"] is False

"""One board for all tests but those that cut its power: a boot takes half a minute."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from installation import Installation, prepared  # noqa: E402
from harness.back_office import BackOffice  # noqa: E402
from harness.people import ALWAYS, card, code, person  # noqa: E402
from on_board import CARD, CODE, OnBoard  # noqa: E402


@pytest.fixture(scope="session")
def image():
    return prepared()


@pytest.fixture(scope="session")
def office_of():
    """A back office for an installation's broker; all end with the session."""
    offices = []

    def make(broker):
        offices.append(BackOffice(broker))
        return offices[-1]

    yield make
    for office in offices:
        office.close()


@pytest.fixture(scope="session")
def on_board(image, office_of, tmp_path_factory):
    with Installation(image, tmp_path_factory.mktemp("board")) as installation:
        office = office_of(installation.broker)
        installation.boot().wait_up()
        ready_s = installation.ready_s()
        installation.configure()
        found = OnBoard(installation, office)
        found.ready_s = ready_s
        office.statuses.wait_for(lambda status: status.get("online"), 120, "the terminal to be online")
        office.do("permissions.put", {"permissions": [ALWAYS]})
        office.do("people.put", {"people": [person("1001", card(CARD), code(CODE))]})
        yield found


@pytest.fixture
def here(on_board):
    """The board as a test wants to find it: the door locked, everybody's hands off."""
    on_board.wait_secured()
    on_board.lines.forget()
    return on_board

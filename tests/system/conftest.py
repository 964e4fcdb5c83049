"""Shared by the system tests: one broker and one terminal a module, where isolation permits."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from harness.back_office import BackOffice  # noqa: E402
from harness.broker import Broker  # noqa: E402
from harness.door import Door  # noqa: E402
from harness.terminal import Terminal  # noqa: E402


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with Broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


@pytest.fixture
def online(tmp_path):
    """Starts a terminal with a broker and a back office of its own; all end with the test."""
    started = []

    def start(faces=False, change=None, broker=None, **office):
        if broker is None:
            broker = Broker(tmp_path / "broker").start()
            started.append(broker.stop)
        # First the back office: what nobody has subscribed to, the broker drops.
        back_office = BackOffice(broker, **office)
        started.append(back_office.close)
        terminal = Terminal(tmp_path / "terminal", broker, faces=faces)
        if change:
            change(terminal.configuration)
        terminal.start()
        started.append(terminal.end)
        terminal.wait_online()
        return broker, terminal, back_office

    yield start
    for end in reversed(started):
        end()


@pytest.fixture
def offline(tmp_path):
    """Starts a terminal without a broker; `offline(change)` may change its configuration first."""
    started = []

    def start(change=None, faces=False, name="terminal"):
        terminal = Terminal(tmp_path / name, faces=faces)
        if change:
            change(terminal.configuration)
        terminal.start()
        started.append(terminal)
        return terminal, Door(terminal)

    yield start
    for terminal in reversed(started):
        terminal.end()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failure shows what the terminals that the test itself names have logged last."""
    report = (yield).get_result()
    if report.failed:
        for terminal in {one for one in item.funcargs.values() if isinstance(one, Terminal)}:
            report.sections.append(("log of the terminal", "\n".join(terminal.log().splitlines()[-40:])))

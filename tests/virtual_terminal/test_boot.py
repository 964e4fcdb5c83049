"""The board as it comes up, with the package as it installs itself."""

from installation import BROKER_PORT


def test_the_unit_starts_with_the_board(on_board):
    print(f"boot to ready: {on_board.ready_s:.1f} s from the start of the kernel, as its clock counts")
    assert on_board.ready_s > 0


def test_dpkg_finds_the_package_whole(on_board):
    """But for the configuration file, which is the tests' own by now."""
    assert on_board.guest.do("dpkg --audit; dpkg --verify doorward | sed '/ c /d'") == ""


def test_the_unit_is_healthy(here):
    assert (here.unit("ActiveState"), here.unit("User")) == ("active", "doorward")
    assert here.guest.do("systemctl --failed --no-legend") == ""


def test_the_network_leads_to_the_broker_only(here):
    def reaches(host, port):
        connect = f"exec 3<>/dev/tcp/{host}/{port}"
        return here.guest.run("/usr/bin/timeout", "60", "/bin/bash", "-c", connect).status == 0

    assert reaches("broker", BROKER_PORT)
    assert not reaches("10.0.2.2", here.installation.broker.port)

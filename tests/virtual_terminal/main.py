"""Keeps an installation up for people: scripts/virtual-terminal."""

import signal
import sys
import tempfile
import threading
import time

from installation import CONTACT, EXIT_BUTTON, STRIKE, Installation, prepared  # First: it says where harness is.
from harness.back_office import BackOffice

TEXT = """
The board is up. Ctrl-C switches it off.

  console       socat -,raw,echo=0,escape=0x1d UNIX-CONNECT:{console}      root, no password; Ctrl-] leaves
  there         doorctl status, doorctl records follow, journalctl -fu doorward, cat /sys/kernel/debug/gpio
  lines         strike {strike}, contact {contact}, exit button {button} of /dev/gpiochip0
  back office   {url}, user back-office, password {password}, authority {ca}
  here          type:  serial card 04A1B2C3    any command of a reader's simulator: {readers}
                       pin {contact} 1                 sets an input line of the chip: here, the door opens
"""


def say(text):
    print(text, flush=True)


def main():
    image = prepared(say)
    if sys.argv[1:] == ["--prepare"]:
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="virtual-terminal-") as folder, Installation(image, folder) as site:
        say("board: booting")
        started = time.monotonic()
        site.boot().wait_up()
        site.configure()
        with BackOffice(site.broker) as office:
            office.statuses.wait_for(lambda status: status.get("online"), 300, "the terminal to be online")
            say(f"board: online after {time.monotonic() - started:.0f} s")
        broker = site.broker
        say(TEXT.format(console=site.board.socket("console"), strike=STRIKE,
                        contact=CONTACT, button=EXIT_BUTTON, url=broker.url, password=broker.back_office_password,
                        ca=broker.ca_file, readers=", ".join(site.simulators)))
        threading.Thread(target=take_commands, args=(site,), daemon=True).start()
        site.board.wait_off(None)


def take_commands(site):
    for line in sys.stdin:
        name, _, command = line.strip().partition(" ")
        try:
            if name == "pin":
                site.board.pins.set(*map(int, command.split()))
                say("ok")
            else:
                say(site.simulators[name].do(command) or "ok")
        except (KeyError, TypeError, ValueError, AssertionError) as fault:
            say(f"not done: {fault}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        say("switched off")

"""Wiegand in and out, on simulated lines: the decoder and the encoder are those of real lines."""

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, person, pin, seeded
from harness.terminal import Terminal
from harness.waiting import wait_until

UID = "04A1B2C3"
SHORT_UID = "007B11D7"
LONG_UID = "0412345678"


def frame(number, count):
    """`number` in a frame of 26, 34 or 37 bits, by the definition of its parity, not by our code."""
    data = f"{number:0{count - 2}b}"
    half = -(-len(data) // 2)  # Of 35 bits the middle one is in both halves.
    even = data[:half].count("1") % 2
    odd = 1 - data[-half:].count("1") % 2
    return f"{even}{data}{odd}"


def number_of(bits):
    """The number in a frame whose parity is right."""
    data = bits[1:-1]
    half = -(-len(data) // 2)
    assert bits[: half + 1].count("1") % 2 == 0, bits
    assert bits[-half - 1:].count("1") % 2 == 1, bits
    return int(data, 2)


def key4(key):
    return f"{'0123456789*#'.index(key):04b}"


def key8(key):
    number = "0123456789*#".index(key)
    return f"{15 - number:04b}{number:04b}"


def lines():
    return {"d0": {"driver": "simulated"}, "d1": {"driver": "simulated"}}


@pytest.fixture
def site(tmp_path):
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"] += [
        {"id": "wieg", "door": "main", "driver": "wiegand", "reads": ["card", "pin"], **lines()},
        {"id": "back", "door": "main", "driver": "wiegand", "reads": ["card"], "byte_order": "reversed", **lines()}]
    terminal.configuration["doors"][0]["wiegand_out"] = {**lines(), "bits": 34, "interval_us": 400}
    with terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [
            person("1001", card(UID), card(SHORT_UID), card(LONG_UID), pin("482913"))]})
        yield terminal, Door(terminal)
        terminal.end()


def pulse(terminal, bits, reader="wieg", **options):
    terminal.do("sim.wiegand", {"bits": bits, "reader": reader, **options})


def attempt(door, bits, reader="wieg", **options):
    return door.attempt("sim.wiegand", {"bits": bits, "reader": reader, **options})


@pytest.mark.parametrize("uid, count", [(SHORT_UID, 26), (UID, 34), (LONG_UID, 37)])
def test_a_card_of_each_format_opens(site, uid, count):
    terminal, door = site
    record = attempt(door, frame(int(uid, 16), count))
    assert (record["reader"], record["reason"], record["person"]) == ("wieg", "ok", "1001")
    assert record["credential"] == {"type": "card", "value": uid}
    door.wait_strike("active")


@pytest.mark.parametrize("interval_us", [200, 20_000])
def test_slow_and_fast_readers(site, interval_us):
    _, door = site
    assert attempt(door, frame(int(UID, 16), 34), interval_us=interval_us)["reason"] == "ok"


def test_the_other_byte_order(site):
    _, door = site
    assert attempt(door, frame(0xC3B2A104, 34), "back")["reason"] == "ok"
    assert attempt(door, frame(0xD7117B, 26), "back")["reason"] == "ok"
    assert attempt(door, frame(int(UID, 16), 34), "back")["reason"] == "unknown_credential"


@pytest.mark.parametrize("key", [key4, key8])
def test_keys_make_a_pin_and_cards_come_in_between(site, key):
    terminal, door = site
    for one in "482913":
        pulse(terminal, key(one))
    assert attempt(door, key("#"))["reason"] == "ok"
    assert attempt(door, frame(int(UID, 16), 34))["method"] == "card"
    for one in "99*48291":
        pulse(terminal, key(one))
    pulse(terminal, key("3"))
    assert attempt(door, key("#"))["reason"] == "ok"


def test_a_reader_of_cards_takes_no_keys(site):
    terminal, door = site
    seq = door.last_seq()
    for one in "482913#":
        pulse(terminal, key4(one), "back")
    attempt(door, frame(0x01020304, 34), "back")
    assert [one["method"] for one in door.records(seq, kind="access")] == ["card"]


def refused(terminal):
    """As the log tells it: whenever the count has doubled."""
    return "simulated Wiegand reader wieg: dropped" in terminal.log()


def test_wrong_frames_open_nothing_and_other_readers_work(site):
    terminal, door = site
    good = frame(int(UID, 16), 34)
    wrong = [good[:at] + "10"[int(good[at])] + good[at + 1:] for at in range(34)]
    wrong += [good[:at] + good[at + 1:] for at in range(34)] + [good[:at] + "1" + good[at:] for at in range(35)]
    wrong += [good * 2, "0" * 26, "1" * 26, "0" * 34, "1" * 34, "0" * 37, "1" * 37, "1100", "1111", "11110001"[::-1], "1" * 256]
    seq, change = door.last_seq(), door.last_change()
    for at, bits in enumerate(wrong):
        pulse(terminal, bits)
        if at % 30 == 0:
            assert attempt(door, frame(0x0A0B0C0D, 34), "back")["credential"]["value"] == "0D0C0B0A"
    assert attempt(door, frame(0x01020304, 34))["reason"] == "unknown_credential"
    values = {one["credential"]["value"] for one in door.records(seq, kind="access")}
    assert values == {"0D0C0B0A", "01020304"}
    assert door.releases(change) == []
    assert refused(terminal)
    assert UID not in terminal.log()
    assert attempt(door, good)["reason"] == "ok"


def test_a_bouncing_line_is_refused(site):
    terminal, door = site
    seq = door.last_seq()
    pulse(terminal, frame(int(UID, 16), 34), interval_us=40)
    assert attempt(door, frame(0x01020304, 34))["reason"] == "unknown_credential"
    assert len(door.records(seq, kind="access")) == 1
    assert refused(terminal)


def test_noise_and_then_a_good_card(site):
    terminal, door = site
    noise, change = seeded("wiegand noise"), door.last_change()
    for _ in range(100):
        pulse(terminal, "".join(noise.choices("01", k=noise.randrange(1, 120))), interval_us=noise.choice([50, 500, 2000, 30_000]))
    granted = door.records(kind="access", result="granted")
    assert all(one["person"] == "1001" for one in granted)
    assert attempt_until_good(door, frame(int(UID, 16), 34))["person"] == "1001"
    assert door.releases(change)


def attempt_until_good(door, bits):
    """Cards that the noise happened to spell may have their records first."""
    seq = door.last_seq()
    pulse(door.terminal, bits)
    return door.wait_record(seq, kind="access", person="1001")


def test_a_reader_that_is_unplugged_comes_back(site):
    terminal, door = site
    terminal.do("sim.unplug", {"part": "wieg", "unplugged": True})
    wait_until(lambda: reader_state(terminal) == "degraded", what="the loss to be noticed")
    assert attempt(door, frame(0xC3B2A104, 34), "back")["reason"] == "ok"
    terminal.do("sim.unplug", {"part": "wieg", "unplugged": False})
    wait_until(lambda: reader_state(terminal) == "ok", what="the reader to be back")
    assert attempt(door, frame(int(UID, 16), 34))["reason"] == "ok"


def reader_state(terminal):
    return terminal.do("device.info")["readers"]["wieg"]["state"]


def sent_frames(terminal, after):
    """What the panel behind sees: the falling edges of both lines, cut at gaps of 25 ms."""
    frames, last = [], None
    for entry in terminal.trace(after):
        if entry["line"] not in ("main.wiegand_d0", "main.wiegand_d1") or entry["level"] != "active":
            continue
        if last is None or entry["steady_us"] - last >= 25_000:
            frames.append("")
        frames[-1] += entry["line"][-1]
        last = entry["steady_us"]
    return frames


def wait_frames(terminal, after, count, bits=34):
    """Whole frames alone, as the panel: a machine that is busy may begin one anew."""
    def whole():
        frames = [one for one in sent_frames(terminal, after) if len(one) == bits]
        return frames if len(frames) >= count else None
    frames = wait_until(whole, what=f"{count} frames at the panel")
    assert len(frames) == count
    return frames


def test_granted_cards_go_to_the_panel_behind(site):
    terminal, door = site
    change = door.last_change()
    for uid in ("01020304", UID, "0A0B0C0D", SHORT_UID):
        door.card(uid)
    frames = wait_frames(terminal, change, 2)
    assert [number_of(one) for one in frames] == [int(UID, 16), int(SHORT_UID, 16)]
    # And our own decoder reads them.
    assert [attempt(door, one)["credential"]["value"] for one in frames] == [UID, SHORT_UID]


def test_a_number_that_does_not_fit_is_not_sent(site):
    terminal, door = site
    change = door.last_change()
    assert door.card(LONG_UID)["reason"] == "ok"
    assert door.card(LONG_UID)["reason"] == "ok"
    assert door.keys("482913#")["reason"] == "ok"
    assert door.card(UID)["reason"] == "ok"
    assert [number_of(one) for one in wait_frames(terminal, change, 1)] == [int(UID, 16)]
    assert terminal.log().count("wiegand:main: a card was not told") == 1
    assert LONG_UID not in terminal.log()


def test_an_output_that_is_away_holds_nobody_up_and_comes_back(site):
    terminal, door = site
    change = door.last_change()
    terminal.do("sim.unplug", {"part": "main.wiegand_d0", "unplugged": True})
    for _ in range(12):
        assert door.card(UID)["reason"] == "ok"
    wait_until(lambda: terminal.do("device.info")["parts"]["wiegand:main"]["state"] == "degraded",
               what="the loss to be noticed")
    terminal.do("sim.unplug", {"part": "main.wiegand_d0", "unplugged": False})
    wait_until(lambda: terminal.do("device.info")["parts"]["wiegand:main"]["state"] == "ok",
               what="the output to be back")
    seq = door.last_seq()
    door.card(SHORT_UID)
    wait_until(lambda: sent_frames(terminal, change)[-1:] == [frame(int(SHORT_UID, 16), 34)],
               what="a card at the panel again")
    assert len(door.records(seq, kind="access")) == 1


@pytest.mark.parametrize("factors", ["card", "pin"])
def test_a_card_among_several_factors_is_told_when_all_is_there(tmp_path, factors):
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["doors"][0].update(factors="card and pin", wiegand_out={**lines(), "interval_us": 400})
    with terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [person("1001", card(UID), pin("482913"))]})
        door = Door(terminal)
        change, seq = door.last_change(), door.last_seq()
        acts = [("sim.card", {"uid": UID}), ("sim.keys", {"keys": "482913#"})]
        for name, arguments in acts if factors == "card" else acts[::-1]:
            assert sent_frames(terminal, change) == []
            terminal.do(name, arguments)
        assert door.wait_record(seq, kind="access")["result"] == "granted"
        assert number_of(wait_frames(terminal, change, 1)[0]) == int(UID, 16)
        terminal.end()


@pytest.mark.parametrize("bits", [26, 34, 37])
def test_all_cards_in_each_format(tmp_path, bits):
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["doors"][0]["wiegand_out"] = {**lines(), "bits": bits, "send": "all", "pulse_us": 20, "interval_us": 400}
    with terminal:
        door = Door(terminal)
        change = door.last_change()
        door.card("00B1C2D3")
        assert number_of(wait_frames(terminal, change, 1, bits)[0]) == 0xB1C2D3
        terminal.end()


@pytest.mark.parametrize("section, fault", [
    ({"d0": {"driver": "simulated"}}, "d1"),
    ({"d0": {"driver": "simulated"}, "d1": {"driver": "gpio", "line": 4}}, "driver of d0"),
    ({"d0": {"driver": "gpio", "line": 3}, "d1": {"driver": "gpio", "line": 3}}, "line 3"),
    ({"d0": {"driver": "gpio", "line": 3}, "d1": {"driver": "gpio", "line": 4, "active": "low"}}, "active"),
    ({**lines(), "byte_order": "sideways"}, "byte_order"),
    ({**lines(), "reads": ["qr"]}, "reads"),
])
def test_the_check_finds_faults(tmp_path, section, fault):
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"].append(
        {"id": "w", "door": "main", "driver": "wiegand", "reads": ["card"], **section})
    with pytest.raises(RuntimeError, match=fault):
        terminal.start()
    terminal.end()

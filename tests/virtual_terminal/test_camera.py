"""The camera: vivid, a V4L2 device of the kernel's that shows a test picture."""

DRIVER = "/sys/bus/platform/drivers/vivid"


def test_frames_arrive_and_their_loss_is_seen(here):
    here.wait_reader("cam")
    seq = here.door.last_seq()
    here.guest.do(f"echo vivid.0 > {DRIVER}/unbind")  # As if it had been unplugged.
    here.door.wait_record(seq, 60, event="device_lost")
    assert here.reader("cam") != "ok"
    here.guest.do(f"echo vivid.0 > {DRIVER}/bind")
    here.wait_reader("cam")
    here.door.wait_record(seq, 60, event="device_back")

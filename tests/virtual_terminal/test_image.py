"""Images in the cache: replaced by newer ones, but not under the feet of whoever uses them."""

import os

import image


def test_an_older_image_goes_once_nobody_uses_it(tmp_path, monkeypatch):
    monkeypatch.setattr(image, "CACHE", tmp_path)
    monkeypatch.setattr(image, "IN_USE", [])

    def make_and_list(name):
        image.made_once(name, lambda folder: (folder / "disk.raw").write_text(name))
        return {one.name for one in tmp_path.iterdir()}

    assert make_and_list("installed-1") == {"installed-1"}
    assert make_and_list("installed-2") == {"installed-1", "installed-2"}
    for held in image.IN_USE:
        os.close(held)
    assert make_and_list("installed-3") == {"installed-3"}

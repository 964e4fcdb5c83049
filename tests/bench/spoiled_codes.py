#!/usr/bin/python3
"""How many spoiled QR codes are read: draws some 200, the same each time, and shows them to decoders.

    tests/bench/spoiled_codes.py [--each N] [--doorctl FILE]

Prints a table: kinds of spoiling, and how many of each `doorctl qr` reads; beside it ZXing as packaged
(`ZXingReader`) and, if Python has it, `zxingcpp` (pip install zxing-cpp), its newest version. No test.
"""

import argparse
import functools
import json
import math
import random
import subprocess
import tempfile
from pathlib import Path

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M

try:
    import zxingcpp
except ImportError:
    zxingcpp = None

FRAME = (640, 480)
REPOSITORY = Path(__file__).resolve().parents[2]


def draw(text, module_px, level=ERROR_CORRECT_M, border=4, dots=False):
    made = qrcode.QRCode(error_correction=level, border=border)
    made.add_data(text)
    made.make(fit=True)
    matrix, side, step = made.get_matrix(), len(made.get_matrix()), 8
    picture = Image.new("L", (side * step, side * step), 255)
    pen = ImageDraw.Draw(picture)
    near, far = border + 7, side - border - 7
    for y, row in enumerate(matrix):
        for x in (x for x, dark in enumerate(row) if dark):
            box = [x * step, y * step, x * step + step - 1, y * step + step - 1]
            finder = (x < near and (y < near or y >= far)) or (x >= far and y < near)
            (pen.ellipse if dots and not finder else pen.rectangle)(box, fill=0)
    return picture.resize((round(side * module_px),) * 2, Image.LANCZOS)


def place(code, dice, angle, back=None):
    """The code somewhere on a frame, turned."""
    frame = Image.new("L", FRAME, dice.randrange(90, 200) if back is None else back)
    turned = code.convert("LA").rotate(angle, Image.BICUBIC, expand=True)
    shrink = min(1, (FRAME[0] - 4) / turned.width, (FRAME[1] - 4) / turned.height)
    turned = turned.resize((int(turned.width * shrink), int(turned.height * shrink)))
    at = (dice.randrange(FRAME[0] - turned.width + 1), dice.randrange(FRAME[1] - turned.height + 1))
    frame.paste(turned.getchannel("L"), at, turned.getchannel("A"))
    return frame


@functools.cache
def grain(sigma):
    dice = random.Random(sigma)
    picture = Image.new("L", FRAME)
    picture.putdata([min(255, max(0, round(dice.gauss(128, sigma)))) for _ in range(FRAME[0] * FRAME[1])])
    return picture


def noisy(picture, dice, sigma):
    moved = ImageChops.offset(grain(sigma), dice.randrange(FRAME[0]), dice.randrange(FRAME[1]))
    return ImageChops.add(picture, moved, 1, -128)


def tilted(picture, dice):
    """Seen from an angle: each corner moves inwards."""
    w, h = picture.size
    inwards = [(w * dice.uniform(0, .28), h * dice.uniform(0, .28)) for _ in range(4)]
    corners = [(0, 0), (0, h), (w, h), (w, 0)]
    quad = [value for (x, y), (dx, dy) in zip(corners, inwards)
            for value in (x - dx if x == 0 else x + dx, y - dy if y == 0 else y + dy)]
    return picture.transform(picture.size, Image.QUAD, quad, Image.BICUBIC, fillcolor=160)


def curved(picture):
    """Around a cup."""
    w, h = picture.size
    bent = Image.new("L", (w, h), 160)
    radius = w * 0.62
    for x in range(w):
        sine = (x - w / 2) / radius
        source = int(w / 2 + radius * math.asin(sine) * 0.85) if abs(sine) < 1 else -1
        if 0 <= source < w:
            bent.paste(picture.crop((source, 0, source + 1, h)), (x, 0))
    return bent


def moved(picture, length):
    mean = picture
    for step in range(1, length):
        shifted = picture.transform(picture.size, Image.AFFINE, (1, 0, step, 0, 1, 0))
        mean = Image.blend(mean, shifted, 1 / (step + 1))
    return mean


def shaded(picture, dice):
    light = Image.linear_gradient("L").resize(picture.size).rotate(dice.choice([0, 90, 180]))
    return ImageChops.multiply(picture, ImageChops.add(light, Image.new("L", picture.size, 40)))


def dirty(picture, dice):
    pen = ImageDraw.Draw(picture)
    for _ in range(16):
        x, y, r = dice.randrange(picture.width), dice.randrange(picture.height), dice.randrange(4, 14)
        pen.ellipse([x - r, y - r, x + r, y + r], fill=dice.choice([0, 255]))
    return picture


def with_logo(picture, dice):
    middle, half = picture.width / 2, picture.width / 10
    ImageDraw.Draw(picture).rectangle([middle - half, middle - half, middle + half, middle + half],
                                      fill=dice.randrange(60, 255))
    return picture


def glaring(picture, dice):
    x, y = dice.randrange(200, 440), dice.randrange(140, 340)
    spot = Image.new("L", picture.size, 0)
    ImageDraw.Draw(spot).ellipse([x - 60, y - 40, x + 60, y + 40], fill=255)
    return Image.composite(Image.new("L", picture.size, 255), picture,
                           spot.filter(ImageFilter.GaussianBlur(22)))


def faint(text, dice, px, tilt):
    dark, depth = dice.randrange(90, 140), dice.randrange(14, 34)
    code = draw(text, px).point(lambda level: dark + level * depth // 255)
    return noisy(place(code, dice, tilt, dark + depth // 2), dice, 4)


KINDS = {
    "plain": lambda text, dice, px, tilt: noisy(place(draw(text, px), dice, 0), dice, 12),
    "small": lambda text, dice, px, tilt: noisy(
        place(draw(text, dice.uniform(1.6, 2.6)), dice, tilt / 3), dice, 8),
    "turned": lambda text, dice, px, tilt: noisy(place(draw(text, px), dice, 18 * tilt), dice, 12),
    "blurred": lambda text, dice, px, tilt: noisy(place(draw(text, px), dice, tilt).filter(
        ImageFilter.GaussianBlur(px * dice.uniform(.4, .8))), dice, 6),
    "tilted": lambda text, dice, px, tilt: noisy(
        tilted(place(draw(text, dice.uniform(6, 9)), dice, 18 * tilt), dice), dice, 8),
    "dirty": lambda text, dice, px, tilt: place(dirty(draw(text, 7, ERROR_CORRECT_H), dice), dice, tilt),
    "faint": faint,
    "inverted": lambda text, dice, px, tilt: noisy(
        ImageOps.invert(place(draw(text, px), dice, tilt)), dice, 8),
    "mirrored": lambda text, dice, px, tilt: noisy(
        ImageOps.mirror(place(draw(text, px), dice, 18 * tilt)), dice, 8),
    "moved": lambda text, dice, px, tilt: noisy(
        moved(place(draw(text, dice.uniform(4, 8)), dice, tilt), dice.randrange(4, 10)), dice, 6),
    "shaded": lambda text, dice, px, tilt: noisy(shaded(place(draw(text, px), dice, tilt), dice), dice, 8),
    "dots": lambda text, dice, px, tilt: noisy(
        place(draw(text, px, ERROR_CORRECT_H, dots=True), dice, tilt), dice, 8),
    "logo": lambda text, dice, px, tilt: noisy(
        place(with_logo(draw(text, px, ERROR_CORRECT_H), dice), dice, tilt), dice, 8),
    "curved": lambda text, dice, px, tilt: noisy(curved(place(draw(text, 7), dice, tilt / 2)), dice, 8),
    "no margin": lambda text, dice, px, tilt: noisy(
        place(draw(text, px, border=1), dice, tilt, 40), dice, 8),
    "long": lambda text, dice, px, tilt: noisy(
        place(draw(text + "x" * dice.randrange(150, 350), 5, ERROR_CORRECT_L), dice, 0), dice, 6),
    "glaring": lambda text, dice, px, tilt: glaring(
        place(draw(text, 7, ERROR_CORRECT_H), dice, tilt), dice),
}


def make(folder, each):
    """Draws them all: a dictionary of the kind, the text and the file of each."""
    samples = []
    for kind, spoil in KINDS.items():
        dice = random.Random(kind)
        for number in range(each):
            text = f"DWP1:{kind}-{number}-{dice.randrange(10**6)}"
            file = folder / f"{kind}-{number:02}.png"
            spoil(text, dice, dice.uniform(3, 8), dice.uniform(-20, 20)).convert("RGB").save(file)
            samples.append({"kind": kind, "text": text, "file": str(file)})
    return samples


def ask_doorctl(doorctl, samples):
    done = subprocess.run([doorctl, "qr", *(one["file"] for one in samples)], capture_output=True,
                          text=True, check=True)
    return [json.loads(line)["codes"] for line in done.stdout.splitlines()]


def ask_packaged(samples):
    return [[subprocess.run(["ZXingReader", "-format", "QRCode", one["file"]], capture_output=True,
                            text=True, check=False).stdout] for one in samples]


def ask_newest(samples):
    return [[found.text for found in zxingcpp.read_barcodes(
        Image.open(one["file"]).convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)] for one in samples]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=12, help="codes of each kind")
    parser.add_argument("--doorctl", default=REPOSITORY / "build/release/bin/doorctl")
    choice = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        samples = make(Path(folder), choice.each)
        answers = {"doorctl": ask_doorctl(choice.doorctl, samples), "packaged": ask_packaged(samples)}
        if zxingcpp:
            answers["newest"] = ask_newest(samples)
    read = {who: [any(one["text"] in text for text in texts) for one, texts in zip(samples, answer)]
            for who, answer in answers.items()}
    print(f"{'':10}" + "".join(f"{who:>10}" for who in read))
    for kind in [*KINDS, "all"]:
        counts = [sum(hit for hit, one in zip(hits, samples) if kind in (one["kind"], "all"))
                  for hits in read.values()]
        print(f"{kind:10}" + "".join(f"{count:>10}" for count in counts))
    print(f"{'of':10}{len(samples):>10}")


if __name__ == "__main__":
    main()

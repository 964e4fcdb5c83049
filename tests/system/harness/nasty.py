"""Texts and pictures that broke real terminals."""

import io
import struct
import zlib

from PIL import Image

SQL = ["' OR '1'='1", "' OR 1=1--", "\" OR \"\"=\"", "'; DROP TABLE people;--", "1; DELETE FROM people",
       "') UNION SELECT uid FROM credentials--", "x' AND 1=(SELECT COUNT(*) FROM people)--",
       "' UNION ALL SELECT NULL,NULL,NULL--", "admin'--", "admin'/*", "'||(SELECT '')||'", "\\'; --",
       "%' OR name LIKE '%", "_", "%", "*", "' OR rowid=1--", "'; ATTACH DATABASE '/tmp/x' AS x;--",
       "'; PRAGMA writable_schema=1;--", "0x27204f5220313d31", "''", "'", "\"", "`", "CHAR(39)",
       "' OR ''=' limit 1 --", "1' or '1' = '1' /*", "'+OR+1=1--", "%27%20OR%201%3D1", "ʼ OR 1=1--",
       "＇ OR １＝１", "'; select load_extension('/tmp/x.so');--", "'; vacuum;--", "NULL", "null", "None",
       "undefined", "true", "false", "NaN", "0", "-1", "1e9", "[]", "{}", "[object Object]"]

SHELL = ["; reboot", "| cat /etc/passwd", "`reboot`", "$(reboot)", "&& reboot", "|| reboot", "\n/bin/sh",
         "${IFS}reboot", "<script>alert(1)</script>", "../../../../etc/passwd", "/dev/null",
         "file:///etc/passwd", "${jndi:ldap://127.0.0.1/x}", "{{7*7}}", "#{7*7}", "() { :;}; reboot",
         "!reboot", "~root", "*", "?", "-rf /", "--help", "\\\\server\\share", "C:\\con\\con"]

FORMAT = ["%n", "%s%s%s%s%s%s%s%s", "%x" * 50, "%99999999d", "%1$n", "%p", "%%", "{}", "{0}", "{:>99999}",
          "{" * 100, "%d%c%hn", "\\x00\\x00", "\\u0000", "%00", "\\0"]

UNICODE = ["张伟", "🚪🔑", "\u202e1001", "\ufeff1001", "1001\u200b", "ＣＯＤＥ", "é", "e\u0301", "ß", "SS",
           "İ", "ı", "\u2028", "\u0085", "\ufffe", "\U0010ffff", "𝟙𝟘𝟘𝟙", "א", "ا" * 100, "a" + "\u0300" * 400]

CONTROL = ["\r\n", "x\r\nINFO granted 1001", "x\ngranted", "\t", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07",
           "\x7f", "\x01\x02\x03", "a\x08b", "\x0c", "\x1f", "a\x1bc"]

TEXTS = SQL + SHELL + FORMAT + UNICODE + CONTROL

LENGTHS = [1, 2, 3, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 2047, 2048,
           4095, 4096, 4097, 7088, 7089]


def png(width, height, body=b"", depth=8, colour=2):
    """A PNG that claims a size, whatever its body holds."""
    def chunk(kind, data):
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
            chunk(b"IDAT", body or zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))


def picture(kind, size=(64, 64), **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, (120, 130, 140)).save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg_claiming(width, height):
    """A real JPEG whose frame header says another size."""
    data = bytearray(picture("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5:at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def pictures():
    """name, bytes: every one is to be refused."""
    jpeg, small = picture("JPEG"), picture("PNG")
    yield "a bomb of zeros", png(30000, 30000, zlib.compress(b"\0" * 4_000_000, 9))
    for width, height in [(0, 0), (0, 64), (64, 0), (1, 1 << 31), (1 << 31, 1), (0xffffffff, 0xffffffff),
                          (65535, 65535), (4_000_001, 1), (2001, 2000), (100_000, 100_000)]:
        yield f"png of {width}x{height}", png(width, height)
    for width, height in [(0, 64), (64, 0), (65535, 65535), (2001, 2000), (65535, 62)]:
        yield f"jpeg of {width}x{height}", jpeg_claiming(width, height)
    for kind in ("GIF", "BMP", "TIFF", "WEBP", "PPM"):
        yield kind, picture(kind)
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    yield "empty", b""
    yield "text", b"not a picture"
    yield "png magic alone", small[:8]
    yield "jpeg magic alone", jpeg[:3]
    for share in range(1, 8):
        yield f"jpeg cut at {share}/8", jpeg[:len(jpeg) * share // 8]
        yield f"png cut at {share}/8", small[:len(small) * share // 8]
    yield "jpeg of nothing", b"\xff\xd8\xff\xd9"
    yield "jpeg with a wrong segment", jpeg[:4] + b"\xff\xff" + jpeg[6:]
    yield "png with a wrong checksum", small[:29] + b"\0\0\0\0" + small[33:]
    yield "too many bytes", jpeg + b"\0" * (1 << 20)
    yield "no face in it", picture("JPEG", (640, 480))
    yield "a pixel", picture("PNG", (1, 1))

#!/usr/bin/env python3
"""Writes types.lz4.arrows, types.zstd.arrows and expected.json beside itself, for PyArrowIT.

    python3 -m venv venv && venv/bin/pip install pyarrow && venv/bin/python make.py

A column is (name, PostgreSQL type, how to compare, Arrow array, expected values). The expected values are made from the
Python values by this file alone: neither Arrow nor Java has a hand in them.
"""
import json
import random
import struct
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal, getcontext
from hashlib import md5
from pathlib import Path

import pyarrow as pa

HERE = Path(__file__).parent
ROWS = 40
rnd = random.Random(20)
columns = []
getcontext().prec = 100


def maybe(make, nulls=True):
    return [None if nulls and rnd.random() < 0.2 else make() for _ in range(ROWS)]


def each(render, values):
    return [None if value is None else render(value) for value in values]


def add(name, sql, kind, type_, values, render):
    columns.append((name, sql, kind, pa.array(values, type_), each(render, values)))


def of(*choices):
    """Mostly one of the edges, else something between the first two."""
    low, high = choices[:2]
    return lambda: rnd.choice(choices) if rnd.random() < 0.6 else rnd.randint(low, high)


# Integers and floats.
for bits, signed_sql, unsigned_sql in [
    (8, "smallint", "smallint"),
    (16, "smallint", "integer"),
    (32, "integer", "bigint"),
    (64, "bigint", "numeric(20,0)"),
]:
    top = 1 << bits
    add(f"int{bits}", signed_sql, "text", getattr(pa, f"int{bits}")(), maybe(of(-top // 2, top // 2 - 1, 0, -1)), str)
    add(f"uint{bits}", unsigned_sql, "text", getattr(pa, f"uint{bits}")(), maybe(of(0, top - 1, 1, top // 2)), str)

floats = [0.0, -0.0, 1.5, -0.25, 65504.0, float("inf"), float("-inf"), float("nan")]


def float_text(value):
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(str(value), repr(value))


add("float16", "real", "real", pa.float16(), maybe(lambda: rnd.choice(floats)), float_text)
add("float32", "real", "real", pa.float32(), maybe(lambda: rnd.choice(floats + [2.0**-149, 2.0**127])), float_text)
add("float64", "double precision", "double", pa.float64(),
    maybe(lambda: rnd.choice(floats + [5e-324, 1.7976931348623157e308, rnd.random()])), float_text)
add("bool", "boolean", "text", pa.bool_(), maybe(lambda: rnd.random() < 0.5), lambda v: str(v).lower())


# Decimals.
def decimals(precision, scale):
    largest = 10**precision - 1
    digits = of(-largest, largest, 0, 1, -1, 10 ** (precision - 1), 10 ** (precision // 2))
    sign = lambda n: (0 if n >= 0 else 1, tuple(map(int, str(abs(n)))), -scale)
    return lambda: Decimal(sign(digits()))


for bits, precision, scale in [
    (32, 9, 0), (32, 9, 2), (32, 5, 7), (32, 9, -3),
    (64, 18, 0), (64, 18, 6), (64, 7, -2),
    (128, 38, 0), (128, 38, 18), (128, 38, 38), (128, 20, -5), (128, 19, 1),
    (256, 76, 0), (256, 76, 18), (256, 76, 3), (256, 50, -7),
]:  # fmt: skip
    # From the bits: PyArrow itself takes no negative scale, and none above the precision, from Python.
    values = maybe(decimals(precision, scale))
    unscaled = [0 if value is None else int(value.scaleb(scale)) for value in values]
    valid = sum((value is not None) << i for i, value in enumerate(values))
    array = pa.Array.from_buffers(getattr(pa, f"decimal{bits}")(precision, scale), ROWS, [
        pa.py_buffer(valid.to_bytes(ROWS // 8, "little")),
        pa.py_buffer(b"".join(n.to_bytes(bits // 8, "little", signed=True) for n in unscaled))])
    columns.append((f"dec{bits}_{precision}_{scale}", f"numeric({precision},{scale})", "text", array,
                    each(lambda v: format(v, "f"), values)))

# Bytes and text.
TEXTS = ["", "a", "Ω≈ç√", 'quote"back\\slash', "tab\tline\n", "😀 emoji", "nul\0nul", "{\"json\": 1}", "x" * 300]


def pg_text(value):
    return value.replace("\0", "\ufffd")


def some_bytes():
    return rnd.randbytes(rnd.choice([0, 1, 12, 13, 20, 300]))


def pg_bytes(value):
    return "\\x" + value.hex()


for name, type_ in [("utf8", pa.string()), ("large_utf8", pa.large_string()), ("utf8_view", pa.string_view())]:
    add(name, "text", "text", type_, maybe(lambda: rnd.choice(TEXTS)), pg_text)
for name, type_ in [("binary", pa.binary()), ("large_binary", pa.large_binary()), ("binary_view", pa.binary_view())]:
    add(name, "bytea", "text", type_, maybe(some_bytes), pg_bytes)
for width in (1, 20, 32):
    add(f"fixed{width}", "bytea", "text", pa.binary(width), maybe(lambda: rnd.randbytes(width)), pg_bytes)
# More than 64 KiB: LZ4 then has blocks that refer to each other.
add("long_text", "text", "md5", pa.string(),
    ["".join(rnd.choice(["block ", "hash ", "log ", "ß "]) for _ in range(700)) for _ in range(ROWS)],
    lambda v: md5(v.encode()).hexdigest())

# Times.
EPOCH = datetime(1970, 1, 1)
UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def trimmed(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


def clock(micros):
    return trimmed(f"{micros // 3_600_000_000:02}:{micros // 60_000_000 % 60:02}:{micros // 10**6 % 60:02}.{micros % 10**6:06}")


def micros_of(per_second):
    """Downwards: nanoseconds are floored."""
    return lambda value: value * 10**6 // per_second


def timestamp(value, per_second):
    return trimmed((EPOCH + timedelta(microseconds=micros_of(per_second)(value))).isoformat(" ", "microseconds"))


add("date32", "date", "text", pa.date32(), maybe(of(-719162, 2932896, 0, -1)),
    lambda v: (date(1970, 1, 1) + timedelta(v)).isoformat())
add("date64", "date", "text", pa.date64(), [None if d is None else d * 86_400_000 for d in maybe(of(-719162, 2932896, 0))],
    lambda v: (date(1970, 1, 1) + timedelta(v // 86_400_000)).isoformat())
for unit, per_second in UNITS.items():
    time_type = pa.time32(unit) if per_second <= 1000 else pa.time64(unit)
    add(f"time_{unit}", "time without time zone", "text", time_type, maybe(of(0, 86_400 * per_second - 1, 1)),
        lambda v: clock(micros_of(per_second)(v)))
    low, high = (-9_000_000_000 * per_second, 9_000_000_000 * per_second)
    stamps = of(low, high, 0, -1, 1, 946_684_800 * per_second - 1)
    add(f"timestamp_{unit}", "timestamp without time zone", "text", pa.timestamp(unit), maybe(stamps),
        lambda v: timestamp(v, per_second))
    add(f"timestamptz_{unit}", "timestamp with time zone", "text", pa.timestamp(unit, "Europe/Berlin"), maybe(stamps),
        lambda v: timestamp(v, per_second) + "+00")
    add(f"duration_{unit}", "interval", "interval", pa.duration(unit), maybe(of(low, high, 0, -1, 1)),
        lambda v: struct.pack(">qii", micros_of(per_second)(v), 0, 0).hex())
int32 = of(-(2**31), 2**31 - 1, 0, -1)
add("month_day_nano", "interval", "interval", pa.month_day_nano_interval(),
    maybe(lambda: (int32(), int32(), rnd.choice([-1, 0, 999, 1000, 2**63 - 1, -(2**63)]))),
    lambda v: struct.pack(">qii", v[2] // 1000, v[1], v[0]).hex())


# Lists of scalars are arrays.
def lists(element, size=None):
    return maybe(lambda: [element() if rnd.random() < 0.8 else None for _ in range(size or rnd.randint(0, 4))])


for name, type_, size in [
    ("list", pa.list_, None), ("large_list", pa.large_list, None), ("list_view", pa.list_view, None),
    ("large_list_view", pa.large_list_view, None), ("fixed_list", lambda t: pa.list_(t, 3), 3),
]:  # fmt: skip
    add(f"{name}_int", "integer[]", "array", type_(pa.int32()), lists(int32, size), lambda v: each(str, v))
    add(f"{name}_text", "text[]", "array", type_(pa.string()), lists(lambda: rnd.choice(TEXTS), size),
        lambda v: each(pg_text, v))
add("list_uint64", "numeric(20,0)[]", "array", pa.list_(pa.uint64()), lists(of(0, 2**64 - 1)), lambda v: each(str, v))
add("list_dec", "numeric(9,2)[]", "array", pa.list_(pa.decimal32(9, 2)), lists(decimals(9, 2)),
    lambda v: each(lambda d: format(d, "f"), v))
add("list_fixed", "bytea[]", "array", pa.list_(pa.binary(20)), lists(lambda: rnd.randbytes(20)), lambda v: each(pg_bytes, v))
add("list_stamp", "timestamp with time zone[]", "array", pa.list_(pa.timestamp("ns", "UTC")), lists(of(-(10**18), 10**18, -1)),
    lambda v: each(lambda t: timestamp(t, 10**9) + "+00", v))
add("list_dictionary", "text[]", "array", pa.list_(pa.dictionary(pa.int8(), pa.string())), lists(lambda: rnd.choice(TEXTS)),
    lambda v: each(pg_text, v))

# Everything else with members is JSON.
MEMBERS = {
    "i": (pa.int64(), of(-(2**63), 2**63 - 1), lambda v: v),
    "u": (pa.uint64(), of(0, 2**64 - 1), lambda v: v),
    "f": (pa.float64(), lambda: rnd.choice([0.5, -1e300, float("nan"), float("inf")]),
          lambda v: v if abs(v) <= 1e300 else float_text(v)),
    "d32": (pa.decimal32(9, 2), decimals(9, 2), lambda v: format(v, "f")),
    "d64": (pa.decimal64(18, 0), decimals(18, 0), lambda v: format(v, "f")),
    "d128": (pa.decimal128(38, 18), decimals(38, 18), lambda v: format(v, "f")),
    "d256": (pa.decimal256(76, 2), decimals(76, 2), lambda v: format(v, "f")),
    "b": (pa.binary(), some_bytes, lambda v: "0x" + v.hex()),
    "t": (pa.string(), lambda: rnd.choice(TEXTS), pg_text),
    "o": (pa.bool_(), lambda: rnd.random() < 0.5, lambda v: v),
    "day": (pa.date32(), of(-719162, 2932896), lambda v: (date(1970, 1, 1) + timedelta(v)).isoformat()),
    "at": (pa.timestamp("ms", "UTC"), of(0, 4 * 10**12),
           lambda v: (EPOCH + timedelta(milliseconds=v)).isoformat("T", "milliseconds") + "Z"),
    "x": (pa.null(), lambda: None, lambda v: v),
    "k": (pa.dictionary(pa.int16(), pa.string()), lambda: rnd.choice(TEXTS), pg_text),
}  # fmt: skip
RECORD = pa.struct([(name, type_) for name, (type_, _, _) in MEMBERS.items()])


def record():
    return {name: make() if rnd.random() < 0.8 else None for name, (_, make, _) in MEMBERS.items()}


def record_json(value):
    return {name: None if value[name] is None else render(value[name]) for name, (_, _, render) in MEMBERS.items()}


add("struct", "jsonb", "json", RECORD, maybe(record), record_json)
add("list_struct", "jsonb", "json", pa.list_(RECORD), lists(record), lambda v: each(record_json, v))
add("list_list", "jsonb", "json", pa.list_(pa.large_list(pa.int16())), lists(lambda: [1, None, rnd.randint(-9, 9)]),
    lambda v: v)
add("view_view", "jsonb", "json", pa.list_view(pa.list_view(pa.binary_view())), lists(lambda: [b"\x00\xff", None]),
    lambda v: each(lambda w: ["0x00ff", None], v))
add("map_text", "jsonb", "json", pa.map_(pa.string(), pa.decimal64(10, 1)),
    maybe(lambda: [(key, Decimal("-0.5")) for key in rnd.sample("abcd", rnd.randint(0, 3))]),
    lambda v: {key: format(value, "f") for key, value in v})
add("map_int", "jsonb", "json", pa.map_(pa.int32(), pa.string()),
    maybe(lambda: [(key, None) for key in rnd.sample(range(9), rnd.randint(0, 3))]), lambda v: [list(pair) for pair in v])

# By value.
picked = maybe(lambda: rnd.choice(TEXTS))
add("dictionary", "text", "text", pa.dictionary(pa.int32(), pa.string()), picked, pg_text)
prices = [Decimal("1.50"), Decimal("-9999999.99"), Decimal("0.00")]
indices = maybe(lambda: rnd.randrange(3))
columns.append(("dictionary_dec", "numeric(9,2)", "text",
                pa.DictionaryArray.from_arrays(pa.array(indices, pa.uint8()), pa.array(prices, pa.decimal32(9, 2))),
                each(lambda i: format(prices[i], "f"), indices)))
add("null", "text", "text", pa.null(), [None] * ROWS, str)
runs = [Decimal("1.50"), None, Decimal("-2.00"), Decimal("0.00")]
columns.append(("run_end", "numeric(18,2)", "text",
                pa.RunEndEncodedArray.from_arrays(pa.array([5, 9, 30, ROWS], pa.int16()), pa.array(runs, pa.decimal64(18, 2))),
                [None if (v := runs[0 if i < 5 else 1 if i < 9 else 2 if i < 30 else 3]) is None else format(v, "f")
                 for i in range(ROWS)]))  # fmt: skip
kinds = [rnd.randint(0, 2) for _ in range(ROWS)]
ints, texts, nothing = list(range(ROWS)), [f"t{i}" for i in range(ROWS)], [None] * ROWS
union_json = [[ints, texts, nothing][kind][i] for i, kind in enumerate(kinds)]
members = [pa.array(ints, pa.int32()), pa.array(texts, pa.string()), pa.array(nothing, pa.int8())]
columns.append(("sparse_union", "jsonb", "json", pa.UnionArray.from_sparse(
    pa.array(kinds, pa.int8()), members, ["i", "t", "n"], [0, 1, 2]), union_json))
columns.append(("dense_union", "jsonb", "json", pa.UnionArray.from_dense(
    pa.array(kinds, pa.int8()), pa.array(range(ROWS), pa.int32()), members, ["i", "t", "n"], [0, 1, 2]), union_json))

# Extension types are what they are stored as.
add("uuid", "bytea", "text", pa.uuid(), maybe(lambda: uuid.UUID(int=rnd.getrandbits(128)).bytes), pg_bytes)
add("json", "text", "text", pa.json_(), maybe(lambda: '{"a": [1, null]}'), str)

blocks = pa.array(range(100, 100 + ROWS), pa.uint64())
table = pa.table([blocks] + [column[3] for column in columns], names=["_block_num"] + [column[0] for column in columns])
for codec in ("lz4", "zstd"):
    with pa.OSFile(str(HERE / f"types.{codec}.arrows"), "wb") as sink:
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
            # The second batch begins in the middle of every array.
            for batch in (table.slice(0, 25), table.slice(25)):
                writer.write_table(batch)
expected = [{"name": n, "type": s, "compare": k, "values": v} for n, s, k, _, v in columns]
(HERE / "expected.json").write_text(json.dumps(expected, ensure_ascii=True, indent=0) + "\n")

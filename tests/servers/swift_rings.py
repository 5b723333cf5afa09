"""Writes Swift's rings: ``python -m tests.servers.swift_rings FOLDER account=PORT container=PORT …``.

A program of its own because importing Swift brings eventlet and its warnings into the process.
"""

import sys
from pathlib import Path

from swift.common.ring import RingBuilder


def build_ring(folder: Path, name: str, port: int) -> None:
    """Write ``FOLDER/NAME.ring.gz`` with one device of one server: sixteen partitions, one copy."""
    builder = RingBuilder(4, 1, 0)
    place = {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "disk", "weight": 1}
    builder.add_dev({**place, "replication_ip": "127.0.0.1", "replication_port": port, "meta": ""})
    builder.rebalance(seed="1")
    builder.get_ring().save(str(folder / f"{name}.ring.gz"))


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for argument in sys.argv[2:]:
        ring, _, number = argument.partition("=")
        build_ring(target, ring, int(number))

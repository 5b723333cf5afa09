"""What measures us: ratios to a floor, and rivals beside ours, in one run on one machine.

``python -m benchmarks`` runs every part, ``python -m benchmarks.signing`` (``ledger``, ``pages``) one of
them; ``--json`` adds a last line with one object. Nothing passes or fails: a machine's speed is no promise.
Results of runs worth keeping are in ``results/``.
"""

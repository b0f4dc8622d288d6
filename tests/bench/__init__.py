"""Speed, measured against the leanest code that does the same work in the same run.

Each ``bench_*.py`` beside this file has ``run() -> list[dict]``.  A row says ``name``, ``ours``, ``limit`` (what the
leanest code took), ``ratio`` (ours over limit), ``unit`` and ``n``; it may name a ``goal``, the largest ratio wanted.
Rows are figures, not tests: a goal that is missed is shown, and fails nothing.
"""
